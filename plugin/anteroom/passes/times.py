"""How a time is written for one reader: own zone, named; never a silently assumed one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.people.persons import known_zone


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time in words: `span` as in “Thu 26 Nov, 15:00–15:45”, `zone` as in “Berlin, UTC+1”."""

    span: str
    zone: str
    iso_start: str
    iso_end: str


def written(
    starts_at: datetime, ends_at: datetime, zone_name: str | None, say: LobbyWords | None = None
) -> WrittenTime:
    """Write a time for a reader in a zone; in UTC, and saying so, where the zone is not known."""
    zone, say = known_zone(zone_name), say or lobby_words("en")
    start, end = starts_at.astimezone(zone or UTC), ends_at.astimezone(zone or UTC)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{_day(end, say)}, {end:%H:%M}"
    span = f"{_day(start, say)}, {start:%H:%M}–{last}"
    return WrittenTime(span, named(start, zone_name, say), starts_at.isoformat(), ends_at.isoformat())


def day(moment: datetime, zone_name: str | None, say: LobbyWords) -> str:
    """Write the day of a moment for a reader in a zone; in UTC where the zone is not known."""
    return _day(moment.astimezone(known_zone(zone_name) or UTC), say)


def _day(moment: datetime, say: LobbyWords) -> str:
    return f"{say.weekdays[moment.weekday()]} {moment.day} {say.months[moment.month - 1]}"


def named(moment: datetime, zone_name: str | None, say: LobbyWords | None = None) -> str:
    """Write a reader’s zone at a moment, as in “Berlin, UTC+1”; the universal one where it is not known."""
    if not zone_name or not (zone := known_zone(zone_name)):
        return (say or lobby_words("en"))("universal")
    return place(zone_name, moment.astimezone(zone))


def hour(moment: datetime, zone_name: str | None) -> str:
    """Write the hour and minute of a moment for a reader in a zone; in UTC where the zone is not known."""
    there = moment.astimezone(known_zone(zone_name) or UTC)
    return f"{there.hour:02}:{there.minute:02}"


def point(moment: datetime, zone_name: str | None, say: LobbyWords | None = None) -> str:
    """Write a moment with its day and zone, as in “Thu 26 Nov, 15:00 (Berlin, UTC+1)”."""
    zone = known_zone(zone_name)
    there = moment.astimezone(zone or UTC)
    named = place(zone_name, there) if zone and zone_name else "UTC"
    return f"{_day(there, say or lobby_words('en'))}, {there:%H:%M} ({named})"


def place(zone_name: str, moment: datetime) -> str:
    """Write a zone's city and its offset at a local moment; of a zone without a city the offset alone."""
    if "/" not in zone_name or zone_name.startswith("Etc/"):
        return offset(moment)
    return f"{zone_name.rpartition('/')[2].replace('_', ' ')}, {offset(moment)}"


def offset(moment: datetime) -> str:
    """Write the UTC offset of a local moment, as in UTC+5:30."""
    seconds = int((moment.utcoffset() or UTC.utcoffset(None)).total_seconds())
    if seconds == 0:
        return "UTC"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'+' if seconds > 0 else '−'}{hours}{f':{minutes:02}' if minutes else ''}"
