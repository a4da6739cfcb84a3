"""Links as they are meant: spelled dots, slashes and colons as signs, and the gaps around them gone."""

from __future__ import annotations

from functools import cache
from typing import Final

from anteroom.guard.catalogue import data, remembered
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import DOT, leet, skeleton
from anteroom.guard.texts.views import View

_DISTINCT: Final = 5
_APART: Final = r"\b(?:w ?[a@]|t|m|i ?g)\.m ?e ?/ ?"
"""The shortest hosts of chats, with gaps between their letters."""
_FRAMED: Final = r"[\[({<]\s?(?:[./:]|//|://)\s?[\])}>]"
"""A sign of a link in brackets: "t[.]me[/]ines"."""
_SPOKEN: Final = {"slash": "/", "colon": ":"}


def written(folded: View) -> View:
    """A view of `folded` in which a spelled link is written as one: "wa dot me slash 1" as "wa.me/1"."""
    folded = folded.replaced(_FRAMED, lambda sign: sign.strip("[](){}<> "))
    folded = folded.replaced(_framed_words(), lambda _: "/")
    reading = read(folded)
    items = reading.items
    signs = [_sign(items, place) if item.kind != GAP else "" for place, item in enumerate(items)]
    if not any(signs):
        return folded
    kept: list[tuple[Item, str]] = []
    skip_gap = False
    for item, sign in zip(items, signs, strict=True):
        if item.kind == GAP:
            if not skip_gap:
                kept.append((item, item.text))
            skip_gap = False
            continue
        if sign and kept and kept[-1][0].kind == GAP:
            kept.pop()
        kept.append((item, sign or item.text))
        skip_gap = bool(sign)
    return _view(kept, reading)


def _sign(items: list[Item], place: int) -> str:
    """The sign that an item stands for, if the gaps around it go with it; "" if they stay."""
    item = items[place]
    if item.spelt and (item.kind == DOT or item.kind in MARKS):
        return item.kind
    if item.kind == WORD:
        return _named(item.text)
    if item.kind not in (DOT, OTHER):
        return ""
    before = place > 0 and items[place - 1].kind == GAP
    after = place + 1 < len(items) and items[place + 1].kind == GAP
    if item.kind == DOT and before:
        return DOT
    if item.kind == OTHER and item.text == "/" and (before or after):
        return "/"
    return ""


@remembered
def _named(word: str) -> str:
    """The sign that a word names; "" for most."""
    return _spoken().get(word, "") or _in_leet().get(skeleton(word), "")


@cache
def _framed_words() -> str:
    words = "|".join(leet(plain(word)) for word in data("hosts")["slash"])
    return rf"\s?[\[({{<]\s?(?:{words})\s?[\])}}>]\s?"


@cache
def _spoken() -> dict[str, str]:
    return {plain(word): sign for name, sign in _SPOKEN.items() for word in data("hosts")[name]}


@cache
def _in_leet() -> dict[str, str]:
    return {skeleton(name): sign for name, sign in _spoken().items() if len(name) >= _DISTINCT}


def _view(kept: list[tuple[Item, str]], reading: Reading) -> View:
    starts: list[int] = []
    ends: list[int] = []
    for item, text in kept:
        if len(text) == item.end - item.start:
            starts += range(item.start, item.end)
            ends += range(item.start + 1, item.end + 1)
        else:
            starts += [item.start] * len(text)
            ends += [item.end] * len(text)
    inner = View("".join(text for _, text in kept), tuple(starts), tuple(ends))
    joined = inner.replaced(_APART, lambda host: host.replace(" ", "").replace("@", "a"))
    return joined.within(reading.view).within(reading.outer)
