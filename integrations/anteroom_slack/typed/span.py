"""How long, as people type it: "45m", "90 min", "1h30", "half an hour", "3 days"."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 40
"""Characters of a span; what is longer is none."""

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_PIECE = re.compile(
    r"(?:(?P<count>\d{1,3})(?P<half>[.,]5)?|(?P<one>an?)|(?P<part>half an?)) ?-?"
    r"(?P<unit>minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?![a-z])(?P<more> and a half)? ?(?:and )?"
)
_MINUTES = {"m": 1, "h": 60}
_DAYS = {"d": 1, "w": 7}


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the calendar, which a change of clocks makes longer or shorter, and exact minutes."""

    days: int
    minutes: int


def read_span(said: str) -> Span | None:
    """Return what `said` means; None where it is no span, or one of nothing."""
    text = " ".join(said.lower().split())
    if len(text) > LONGEST:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        return _some(Span(0, int(clock[1]) * 60 + int(clock[2])))
    days, minutes, at, seen = 0, 0, 0, ""
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            # "1h30" leaves its minutes without a word.
            bare = re.fullmatch(r"[0-5]?\d", text[at:])
            return _some(Span(days, minutes + int(bare[0]))) if bare and seen.endswith("h") else None
        unit = piece["unit"][0]
        if unit in seen:
            return None
        halves = _halves(piece)
        if unit in _MINUTES:
            minutes += halves * _MINUTES[unit] // 2
        elif halves % 2:
            return None
        else:
            days += halves * _DAYS[unit] // 2
        at, seen = piece.end(), seen + unit
    return _some(Span(days, minutes))


def _halves(piece: re.Match[str]) -> int:
    if piece["part"]:
        return 1
    whole = int(piece["count"]) if piece["count"] else 1
    return 2 * whole + (1 if piece["half"] else 0) + (1 if piece["more"] else 0)


def _some(span: Span) -> Span | None:
    return span if span.days or span.minutes else None
