"""When it is day somewhere, and when business days have passed: weekends, holidays, clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from anteroom.nudges.business_days import Daytime
from anteroom.people.working_hours import WorkingHours

HOUR = 60


def living_in(zone: str, hours: WorkingHours | None = None) -> Daytime:
    """The daytime of somebody who lives there."""
    found = Daytime.of(zone, 9, 18, hours)
    assert found is not None
    return found


def local(zone: str, text: str) -> datetime:
    """A moment by the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "day", "works"),
    [
        ("Europe/Berlin", date(2026, 11, 20), True),
        ("Europe/Berlin", date(2026, 11, 21), False),  # Saturday
        ("Europe/Berlin", date(2026, 12, 25), False),  # Christmas, a Friday
        ("Asia/Riyadh", date(2026, 11, 20), False),  # Friday
        ("Asia/Riyadh", date(2026, 11, 22), True),  # Sunday
        ("Asia/Jerusalem", date(2026, 11, 20), False),
        ("Asia/Jerusalem", date(2026, 11, 22), True),
        ("Asia/Dubai", date(2021, 11, 19), False),  # a Friday, before the weekend moved
        ("Asia/Dubai", date(2026, 11, 20), True),
        ("Asia/Kolkata", date(2027, 1, 26), False),  # Republic Day, a Tuesday
        ("Asia/Calcutta", date(2027, 1, 26), False),  # by the zone's old name, too
        ("America/Sao_Paulo", date(2026, 11, 20), False),  # Consciência Negra
        ("America/New_York", date(2026, 11, 26), False),  # Thanksgiving
        ("Europe/London", date(2026, 11, 26), True),
        ("UTC", date(2026, 12, 25), True),  # of no country nobody knows the holidays
        ("UTC", date(2026, 11, 22), False),
    ],
)
def test_a_business_day_is_one_on_which_the_country_works(zone: str, day: date, works: bool) -> None:
    assert living_in(zone).is_business_day(day) is works


@pytest.mark.parametrize(
    ("zone", "came", "days", "due"),
    [
        # In the middle of a day: the same hour of the next.
        ("Europe/Berlin", "2026-11-17T11:20", 1, "2026-11-18T11:20"),
        ("Europe/Berlin", "2026-11-17T11:20", 3, "2026-11-20T11:20"),
        # Over a weekend, of either kind.
        ("Europe/Berlin", "2026-11-20T15:00", 1, "2026-11-23T15:00"),
        ("Asia/Amman", "2026-11-19T15:00", 1, "2026-11-22T15:00"),
        # At night and on a free day it counts from the next morning.
        ("Europe/Berlin", "2026-11-17T22:30", 1, "2026-11-19T09:00"),
        ("Europe/Berlin", "2026-11-17T05:00", 1, "2026-11-18T09:00"),
        ("Europe/Berlin", "2026-11-21T12:00", 1, "2026-11-24T09:00"),
        # Over Christmas.
        ("Europe/Berlin", "2026-12-23T10:00", 3, "2026-12-29T10:00"),
        # Clocks change on 25 October in Berlin, on 1 November in New York, on 4 October by half an hour.
        ("Europe/Berlin", "2026-10-23T15:00", 1, "2026-10-26T15:00"),
        ("America/New_York", "2026-10-30T15:00", 1, "2026-11-02T15:00"),
        ("Australia/Lord_Howe", "2026-10-02T15:00", 1, "2026-10-05T15:00"),
    ],
)
def test_days_pass_by_the_clock_of_the_person(zone: str, came: str, days: int, due: str) -> None:
    assert living_in(zone).after(local(zone, came), days) == local(zone, due)


def test_it_is_day_from_the_first_minute_to_before_the_last() -> None:
    berlin = living_in("Europe/Berlin")
    assert berlin.is_day(local("Europe/Berlin", "2026-11-17T09:00"))
    assert berlin.is_day(local("Europe/Berlin", "2026-11-17T17:59:59.999999"))
    assert not berlin.is_day(local("Europe/Berlin", "2026-11-17T18:00"))
    assert not berlin.is_day(local("Europe/Berlin", "2026-11-17T08:59:59.999999"))


def test_whoever_told_when_it_works_has_its_own_days_and_hours_within_the_day() -> None:
    """From Sunday to Tuesday, 7 to 11: the house begins at 9 all the same."""
    hours = WorkingHours(frozenset({7, 1, 2}), 7 * HOUR, 11 * HOUR)
    one = living_in("Europe/Berlin", hours)
    zone = "Europe/Berlin"
    assert one.next_day(local(zone, "2026-11-17T11:00")) == local(zone, "2026-11-22T09:00")
    assert one.after(local(zone, "2026-11-16T10:30"), 2) == local(zone, "2026-11-22T10:30")


def test_whoever_works_by_night_is_neither_written_to_at_night_nor_left_alone_for_ever() -> None:
    nights = WorkingHours.of_week([(day * 1440 + 22 * HOUR, day * 1440 + 1440) for day in range(5)])
    one = living_in("Europe/Berlin", nights)
    zone = "Europe/Berlin"
    assert one.next_day(local(zone, "2026-11-17T23:00")) == local(zone, "2026-11-18T09:00")


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus"])
def test_nobody_guesses_where_somebody_lives(zone: str | None) -> None:
    assert Daytime.of(zone, 9, 18) is None


def test_every_day_of_ten_years_has_a_next_one_in_every_zone_that_changes_its_clock_oddly() -> None:
    for zone in ("Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran", "Pacific/Apia", "Asia/Kathmandu"):
        one = living_in(zone)
        moment = datetime(2020, 1, 1, tzinfo=UTC)
        while moment < datetime(2030, 1, 1, tzinfo=UTC):
            found = one.next_day(moment)
            assert moment <= found < moment + timedelta(days=30)
            assert 9 <= found.astimezone(one.zone).hour < 18
            moment += timedelta(days=11, hours=5)
