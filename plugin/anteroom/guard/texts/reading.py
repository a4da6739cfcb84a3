"""A folded text as words and signs, however the signs are written: what addresses and names are read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, remembered
from anteroom.guard.texts.languages import plain, words
from anteroom.guard.texts.letters import LETTERS, together
from anteroom.guard.texts.sign_words import AT, DOT, Sign, bracketed_sign, longest_from, sign_of
from anteroom.guard.texts.views import View

WORD: Final = "w"
GAP: Final = " "
OTHER: Final = "?"
MARKS: Final = frozenset("_-+")

_OPEN: Final = dict(zip("[({<«‹《〈「『“‘⟦❲⦅（\\/", "])}>»›》〉」』”’⟧❳⦆）/\\", strict=True))
_BRACKETS: Final = frozenset(_OPEN)
_AROUND: Final = frozenset("|'\"_*~/\\=+:^-.`#%$—–―•·>")
_GLUED_AT: Final = 2
"""The group of `_glued` that is a sign before a provider's name."""
_REMEMBERED: Final = 40
"""Code points of the longest token that is remembered, so that nobody fills the memory with long ones."""
_BETWEEN_LETTERS: Final = frozenset(".+*-_'\"!:~/|,")
"""What people put around a sign in brackets, or between its letters: "[d+o+t]"."""
_LONGEST_ASIDE: Final = 24
"""Code points between brackets within which a sign may stand."""


@dataclass(slots=True)
class Item:
    """A word, a gap, a sign or something else; where it stands in the view that was read.

    `kind` is WORD, GAP, OTHER, "@", "." or one of MARKS; `weight` says how surely it is that sign (signs.py),
    `spelt` that it was written as a word or in brackets.
    """

    kind: str
    text: str
    start: int
    end: int
    weight: float = 0.0
    spelt: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The items of a view, in order; `span` gives back where items stand in the original."""

    items: list[Item]
    view: View
    outer: View

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The original span of the items from `first` to `last`, both included."""
        start, end = self.view.span(self.items[first].start, self.items[last].end)
        return self.outer.span(start, end)


def read(folded: View) -> Reading:
    """The items of a folded view."""
    view, items = _read(folded.text)
    return Reading(items, view, folded)


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[View, list[Item]]:
    view = together(text)
    tokens: list[Item] = []
    place = 0
    for token in _token().findall(view.text):
        for kind, piece, weight, spelt in _pieces(token) if len(token) <= _REMEMBERED else _taken(token):
            end = place + len(piece)
            tokens.append(Item(kind, piece, place, end, weight, spelt))
            place = end
    items = _phrases(tokens)
    if not _BRACKETS.isdisjoint(view.text):
        items = _bracketed(items)
    return view, _signs_around(items) if any(item.spelt for item in items) else items


@lru_cache(maxsize=8192)
def _pieces(token: str) -> tuple[tuple[str, str, float, bool], ...]:
    return _taken(token)


def _taken(token: str) -> tuple[tuple[str, str, float, bool], ...]:
    """Kind, text, weight and whether it is spelt, of each piece of a token; most have one."""
    first = token[0]
    if first.isalnum():
        if len(token) > 5 and (cut := _glued().fullmatch(token)):
            return tuple(
                (AT, piece, 1.0, True) if group == _GLUED_AT else (WORD, piece, 0.0, False)
                for group, piece in enumerate(cut.groups(), start=1)
                if piece
            )
        if first >= "\u3000" and (cut := _eastern().search(token)):
            pieces = (token[: cut.start()], cut[0], token[cut.end() :])
            return tuple((WORD, piece, 0.0, False) for piece in pieces if piece)
        return ((WORD, token, 0.0, False),)
    if first.isspace():
        return ((GAP, token, 0.0, False),)
    if token in "@.":
        return ((token, token, 3.0 if token == AT else 0.5, False),)
    if token in MARKS:
        return ((token, token, 0.0, False),)
    if token in "•·":
        return ((DOT, token, 1.0, False),)
    return ((OTHER, token, 0.0, False),)


def _phrases(tokens: list[Item]) -> list[Item]:
    """Words that name a sign become that sign; the longest name wins."""
    items: list[Item] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text == AT and _begins_sign(tokens, place):
            rest = tokens[place + 1]
            items.append(Item(AT, f"a{rest.text}", token.start, rest.end, 2.0, spelt=True))
            place += 2
            continue
        if token.kind != WORD or not _may_name(token.text):
            items.append(token)
            place += 1
            continue
        after, found = _named(tokens, place)
        if found is None:
            items.append(token)
        else:
            last = tokens[after - 1]
            text = "".join(t.text for t in tokens[place:after])
            items.append(Item(found.sign, text, token.start, last.end, found.weight, spelt=True))
        place = after
    return items


