"""Times as a person reads them: weekday, day, month, hours, and the zone by its city and offset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """'Thu 26 Nov, 15:00–15:45' in `zone`; the second day is named where the span crosses midnight."""
    start, end = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{_day(end)}, {end:%H:%M}"
    return f"{_day(start)}, {start:%H:%M}–{until}"


def moment(at: datetime, zone: str) -> str:
    """'Thu 26 Nov, 15:00' in `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{_day(local)}, {local:%H:%M}"


def zone_name(at: datetime, zone: str) -> str:
    """'Berlin, UTC+1': the zone's city and the offset that holds at `at`."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{city}, UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def local_input(at: datetime, zone: str) -> str:
    """The value of a datetime-local field."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def from_local_input(value: str, zone: str) -> datetime:
    """Read a datetime-local field as wall time in `zone`; aware, UTC. Raises ValueError."""
    return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _day(at: datetime) -> str:
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"
