"""A folded text as words and signs, however the signs are written: what addresses and names are read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern, remembered
from anteroom.guard.texts.framed import BRACKETS, bracketed, signs_around
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.languages import plain, words
from anteroom.guard.texts.letters import LETTERS, together
from anteroom.guard.texts.sign_words import AT, DOT, Sign, longest_from, sign_of
from anteroom.guard.texts.views import View

_GLUED_AT: Final = 2
"""The group of `_glued` that is a sign before a provider's name."""
_REMEMBERED: Final = 40
"""Code points of the longest token that is remembered, so that nobody fills the memory with long ones."""


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

    def is_apart(self, first: int, last: int) -> bool:
        """Whether the original has more between the items from `first` to `last` than they say."""
        start, end = self.span(first, last)
        return end - start > sum(len(item.text) for item in self.items[first : last + 1])


def read(folded: View) -> Reading:
    """The items of a folded view."""
    view, items = _read(folded.text)
    return Reading(items, view, folded)


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[View, list[Item]]:
    view = together(text)
    tokens: list[Item] = []
    naming: list[int] = []
    place = 0
    for token in _token().findall(view.text):
        # Signs are few among words, so that only tokens that may begin one are looked at again.
        names, pieces = _pieces(token) if len(token) <= _REMEMBERED else _looked_at(token)
        if names:
            naming += range(len(tokens), len(tokens) + len(pieces))
        for kind, piece, weight, spelt in pieces:
            end = place + len(piece)
            tokens.append(Item(kind, piece, place, end, weight, spelt))
            place = end
    items = _phrases(tokens, naming) if naming else tokens
    if not BRACKETS.isdisjoint(view.text):
        items = bracketed(items)
    return view, signs_around(items) if True in [item.spelt for item in items] else items


_Piece = tuple[str, str, float, bool]
"""Kind, text, weight and whether it is spelt."""


@lru_cache(maxsize=8192)
def _pieces(token: str) -> tuple[bool, tuple[_Piece, ...]]:
    return _looked_at(token)


def _looked_at(token: str) -> tuple[bool, tuple[_Piece, ...]]:
    """Whether one of the pieces of a token may begin what names a sign, and the pieces."""
    pieces = _taken(token)
    return any(text == AT or (kind == WORD and _may_name(text)) for kind, text, _, _ in pieces), pieces


def _taken(token: str) -> tuple[_Piece, ...]:
    """The pieces of a token; most have one."""
    first = token[0]
    if first.isalnum():
        if len(token) > 5 and pattern(_grown()).search(token) and (cut := _glued().fullmatch(token)):
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


def _phrases(tokens: list[Item], naming: list[int]) -> list[Item]:
    """Words that name a sign become that sign; the longest name wins. `naming`: where one may begin."""
    items: list[Item] = []
    done = 0
    for place in naming:
        token = tokens[place]
        if place < done:
            continue  # within what is named from a word before it
        if token.text == AT and _begins_sign(tokens, place):
            rest = tokens[place + 1]
            sign = Item(AT, f"a{rest.text}", token.start, rest.end, 2.0, spelt=True)
            after = place + 2
        elif token.kind != WORD or not _may_name(token.text):
            continue
        else:
            after, found = _named(tokens, place)
            if found is None:
                continue
            text = "".join(t.text for t in tokens[place:after])
            sign = Item(found.sign, text, token.start, tokens[after - 1].end, found.weight, spelt=True)
        items += tokens[done:place]
        items.append(sign)
        done = after
    return items + tokens[done:]


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


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """A word, a gap or a single sign.

    Classes alone: linear in the standard library's engine too, which is much quicker than the other where
    there are many matches.
    """
    mixed = [re.escape(name) for name in words().at if name[0] >= "\u3000" and name.endswith("a")]
    east = "[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
    return re.compile("|".join([*mixed, f"[{LETTERS}]+", r"\s+", east, "."]), re.DOTALL)


_DOTS: Final = "dot|d0t|punto|ponto|punkt|kropka|nokta|titik|tochka"


@lru_cache(maxsize=1)
def _grown() -> str:
    """What every word holds that `_glued` cuts, which takes long to find out by trying each cut."""
    return f"{any_of(data('hosts')['mail'])}|{_DOTS}"


@lru_cache(maxsize=1)
def _glued() -> re.Pattern[str]:
    """A word in which a provider or a spelled dot has grown together with its neighbours.

    Bounded pieces of one word: it may try each cut of a word of at most 60 letters once.
    """
    hosts = any_of(data("hosts")["mail"]).replace("\\", "")
    endings = "|".join(data("hosts")["common_tlds"])
    countries = "|".join(data("hosts")["common_countries"])
    at = "at|4t|arroba|arobase|a"
    return re.compile(
        rf"([{LETTERS}]{{2,40}}?)??({at})?({hosts})({_DOTS})?({endings}|{countries}|couk)?"
        rf"|([{LETTERS}]{{2,40}}?)(at|arroba|arobase|4t)([{LETTERS}]{{2,30}}?)({_DOTS})({endings}|{countries})"
        rf"|([{LETTERS}]{{2,40}}?)?({_DOTS})({endings})"
    )


@lru_cache(maxsize=1)
def _eastern() -> re.Pattern[str]:
    """Signs and names inside a run that sets no spaces."""
    services = (plain(name) for names in data("services")["foreign"].values() for name in names)
    known = (*words().at, *words().dot, *words().signs, *words().spoken, *services)
    names = [name for name in known if name > "\u3000"]
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
