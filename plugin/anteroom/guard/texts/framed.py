"""Signs of an address in brackets, "[at]", between marks, "-dot-", and with brackets among their letters."""

from __future__ import annotations

from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.sign_words import AT, DOT, Sign, bracketed_sign, sign_of

_OPEN: Final = dict(zip("[({<«‹《〈「『“‘⟦❲⦅（\\/", "])}>»›》〉」』”’⟧❳⦆）/\\", strict=True))
BRACKETS: Final = frozenset(_OPEN)
_AROUND: Final = frozenset("|'\"_*~/\\=+:^-.`#%$—–―•·>")
_BETWEEN_LETTERS: Final = frozenset(".+*-_'\"!:~/|,")
"""What people put around a sign in brackets, or between its letters: "[d+o+t]"."""
_LONGEST_ASIDE: Final = 32
"""Code points between brackets within which a sign may stand."""
_FEW: Final = 5
"""Words in brackets that hint at a sign without naming it."""
_FARTHEST: Final = 16
"""Items from a bracket to the one that closes it."""


def bracketed(tokens: list[Item]) -> list[Item]:
    """A sign in brackets becomes that sign; a single short word in brackets becomes that word."""
    items: list[Item] = []
    done = 0
    for place in [n for n, token in enumerate(tokens) if token.kind == OTHER and token.text in _OPEN]:
        if place < done:
            continue
        items += tokens[done:place]
        done = place
        closing = _OPEN[tokens[place].text]
        ends = (n for n in range(place + 1, min(place + _FARTHEST, len(tokens))) if tokens[n].text == closing)
        after = next(ends, 0)
        if not after:
            continue
        if pieced := _letter_by_letter(tokens, place):
            done = pieced[0]
            items.append(pieced[1])
        elif whole := _broken(items, tokens, place, after):
            done = after + (2 if whole.end > tokens[after].end else 1)
            if items and items[-1].start == whole.start:
                items.pop()
            items.append(whole)
        elif inner := _inside(tokens[place + 1 : after]):
            inner.start, inner.end = tokens[place].start, tokens[after].end
            done = after + 1
            items.append(inner)
    return items + tokens[done:]


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
    found = found or _described(solid, signs)
    if found:
        return Item(found.sign, text, 0, 0, found.weight, spelt=True)
    if all(token.text in data("hosts")["asides"] for token in solid):
        return Item(GAP, " ", 0, 0)
    if len(solid) == 1 and solid[0].kind == WORD and (len(text) <= 5 or text.isdigit()):
        return Item(WORD, text, 0, 0)
    return None


def _described(tokens: list[Item], signs: list[Item]) -> Sign | None:
    """The sign that words in brackets describe: "(put the at here)", "[a with a tail]"."""
    words, known = [token.text for token in tokens], data("signs")
    if len(signs) == 1 and all(token is signs[0] or token.text in known["placed"] for token in tokens):
        return Sign(signs[0].kind, 3.0)
    if len(words) < 2 or not all(token.kind in (WORD, *MARKS) or token.spelt for token in tokens):
        return None
    if "a" in words and not set(words).isdisjoint(known["shapes"]):
        return Sign(AT, 3.0)
    said = " ".join(words)
    return Sign(AT, 2.5) if len(words) <= _FEW and any(hint in said for hint in known["hinted"]) else None


def signs_around(tokens: list[Item]) -> list[Item]:
    """A spelled sign between two equal marks ("_at_", "'dot'", "- at -") takes them in."""
    items: list[Item] = []
    done = 0
    for place in [n for n, token in enumerate(tokens) if token.spelt and token.kind in (AT, DOT)]:
        if place < done:
            continue
        items += tokens[done:place]
        done = place
        if not items:
            continue
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
            token = tokens[place]
            token.start, token.end, token.weight = items[before].start, tokens[after].end, 3.0
            del items[before:]
            items.append(token)
            done = after + 1
    return items + tokens[done:]


def _frames(before: Item, after: Item) -> bool:
    """Whether two signs stand around something: equal ones, also as words, or a second pair of brackets."""
    if before.spelt:
        return before.kind in MARKS and before.text == after.text
    return (before.text in _AROUND and before.text == after.text) or _OPEN.get(before.text) == after.text