def _begins_sign(tokens: list[Item], place: int) -> bool:
    """Whether an "@" is the first letter of a word for it: "@rroba", "@t"."""
    if place + 2 >= len(tokens) or tokens[place + 1].kind != WORD or tokens[place + 2].kind != GAP:
        return False
    found = sign_of(f"a{tokens[place + 1].text}")
    return found is not None and found.sign == AT and (place == 0 or tokens[place - 1].kind == GAP)


@remembered
def _may_name(word: str) -> bool:
    """Whether `word` can begin what names a sign; most words cannot, and most texts are made of few words."""
    return word == "a" or longest_from(word) > 1 or sign_of(word) is not None


def _named(tokens: list[Item], place: int) -> tuple[int, Sign | None]:
    """The place after the sign that is named from `place` on, and the sign."""
    token = tokens[place]
    if _apart(tokens, place):
        dotted = tokens[place + 3 : place + 4] and tokens[place + 3].text == "."
        return place + 3 + bool(dotted), Sign(AT, 1.5)
    longest = longest_from(token.text)
    if longest > 1:
        name, best = token.text, None
        after = place
        for _ in range(longest - 1):
            if after + 2 >= len(tokens) or tokens[after + 1].kind not in (GAP, "-", "_"):
                break
            if tokens[after + 2].kind != WORD:
                break
            after += 2
            name += tokens[after].text
            if found := sign_of(name):
                best = after + 1, found
        if best:
            return best
    return place + 1, sign_of(token.text)


def _apart(tokens: list[Item], place: int) -> bool:
    """Whether "a.t" or the like begins at `place`."""
    if tokens[place].text != "a" or place + 2 >= len(tokens) or tokens[place + 2].text != "t":
        return False
    ended = place + 3 == len(tokens) or tokens[place + 3].kind != DOT
    return tokens[place + 1].text in "._-*" and (
        ended or [t.kind for t in tokens[place + 4 : place + 5]] == [GAP]
    )


def _bracketed(tokens: list[Item]) -> list[Item]:
    """A sign in brackets becomes that sign; a single short word in brackets becomes that word."""
    items: list[Item] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        closing = _OPEN.get(token.text) if token.kind == OTHER else None
        after = place
        if closing:
            for after in range(place + 1, min(place + 10, len(tokens))):
                if tokens[after].text == closing:
                    break
            else:
                closing = None
        if closing and (pieced := _letter_by_letter(tokens, place)):
            items.append(pieced[1])
            place = pieced[0]
        elif closing and (whole := _broken(items, tokens, place, after)):
            place = after + (2 if whole.end > tokens[after].end else 1)
            if items and items[-1].start == whole.start:
                items.pop()
            items.append(whole)
        elif closing and (inner := _inside(tokens[place + 1 : after])):
            inner.start, inner.end = token.start, tokens[after].end
            items.append(inner)
            place = after + 1
        else:
            items.append(token)
            place += 1
    return items


def _broken(items: list[Item], tokens: list[Item], opening: int, closing: int) -> Item | None:
    """A sign of whose letters only some stand in brackets: "[a]t", "d(o)t"."""
    inner = tokens[opening + 1 : closing]
    if len(inner) != 1 or inner[0].kind != WORD or len(inner[0].text) > 3:
        return None
    text, start, end = inner[0].text, tokens[opening].start, tokens[closing].end
    if items and items[-1].kind == WORD and items[-1].end == start and len(items[-1].text) < 4:
        text, start = items[-1].text + text, items[-1].start
    if closing + 1 < len(tokens) and tokens[closing + 1].kind == WORD and len(tokens[closing + 1].text) < 5:
        text, end = text + tokens[closing + 1].text, tokens[closing + 1].end
    found = sign_of(text) if len(text) > len(inner[0].text) else None
    return Item(found.sign, text, start, end, 3.0, spelt=True) if found else None


def _letter_by_letter(tokens: list[Item], place: int) -> tuple[int, Item] | None:
    """The place after a sign with brackets around each letter, "(d)(o)(t)", and that sign."""
    text, after = "", place
    while len(text) < _LONGEST_ASIDE and after + 2 < len(tokens):
        inner = tokens[after + 1]
        if _OPEN.get(tokens[after].text) != tokens[after + 2].text or len(inner.text) != 1:
            break
        text, after = text + inner.text, after + 3
    found = sign_of(text) if len(text) > 1 else None
    if found is None:
        return None
    return after, Item(found.sign, text, tokens[place].start, tokens[after - 1].end, 3.0, spelt=True)


