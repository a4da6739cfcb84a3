"""A day and an hour in somebody's zone, as an instant; never an hour that is not there, or is there twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

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
        earlier = local.replace(tzinfo=zone, fold=0)
        later = local.replace(tzinfo=zone, fold=1)
        found = earlier.astimezone(UTC)
        # In the gap of spring the hour comes back as another one; in autumn it stands for two instants.
        if found.astimezone(zone).replace(tzinfo=None) != local:
            return Wrong.SKIPPED
        return Wrong.TWICE if later.utcoffset() != earlier.utcoffset() else found
    except (ValueError, OverflowError):
        return Wrong.UNREADABLE
