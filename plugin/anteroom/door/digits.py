"""Telephone numbers among the digits of a payload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

from anteroom.door.haystack import Haystack

_SHORTEST: Final = 6
_CUE = re.compile(
    r"(?:tel|phone|fon|mobile|movil|móvil|cell|handy|call|dial|sms|text|whatsapp|wa\.me/|\+)\W{0,6}$"
)
_DAY = (
    r"(?:(?:19|20)\d\d([-/.]?)[01]\d\1[0-3]\d"
    r"|(?:[0-3]?\d([-/.])[01]?\d\2|[01]?\d([-/.])[0-3]?\d\3)(?:19|20)?\d\d"
    r"|[0-3]\d[01]\d(?:19|20)\d\d)"
)
_HOUR = r"(?:[01]?\d|2[0-3])(?:[:.h]?[0-5]\d(?:[:.]?[0-5]\d(?:\.\d+)?)?)?"
_MOMENT = re.compile(rf"{_DAY}(?:[t ,_-]{{0,2}}{_HOUR})?(?:\W{{1,3}}{_HOUR})?")
_HOURS = re.compile(r"[0-2]?\d[:.][0-5]\d\W{1,3}[0-2]?\d[:.][0-5]\d")
_MORE = re.compile(r"[:.\-/t ]?\d[\d:.\-/]*")
_FOLD = re.compile(r"=?\r?\n[ \t]?")
"""Where mail and iCalendar break a line in the middle of anything (RFC 5322, 5545, 2045)."""
_EPOCH_KEY = re.compile(r"(?:iat|exp|nbf|ts|time|date|_at|epoch|start|starts|end|ends|sent)\W{1,5}$|date\^$")
_EPOCH = re.compile(r"1[6-9]\d{8}(?:\d{3})?|20\d{8}(?:\d{3})?")


class PhoneSought:
    """One number, sought by its significant digits whatever stands between or before them.

    Before them may stand nothing, a country code (after 00 or 011 too) or a trunk prefix (ITU-T E.123).
    """

    def __init__(self, value: str) -> None:
        """Raises `ValueError` when `value` has fewer than six significant digits."""
        country, self._significant = _parts(value)
        if len(self._significant) < _SHORTEST:
            raise ValueError("a phone number needs at least six digits")
        self._prefixes = {"0", "1", "8", "00"}
        for code in (country,) if country else ():
            for before in ("", "00", "011"):
                self._prefixes |= {before + code, before + code + "0"}
        self._any_code = not country

    def spans(self, hay: Haystack) -> Iterator[tuple[int, int]]:
        """Where the number stands in the haystack's text."""
        size = len(self._significant)
        for run in hay.runs:
            index = run.digits.find(self._significant)
            while index >= 0:
                end = run.places[index + size - 1] + 1
                start = run.places[index]
                before = _digits_before(hay.text, start)
                if not hay.text[end : end + 1].isdigit() and self._may_precede(before):
                    start -= len(before)
                    if not _tells_time(hay.text, start, end):
                        yield start, end
                index = run.digits.find(self._significant, index + 1)

    def _may_precede(self, prefix: str) -> bool:
        if not prefix or prefix in self._prefixes:
            return True
        return self._any_code and len(prefix.lstrip("0")) <= 3 and len(prefix) <= 5


def _parts(value: str) -> tuple[str, str]:
    """Country code ("" when unknown) and significant digits."""
    digits = "".join(str(int(c)) for c in value if c.isdecimal())
    international = "+" + digits if value.strip().startswith(("+", "＋")) else ""
    if digits.startswith("00"):
        international = "+" + digits[2:]
    if international:
        try:
            number = phonenumbers.parse(international, None)
        except phonenumbers.NumberParseException:
            # Not a number that the numbering plans know: its digits are sought as they are.
            return "", international[1:]
        return str(number.country_code), phonenumbers.national_significant_number(number)
    return "", digits.lstrip("0")


def _digits_before(text: str, start: int) -> str:
    begin = start
    while begin and text[begin - 1].isdigit():
        begin -= 1
    return text[begin:start]


def _tells_time(text: str, start: int, end: int) -> bool:
    """Whether the digits are a date, an hour or a timestamp rather than a number to dial."""
    found = _FOLD.sub("", text[start:end])
    rest = _FOLD.sub("", text[end : end + 40])
    more = _MORE.match(rest)
    longer = found + more[0] if more else found
    before = text[max(0, start - 24) : start]
    if not found.isdigit():
        return any(_MOMENT.fullmatch(piece) or _HOURS.fullmatch(piece) for piece in (found, longer))
    if re.match(r"\.\d{5,}", text[end : end + 8]) and _EPOCH.fullmatch(found):
        return True  # Slack's ts: seconds, a point and six digits
    if _EPOCH.fullmatch(found) and _EPOCH_KEY.search(before):
        return True
    if _CUE.search(before):
        return False
    compact = text[start : end + 1].endswith("t") and text[end + 1 : end + 2].isdigit()
    return compact or _MOMENT.fullmatch(found) is not None