def _inside(tokens: list[Item]) -> Item | None:
    """What brackets around `tokens` stand for, if that is a sign or a word."""
    solid = [token for token in tokens if token.kind != GAP]
    if not solid or solid[0].text in _OPEN or tokens[-1].end - tokens[0].start > _LONGEST_ASIDE:
        return None
    text = "".join(token.text for token in solid)
    signs = [token for token in solid if token.spelt]
    found = bracketed_sign(text)
    if found is None and len(text) > 1:
        found = bracketed_sign("".join(c for c in text if c not in _BETWEEN_LETTERS))
    if found is None and len(signs) == 1 and signs[0] is solid[0]:
        found = Sign(signs[0].kind, 3.0)  # "(at without brackets)", "(at sign here)"
    if found:
        return Item(found.sign, text, 0, 0, found.weight, spelt=True)
    if all(token.text in data("hosts")["asides"] for token in solid):
        return Item(GAP, " ", 0, 0)
    if len(solid) == 1 and solid[0].kind == WORD and (len(text) <= 5 or text.isdigit()):
        return Item(WORD, text, 0, 0)
    return None


def _signs_around(tokens: list[Item]) -> list[Item]:
    """A spelled sign between two equal marks ("_at_", "'dot'", "- at -") takes them in."""
    items: list[Item] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.spelt and items and token.kind in (AT, DOT):
            after = place + 1
            while after < len(tokens) and tokens[after].kind == GAP and after - place < 2:
                after += 1
            before = len(items) - 1
            while before > 0 and items[before].kind == GAP and len(items) - before < 2:
                before -= 1
            if after < len(tokens) and _frames(items[before], tokens[after]):
                while (
                    before > 0
                    and after + 1 < len(tokens)
                    and items[before - 1].text in _AROUND
                    and items[before - 1].text == items[before].text == tokens[after + 1].text
                ):
                    before, after = before - 1, after + 1  # "//at//"
                token.start, token.end, token.weight = items[before].start, tokens[after].end, 3.0
                del items[before:]
                items.append(token)
                place = after + 1
                continue
        items.append(token)
        place += 1
    return items


def _frames(before: Item, after: Item) -> bool:
    """Whether two signs stand around something: equal ones, also as words, or a second pair of brackets."""
    if before.spelt:
        return before.kind in MARKS and before.text == after.text
    return (before.text in _AROUND and before.text == after.text) or _OPEN.get(before.text) == after.text


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """A word, a gap or a single sign.

    Classes alone: linear in the standard library's engine too, which is much quicker than the other where
    there are many matches.
    """
    mixed = [re.escape(name) for name in words().at if name[0] >= "\u3000" and name.endswith("a")]
    east = "[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
    return re.compile("|".join([*mixed, f"[{LETTERS}]+", r"\s+", east, "."]), re.DOTALL)


@lru_cache(maxsize=1)
def _glued() -> re.Pattern[str]:
    """A word in which a provider or a spelled dot has grown together with its neighbours.

    Bounded pieces of one word: it may try each cut of a word of at most 60 letters once.
    """
    hosts = any_of(data("hosts")["mail"]).replace("\\", "")
    endings = "|".join(data("hosts")["common_tlds"])
    countries = "|".join(data("hosts")["common_countries"])
    dot = "dot|d0t|punto|ponto|punkt|kropka|nokta|titik|tochka"
    at = "at|4t|arroba|arobase|a"
    return re.compile(
        rf"([{LETTERS}]{{2,40}}?)??({at})?({hosts})({dot})?({endings}|{countries}|couk)?"
        rf"|([{LETTERS}]{{2,40}}?)(at|arroba|arobase|4t)([{LETTERS}]{{2,30}}?)({dot})({endings}|{countries})"
        rf"|([{LETTERS}]{{2,40}}?)?({dot})({endings})"
    )


@lru_cache(maxsize=1)
def _eastern() -> re.Pattern[str]:
    """Signs and names inside a run that sets no spaces."""
    services = (plain(name) for names in data("services")["foreign"].values() for name in names)
    known = (*words().at, *words().dot, *words().signs, *words().spoken, *services)
    names = [name for name in known if name > "\u3000"]
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
