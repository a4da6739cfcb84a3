"""A typed day and hour in somebody's zone, as an instant, or what is wrong with them."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from anteroom.local_hour import ClocksChange, instant_at
from anteroom.schedule.filled import TypedTime


class Wrong(StrEnum):
    """What can be wrong with a typed time."""

    MISSING = "when.missing"
    UNREADABLE = "when.unreadable"
    SKIPPED = "when.skipped"
    TWICE = "when.twice"


def instant_of(typed: TypedTime, zone: ZoneInfo) -> datetime | Wrong:
    """Return the instant, or what is wrong."""
    if not typed.day or not typed.hour:
        return Wrong.MISSING
    try:
        local = datetime.combine(date.fromisoformat(typed.day), time.fromisoformat(typed.hour))
        if local.tzinfo is not None:
            return Wrong.UNREADABLE
        return instant_at(local, zone)
    except ClocksChange as change:
        return Wrong.TWICE if change.twice else Wrong.SKIPPED
    except (ValueError, OverflowError):
        return Wrong.UNREADABLE
