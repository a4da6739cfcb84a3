"""What a calendar's times mean as instants, for somebody in a zone; both bounds where that is in doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .busy_lines import MAX_ZONE_LINES, Line
from .embedded_zone import embedded_offset
from .errors import NotACalendar
from .recurrence import Budget
from .zones import zone_name

EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
EARLIEST, LATEST = 1900, 2199
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Wall:
    """A time as written: `tzid` is "" for one without a zone, "Z" for UTC. A whole `day` has none."""

    time: datetime
    tzid: str = ""
    day: bool = False

    def at(self, time: datetime) -> Wall:
        """The same kind of time at another one."""
        return Wall(time, self.tzid, self.day)


def read_time(value: str, line: Line) -> Wall:
    """Read a DATE or DATE-TIME. Raises NotACalendar."""
    found = _TIME.fullmatch(value.strip().upper())
    if found is None or not EARLIEST <= int(found[1]) <= LATEST:
        raise NotACalendar("a time that cannot be read")
    try:
        day = datetime(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return Wall(day, day=True)
        clock = timedelta(hours=int(found[4]), minutes=int(found[5]), seconds=min(59, int(found[6])))
    except ValueError as error:
        raise NotACalendar("a time that cannot be read") from error
    if clock >= timedelta(days=1):
        raise NotACalendar("a time that cannot be read")
    return Wall(day + clock, "Z" if found[7] else line.parameters.get("TZID", ""))


def read_duration(value: str) -> tuple[timedelta, timedelta]:
    """Read a DURATION: its days, which are as long as the clock makes them, and its exact rest."""
    found = _DURATION.fullmatch(value.strip().upper())
    if found is None or found[0][-1] in "PT":
        raise NotACalendar("a duration that cannot be read")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(weeks=weeks, days=days), sign * timedelta(
        hours=hours, minutes=minutes, seconds=seconds
    )


class Clock:
    """Turns times as they are written into seconds since 1970.

    `zone` is the reader's: times without a zone and whole days are meant there; None where nobody knows it,
    and then they count from the first to the last place on Earth. So does a time in a zone that nobody
    knows; `doubtful` tells whether there was one.
    """

    def __init__(self, zone: ZoneInfo | None, zones: Mapping[str, Sequence[str]], budget: Budget) -> None:
        self.doubtful = False
        self._zone = zone
        self._zones = zones
        self._budget = budget
        self._known: dict[str, ZoneInfo | None] = {}

    def bounds(self, wall: Wall) -> tuple[int, int]:
        """The earliest and the latest instant that it can mean."""
        if wall.tzid == "Z":
            return (seconds := _seconds(wall.time)), seconds
        zone = self.zone_of(wall)
        if zone is not None:
            return (seconds := _instant(wall.time, zone)), seconds
        offset = self._embedded(wall) if wall.tzid else None
        if offset is not None:
            return (seconds := _seconds(wall.time - offset)), seconds
        self.doubtful |= bool(wall.tzid)
        return _seconds(wall.time - EASTERNMOST), _seconds(wall.time + WESTERNMOST)

    def wall_of(self, instant: datetime, like: Wall) -> datetime:
        """What the clock of a time shows at an aware instant; the latest one where that is in doubt."""
        if like.tzid == "Z":
            return instant.astimezone(UTC).replace(tzinfo=None)
        zone = self.zone_of(like)
        if zone is not None:
            return instant.astimezone(zone).replace(tzinfo=None)
        return instant.astimezone(UTC).replace(tzinfo=None) + EASTERNMOST

    def zone_of(self, wall: Wall) -> ZoneInfo | None:
        """The zone in which it is written, by its name."""
        if not wall.tzid:
            return self._zone
        if wall.tzid not in self._known:
            name = zone_name(wall.tzid)
            self._known[wall.tzid] = ZoneInfo(name) if name else None
        return self._known[wall.tzid]

    def _embedded(self, wall: Wall) -> timedelta | None:
        lines = self._zones.get(wall.tzid, ())
        if not lines or len(lines) > MAX_ZONE_LINES or sum(map(len, lines)) > 20 * MAX_ZONE_LINES:
            return None
        self._budget.spend(5 * len(lines))
        offset = embedded_offset(lines, wall.time)
        # What no place on Earth has says nothing.
        return offset if offset is not None and -WESTERNMOST <= offset <= EASTERNMOST else None


def _seconds(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(seconds=1)


@lru_cache(maxsize=8192)
def _instant(time: datetime, zone: ZoneInfo) -> int:
    # In a gap the earlier offset counts, of an hour that comes twice the first one (RFC 5545 3.3.5).
    return int(time.replace(tzinfo=zone).timestamp())
