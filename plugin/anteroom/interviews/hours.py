"""When an interview can be, and when its doors open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.errors import BadInput

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=8)
FURTHEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Hours:
    """When doors open and when the house looks who came: both as spans around the interview's time."""

    doors_before: timedelta = timedelta(minutes=10)
    grace: timedelta = timedelta(minutes=10)


def check_time(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise BadInput unless the time lies ahead, within a year, and lasts from 5 minutes to 8 hours."""
    if starts_at <= now:
        raise BadInput("That time has passed. Choose a time ahead.", field="starts_at")
    if starts_at - now > FURTHEST:
        raise BadInput("That is more than a year ahead. Choose a nearer time.", field="starts_at")
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        raise BadInput("An interview lasts from 5 minutes to 8 hours.", field="minutes")
