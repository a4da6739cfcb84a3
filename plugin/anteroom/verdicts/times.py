"""Times that are proposed for another try: at the same hour of the day where its host lives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

AHEAD = timedelta(minutes=10)
"""So long people need to come back to a call that failed."""
QUARTER = timedelta(minutes=15)
SATURDAY = 5


def next_times(
    starts_at: datetime, zone: ZoneInfo | None, now: datetime, *, soon: bool
) -> tuple[datetime, ...]:
    """Return up to four times in UTC, soonest first, none of them at a weekend that the first was not at.

    The next two working days and the same day of the next week, all at the hour at which it was to be in
    `zone` (UTC where it is not known), whatever clocks do in between. `soon` adds the next
    quarter of an hour.
    """
    there = starts_at.astimezone(zone or UTC)
    today = now.astimezone(zone or UTC).date()
    working = [
        day for day in (today + timedelta(days=ahead) for ahead in range(1, 6)) if day.weekday() < SATURDAY
    ]
    week = next(day for day in (there.date() + timedelta(weeks=number) for number in count(1)) if day > today)
    days = sorted({*working[:2], week})
    found = [_at(day, there, zone) for day in days]
    if soon:
        begin = now.astimezone(UTC) + AHEAD
        since = timedelta(minutes=begin.minute % 15, seconds=begin.second, microseconds=begin.microsecond)
        found.append(begin - since + (QUARTER if since else timedelta(0)))
    return tuple(sorted({each for each in found if each > now}))


def _at(day: date, there: datetime, zone: ZoneInfo | None) -> datetime:
    # An hour that is left out when clocks go forward becomes the next; of one that comes twice, the first.
    return datetime.combine(day, there.time().replace(fold=0), zone or UTC).astimezone(UTC)
