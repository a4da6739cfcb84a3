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

_NUMBER: Final = r"(?:^|[^a-z0-9.,])(\+?[(]?\d[\d .()/-]{5,60}\d)"
_APART: Final = r"[^ /]+"
_DATED: Final = r"(?:19|20)\d\d[-./ ]?\d\d[-./ ]?\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
_NAME: Final = r"(?:^|[^a-z0-9.@/_-])(@[a-z0-9_](?:[a-z0-9_.]{2,29}))"
_WORD: Final = r"(?:^|[^a-z0-9_.])([a-z][a-z0-9_.]{2,28}[a-z0-9_])"
_ENDS_NAME: Final = frozenset(" \t\n,;:!?)]\"'")
_BETWEEN: Final = ",;/"
"""Signs between several; any other hidden sign beside a value makes it a part of something longer."""
_FEWEST: Final = 7
_MOST: Final = 15
"""Digits of the shortest and the longest telephone number (ITU-T E.164)."""


def find_undone(view: View) -> Iterator[Suspicion]:
    """Bare numbers and @names in a folded view of which every character was hidden in the original."""
    if not view.starts:
        return
    for start, end in _numbers(view.text):
        yield from _hidden(view, Kind.PHONE, start, end, "phone.bare")
    for start, end in _names(view.text):
        yield from _hidden(view, Kind.HANDLE, start, end, "handle.bare")


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand that are as long as telephone numbers; of several in a row each by itself."""
    for match in pattern(_NUMBER).finditer(text):
        if text[match.end() : match.end() + 1].isalnum():
            continue
        whole = (match.start(1), match.end(1))
        parts = [
            (whole[0] + part.start(), whole[0] + part.end()) for part in pattern(_APART).finditer(match[1])
        ]
        for start, end in [whole] if _digits(text, *whole) <= _MOST else parts:
            fits = _FEWEST <= _digits(text, start, end) <= _MOST
            if fits and not pattern(_DATED).fullmatch(text[start:end]):
                yield start, end


def _digits(text: str, start: int, end: int) -> int:
    return sum(c.isdigit() for c in text[start:end])


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Where @names stand; what ends one may begin the next."""
    for match in pattern(_NAME).finditer(text):
        if text[match.end() : match.end() + 1] in _ENDS_NAME or match.end() == len(text):
            yield match.start(1), match.end(1)


def find_undone_words(view: View) -> Iterator[Suspicion]:
    """Words that were hidden in a text that names a service, openly or hidden with them."""
    if not view.starts or pattern(_service()).search(view.text) is None:
        return
    for match in pattern(_WORD).finditer(view.text):
        behind = view.text[match.end() : match.end() + 1]
        if match[1] not in _services() and not (behind.isalnum() or behind == "_"):
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
    for begin, finish in _names(mirrored.text):
        start, end = mirrored.span(begin, finish)
        yield Suspicion(Kind.HANDLE, start, end, "handle.bare", 0.7)


def _hidden(view: View, kind: Kind, begin: int, finish: int, rule: str) -> Iterator[Suspicion]:
    within = any(
        _is_hidden(view, at) and not view.text[at].isspace() and view.text[at] not in _BETWEEN
        for at in (begin - 1, finish)
        if 0 <= at < len(view.text)
    )
    if not within and all(_is_hidden(view, at) for at in range(begin, finish)):
        start, end = view.span(begin, finish)
        yield Suspicion(kind, start, end, rule, 0.7)


def _is_hidden(view: View, at: int) -> bool:
    return view.ends[at] - view.starts[at] > 1
