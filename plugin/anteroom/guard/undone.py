"""What is a contact detail for the only reason that somebody hid it: a bare @name or number in an encoding.

Nobody writes an ordinary number in Morse or an ordinary name in character codes, so nothing around it need
say what it is. What stands among other hidden signs, as in a token of a program, is of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.views import View

_NUMBER: Final = r"(?:^|[^a-z0-9.,])(\+?[(]?\d[\d .()/-]{5,20}\d)(?:$|[^a-z0-9])"
_DATED: Final = r"(?:19|20)\d\d[-./ ]?\d\d[-./ ]?\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
_NAME: Final = r"(?:^|[^a-z0-9.@/_-])(@[a-z0-9_](?:[a-z0-9_.]{2,29}))(?:$|[\s,;:!?)\]\"'])"
_WORD: Final = r"(?:^|[^a-z0-9_.])([a-z][a-z0-9_.]{2,28}[a-z0-9_])(?:$|[^a-z0-9_])"
_FEWEST: Final = 7
_MOST: Final = 15
"""Digits of the shortest and the longest telephone number (ITU-T E.164)."""


def find_undone(view: View) -> Iterator[Suspicion]:
    """Bare numbers and @names in a folded view of which every character was hidden in the original."""
    if not view.starts:
        return
    for match in pattern(_NUMBER).finditer(view.text):
        digits = sum(c.isdigit() for c in match[1])
        if _FEWEST <= digits <= _MOST and not pattern(_DATED).fullmatch(match[1]):
            yield from _hidden(view, Kind.PHONE, match.start(1), match.end(1), "phone.bare")
    for match in pattern(_NAME).finditer(view.text):
        yield from _hidden(view, Kind.HANDLE, match.start(1), match.end(1), "handle.bare")


def find_undone_words(view: View) -> Iterator[Suspicion]:
    """Words that were hidden in a text that names a service, openly or hidden with them."""
    if not view.starts or pattern(_service()).search(view.text) is None:
        return
    for match in pattern(_WORD).finditer(view.text):
        if match[1] not in _services():
            yield from _hidden(view, Kind.HANDLE, match.start(1), match.end(1), "handle.bare")


@cache
def _service() -> str:
    return rf"\b(?:{any_of(sorted(_services()))})\b"


@cache
def _services() -> frozenset[str]:
    table = data("services")
    named = (*table["personal"], *table["known"], *table["miswritten"])
    return frozenset(name for name in named if name.isascii() and len(name) > 1)


def find_turned_names(mirrored: View) -> Iterator[Suspicion]:
    """@names in a text that is told to be read from its end, and has them only so."""
    for match in pattern(_NAME).finditer(mirrored.text):
        start, end = mirrored.span(match.start(1), match.end(1))
        yield Suspicion(Kind.HANDLE, start, end, "handle.bare", 0.7)


def _hidden(view: View, kind: Kind, begin: int, finish: int, rule: str) -> Iterator[Suspicion]:
    within = any(
        _is_hidden(view, at) and not view.text[at].isspace()
        for at in (begin - 1, finish)
        if 0 <= at < len(view.text)
    )
    if not within and all(_is_hidden(view, at) for at in range(begin, finish)):
        start, end = view.span(begin, finish)
        yield Suspicion(kind, start, end, rule, 0.7)


def _is_hidden(view: View, at: int) -> bool:
    return view.ends[at] - view.starts[at] > 1
