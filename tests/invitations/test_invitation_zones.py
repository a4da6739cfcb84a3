"""A zone in an invitation is told so that a reader who knows no zone names still reads the right instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from anteroom_calendar import NotWritable, read, write
from anteroom_calendar.posix_rule import rule_of
from anteroom_calendar.vtimezone import vtimezone
from invitations.samples import INVITATION, START

RULED = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Halifax",
    "America/St_Johns",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Kyiv",
    "Atlantic/Azores",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Asia/Beirut",
    "America/Havana",
)
FIXED = (
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Asia/Tehran",
    "America/Sao_Paulo",
    "America/Bogota",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Australia/Brisbane",
    "Pacific/Honolulu",
)
UNRULED = ("Africa/Casablanca", "America/Santiago", "Asia/Jerusalem", "Africa/Cairo", "America/Nuuk")


def changes(zone: str) -> list[datetime]:
    """The instants of 2026 and 2027 at which the zone's clock changes."""
    real, found = ZoneInfo(zone), []
    day = datetime(2026, 1, 1, tzinfo=UTC)
    while day.year < 2028:
        low, high = day, day + timedelta(days=1)
        if low.astimezone(real).utcoffset() != high.astimezone(real).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                same = middle.astimezone(real).utcoffset() == low.astimezone(real).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        day += timedelta(days=1)
    return found


def nameless(zone: str, data: bytes) -> bytes:
    """The message with a zone name that nobody knows, so that its VTIMEZONE alone decides."""
    unfolded = data.replace(b"\r\n ", b"")
    return unfolded.replace(zone.encode(), b"Nameless-" + zone.replace("/", "-").encode())


def around(zone: str) -> list[datetime]:
    steps = (-7200, -3600, -1, 0, 1, 1800, 3600, 7200)
    return [change + timedelta(seconds=step) for change in changes(zone) for step in steps]


@pytest.mark.parametrize("zone", [*RULED, *FIXED])
def test_it_tells_the_zone_by_itself(zone: str) -> None:
    """Read by icalendar from the VTIMEZONE alone, in winter and summer and on both sides of each change."""
    instants = [START, START + timedelta(days=200), *around(zone)]
    assert bool(len(instants) > 2) is (zone in RULED)
    zoned = 0
    for number, start in enumerate(instants):
        data = write(replace(INVITATION, zone=zone, start=start, end=start + timedelta(minutes=45)))
        zoned += b"BEGIN:VTIMEZONE" in data
        answer = read(nameless(zone, data))
        assert (answer.start, answer.end) == (start, start + timedelta(minutes=45))
        assert answer.zone is None
        assert read(data).start == start
        if number % 4 < 2:
            event: Any
            [event] = Calendar.from_ical(nameless(zone, data)).walk("VEVENT")
            assert event["DTSTART"].dt.astimezone(UTC) == start
            assert event["DTEND"].dt.astimezone(UTC) == start + timedelta(minutes=45)
    assert zoned >= len(instants) // 2


@pytest.mark.parametrize("zone", UNRULED)
def test_it_falls_back_to_utc_where_no_short_rule_is_true(zone: str) -> None:
    """Ramadan shifts are in no rule; "the day after the fourth Thursday" is one that Outlook does not
    read.
    """
    data = write(replace(INVITATION, zone=zone))
    assert b"VTIMEZONE" not in data
    assert b"DTSTART:20261203T150000Z" in data


def test_it_gives_a_fixed_zone_one_standard_and_no_rule() -> None:
    component = vtimezone("Asia/Kolkata", START) or b""
    assert component.count(b"BEGIN:STANDARD") == 1
    assert b"RRULE" not in component
    assert b"TZOFFSETTO:+0530" in component


def test_it_gives_rules_and_never_lists_of_dates() -> None:
    """RDATE-only zones are read an hour wrong by Outlook (iCalcreator issues 86 and 106)."""
    component = (vtimezone("Europe/Berlin", START) or b"").decode()
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in component
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in component
    assert "RDATE" not in component
    assert len(component) < 600


def test_it_calls_the_later_clock_daylight_in_dublin_too() -> None:
    component = (vtimezone("Europe/Dublin", START) or b"").decode()
    daylight = component.partition("BEGIN:DAYLIGHT")[2].partition("END:DAYLIGHT")[0]
    assert "TZOFFSETTO:+0100" in daylight


def test_it_names_an_hour_that_comes_twice_in_utc() -> None:
    """Half past one happens twice in New York on 1 November 2026. Local time means the first by RFC 5545
    3.3.5; libical 3.0.16 and ical.js 2.2.1 read the second.
    """
    before, first, second, after = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (4, 5, 6, 7))
    assert vtimezone("America/New_York", before) is not None
    assert vtimezone("America/New_York", first) is None
    assert vtimezone("America/New_York", second) is None
    assert vtimezone("America/New_York", after) is not None
    assert vtimezone("America/New_York", before, first) is None


@pytest.mark.parametrize("zone", [*RULED, *FIXED])
def test_it_takes_the_rule_from_the_file_that_the_clock_is_read_from(zone: str) -> None:
    """Two editions of the zone data disagreed about Chisinau by an hour on the days of change."""
    rule = rule_of(zone, START)
    assert rule is not None
    assert [each for year in (2026, 2027) for each in sorted(rule.changes(year))] == changes(zone)


def test_it_does_not_use_a_rule_for_a_year_in_which_it_did_not_hold() -> None:
    """The United States changed their rule in 2007."""
    assert vtimezone("America/New_York", datetime(2006, 7, 1, tzinfo=UTC)) is None
    assert vtimezone("America/New_York", datetime(2008, 7, 1, tzinfo=UTC)) is not None


@pytest.mark.parametrize("zone", [None, "UTC", "Etc/UTC"])
def test_it_needs_no_zone_for_utc(zone: str | None) -> None:
    assert vtimezone(zone, START) is None


@pytest.mark.parametrize("zone", ["", "Europe", "Nowhere/At_All", "/etc/passwd", "Europe/../Europe/Berlin"])
def test_it_refuses_a_zone_that_nobody_knows(zone: str) -> None:
    with pytest.raises(NotWritable):
        vtimezone(zone, START)
