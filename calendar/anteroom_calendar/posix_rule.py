"""A zone's yearly rule, as the last line of its TZif file writes it: `EST5EDT,M3.2.0,M11.1.0` (RFC 8536 3.3).

Only this line repeats for ever, so only this can become a VTIMEZONE that is short and that Outlook
understands.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import NotWritable

_NAME = r"(<[A-Za-z0-9+-]+>|[A-Za-z]+)"
_CLOCK = r"([+-]?\d{1,3}(?::\d{2}){0,2})"
_DAY = rf"M(\d{{1,2}})\.([1-5])\.([0-6])(?:/{_CLOCK})?"
_RULE = re.compile(rf"{_NAME}{_CLOCK}(?:{_NAME}{_CLOCK}?,{_DAY},{_DAY})?")


@dataclass(frozen=True, slots=True)
class Onset:
    """When an observance begins each year: the nth weekday (0 = Sunday, week 5 = last) at a local wall
    time.
    """

    month: int
    week: int
    weekday: int
    time: timedelta

    def in_year(self, year: int) -> datetime:
        """The naive wall time, by the clock that runs until then."""
        first = datetime(year, self.month, 1)  # wall time, without a zone by its nature
        # datetime counts Monday as 0, POSIX Sunday.
        day = first + timedelta(days=(self.weekday - first.weekday() - 1) % 7 + 7 * (self.week - 1))
        if day.month != self.month:
            day -= timedelta(days=7)
        return day + self.time


@dataclass(frozen=True, slots=True)
class PosixRule:
    """Offsets are east of UTC. Without `begins` and `ends` the zone keeps its standard offset all year."""

    standard_name: str
    standard: timedelta
    summer_name: str = ""
    summer: timedelta = timedelta()
    begins: Onset | None = None
    ends: Onset | None = None

    def offset(self, instant: datetime) -> timedelta:
        """The offset at an aware UTC instant."""
        changes = self.changes(instant.year)
        if not changes:
            return self.standard
        begins, ends = changes
        in_summer = begins <= instant < ends if begins < ends else not ends <= instant < begins
        return self.summer if in_summer else self.standard

    def changes(self, year: int) -> tuple[datetime, ...]:
        """The instants at which summer begins and ends, aware and UTC; none without summer."""
        if self.begins is None or self.ends is None:
            return ()
        begins = self.begins.in_year(year) - self.standard
        return begins.replace(tzinfo=UTC), (self.ends.in_year(year) - self.summer).replace(tzinfo=UTC)


def rule_of(zone: str, instant: datetime) -> PosixRule | None:
    """The zone's rule, if it describes the zone in the whole year of `instant`; else None: write UTC.

    Casablanca's Ramadan shifts, for one, are not in its rule. Raises NotWritable for a zone nobody knows.
    """
    rule = _rule(zone)
    return rule if rule is not None and _holds(zone, instant.astimezone(UTC).year) else None


@lru_cache(maxsize=4096)
def _holds(zone: str, year: int) -> bool:
    rule, real = _rule(zone), ZoneInfo(zone)
    if rule is None:
        return False
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    instants = [noon + timedelta(days=number) for number in range(365)]
    for change in rule.changes(year):
        instants += [change - timedelta(seconds=1), change]
    return all(rule.offset(instant) == instant.astimezone(real).utcoffset() for instant in instants)


@lru_cache(maxsize=1024)
def _rule(zone: str) -> PosixRule | None:
    try:
        ZoneInfo(zone)  # refuses names that lead out of its folders
        footer = _file(zone).rsplit(b"\n", 2)[-2].decode("ascii", "replace")
    except (ZoneInfoNotFoundError, ValueError, OSError, IndexError) as error:
        raise NotWritable("unknown time zone") from error
    return parse_rule(footer)


def _file(zone: str) -> bytes:
    """The very file that ZoneInfo reads: the machine's and the package's may be of different years."""
    for folder in zoneinfo.TZPATH:
        if (place := Path(folder, zone)).is_file():
            return place.read_bytes()
    return resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


def parse_rule(footer: str) -> PosixRule | None:
    """Reads one rule; None for the forms that count days of the year, which no zone of today uses."""
    match = _RULE.fullmatch(footer)
    if match is None:
        return None
    name, offset, summer_name, summer_offset, *days = match.groups()
    standard = -_clock(offset)  # POSIX counts west of Greenwich
    if summer_name is None:
        return PosixRule(_plain(name), standard)
    summer = -_clock(summer_offset) if summer_offset else standard + timedelta(hours=1)
    return PosixRule(_plain(name), standard, _plain(summer_name), summer, _onset(days[:4]), _onset(days[4:]))


def _onset(fields: list[str]) -> Onset:
    month, week, weekday, time = fields
    return Onset(int(month), int(week), int(weekday), _clock(time) if time else timedelta(hours=2))


def _clock(text: str) -> timedelta:
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    amount = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -amount if text.startswith("-") else amount


def _plain(name: str) -> str:
    return name.strip("<>")
