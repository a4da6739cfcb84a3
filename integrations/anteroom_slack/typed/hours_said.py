"""The hours of one day, as people type them: "9-17", "9:00–12:30, 14:00–18:00", "9am-5pm"."""

from __future__ import annotations

import re
from itertools import pairwise

from anteroom.errors import BadInput
from anteroom.people.working_hours import DAY, MOST_SPANS, Span

LONGEST = 80
"""Characters; what is longer is refused unread."""
HOW = "Write from and to, as in 09:00–17:00, and several with a comma: 09:00–12:30, 14:00–18:00."
BACKWARDS = "Each span must end after it begins, and before midnight."
OVERLAP = "Two spans of one day must not overlap."
MANY = f"A day has at most {MOST_SPANS} spans."

_SPAN = re.compile(
    r"(?P<h1>\d{1,2})(?:[:.](?P<m1>\d\d))? ?(?P<p1>am|pm)?"
    r" ?(?:-|–|—|to|bis|a) ?"
    r"(?P<h2>\d{1,2})(?:[:.](?P<m2>\d\d))? ?(?P<p2>am|pm)?"
)


def read_hours(text: str) -> tuple[Span, ...]:
    """Return the spans that a text says, in minutes after midnight, in order; none for an empty text.

    Raises BadInput, which says how to write it.
    """
    said = " ".join(text.lower().split())
    if not said:
        return ()
    if len(said) > LONGEST:
        raise BadInput(HOW)
    spans = sorted(_span(piece.strip()) for piece in re.split(r",|;| and ", said) if piece.strip())
    if len(spans) > MOST_SPANS:
        raise BadInput(MANY)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise BadInput(OVERLAP)
    return tuple(spans)


def write_hours(spans: tuple[Span, ...]) -> str:
    """Return spans as they are typed: "09:00–12:30, 14:00–18:00"."""
    return ", ".join(f"{clock(begins)}–{clock(ends)}" for begins, ends in spans)


def clock(minute: int) -> str:
    """Return a minute of the day as a clock shows it; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(said: str) -> Span:
    found = _SPAN.fullmatch(said)
    if found is None:
        raise BadInput(HOW)
    # "9-5pm" begins in the morning, "2-5pm" in the afternoon: each at the last hour that lies before the end.
    begins, ends = _minute(found, "1"), _minute(found, "2")
    if found["p2"] == "pm" and not found["p1"] and int(found["h1"]) < 12 and begins + DAY // 2 < ends:
        begins += DAY // 2
    if not begins < ends <= DAY:
        raise BadInput(BACKWARDS)
    return begins, ends


def _minute(found: re.Match[str], which: str) -> int:
    hour, minute, half = int(found[f"h{which}"]), int(found[f"m{which}"] or 0), found[f"p{which}"]
    if half:
        if not 1 <= hour <= 12:
            raise BadInput(HOW)
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour * 60 + minute > DAY or minute > 59:
        raise BadInput(HOW)
    return hour * 60 + minute
