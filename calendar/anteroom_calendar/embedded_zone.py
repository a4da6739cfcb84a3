"""The offset that a VTIMEZONE sent along gives a wall time; asked only when the zone's name says nothing.

A small reading of our own: icalendar expands a zone's whole history as soon as it sees one, and remembers
it for every later mail, so that a hostile zone could cost minutes and change what the next mail means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from .posix_rule import Onset

_WEEKDAYS = {"SU": 0, "MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6}
_BYDAY = re.compile(r"(-1|[1-4])(SU|MO|TU|WE|TH|FR|SA)")
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")


def embedded_offset(lines: Iterable[str], wall: datetime) -> timedelta | None:
    """The offset east of UTC at a naive wall time, None if the definition is empty or none that we read."""
    try:
        changes = [change for fields in _observances(lines) for change in _changes(fields, wall)]
    except (ValueError, KeyError, OverflowError):
        return None
    past = [change for change in changes if change[0] <= wall]
    if past:
        return max(past)[1]
    return min(changes)[2] if changes else None


def _observances(lines: Iterable[str]) -> list[dict[str, str]]:
    observances: list[dict[str, str]] = []
    inside = False
    for line in lines:
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper()
        if name == "BEGIN" and value.strip().upper() in {"STANDARD", "DAYLIGHT"}:
            observances.append({})
            inside = True
        elif name == "END":
            inside = False
        elif inside:
            observances[-1][name] = value.strip().upper()
    return observances


def _changes(fields: dict[str, str], wall: datetime) -> list[tuple[datetime, timedelta, timedelta]]:
    """Around the year of `wall`: (when, offset from then on, offset until then)."""
    first = _wall(fields["DTSTART"])
    after, before = _offset(fields["TZOFFSETTO"]), _offset(fields["TZOFFSETFROM"])
    whens = [first]
    whens += [_wall(value) for value in fields.get("RDATE", "").split(",") if value]
    if rule := fields.get("RRULE"):
        parts = dict(part.split("=", 1) for part in rule.split(";") if part)
        day = _BYDAY.fullmatch(parts["BYDAY"])
        unread = parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "UNTIL", "WKST"}
        if parts["FREQ"] != "YEARLY" or parts.get("INTERVAL", "1") != "1" or day is None or unread:
            raise ValueError("a rule that we do not read")
        week = 5 if day[1] == "-1" else int(day[1])
        time = first - datetime(first.year, first.month, first.day)
        onset = Onset(int(parts["BYMONTH"]), week, _WEEKDAYS[day[2]], time)
        until = _wall(parts["UNTIL"]) if "UNTIL" in parts else datetime.max
        yearly = (onset.in_year(year) for year in (wall.year - 1, wall.year, wall.year + 1))
        whens += [when for when in yearly if first <= when <= until]
    return [(when, after, before) for when in whens]


def _wall(value: str) -> datetime:
    return datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")


def _offset(value: str) -> timedelta:
    match = _OFFSET.fullmatch(value)
    if match is None:
        raise ValueError("not an offset")
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -offset if match[1] == "-" else offset
