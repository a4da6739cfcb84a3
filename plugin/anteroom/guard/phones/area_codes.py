"""A local number and the area code that is said beside it: "555 0129, area code 617"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.phones.written import Written
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.views import View

_NEAR: Final = 48
"""Characters within which both stand."""
_LOCAL: Final = r"(?:^|[^0-9a-z./#+-])(\d{2,8}(?:[ .-]\d{2,5}){0,3})(?:[^0-9a-z]|$)"
_LENGTHS: Final = range(6, 9)


def find_area_codes(folded: View) -> Iterator[Suspicion]:
    """The two of them, each where it stands."""
    text = folded.text
    for code in pattern(area_codes()).finditer(text):
        begin = max(0, code.start() - _NEAR)
        around = text[begin : code.start()] + " " * (code.end() - code.start()) + text[code.end() :][:_NEAR]
        for local in pattern(_LOCAL).finditer(around):
            start, end = begin + local.start(1), begin + local.end(1)
            number = Written(text, start, end)
            if len(number.digits) in _LENGTHS and not number.is_something_else():
                yield Suspicion(Kind.PHONE, *folded.span(start, end), "phone.local", 0.7)
                yield Suspicion(Kind.PHONE, *folded.span(code.start(1), code.end(1)), "phone.area-code", 0.7)


@cache
def area_code_names() -> str:
    """A pattern of what an area code is called."""
    return any_of([plain(name) for name in data("words")["area codes"]])


@cache
def area_codes() -> str:
    """A pattern of an area code that is called so; its digits are the first group."""
    names = area_code_names()
    return rf"(?:{names})(?: (?:e|[a-z]{{2,12}}))?[^0-9a-z]{{1,3}}(\(?\+?\d{{2,5}}\)?)(?:[^0-9a-z]|$)"
