"""The times that are proposed for another try: the same hour of the day, whatever clocks do in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anteroom.verdicts.times import next_times

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo")


def in_berlin(text: str) -> datetime:
    """An instant, as its wall clock shows it in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def test_it_keeps_the_hour_of_the_day_over_a_change_of_clocks_and_leaves_weekends_out() -> None:
    """Clocks go back on Sunday, 25 October 2026."""
    friday = in_berlin("2026-10-23 15:00")
    found = next_times(friday, BERLIN, friday + timedelta(hours=1), soon=False)

    assert [f"{each.astimezone(BERLIN):%a %d %H:%M}" for each in found] == [
        "Mon 26 15:00",
        "Tue 27 15:00",
        "Fri 30 15:00",
    ]
    assert found[0] - friday == timedelta(days=3, hours=1)


def test_an_hour_that_a_clock_leaves_out_becomes_the_next_and_one_that_comes_twice_the_first() -> None:
    sunday = in_berlin("2027-03-21 02:30")
    (*_, forward) = next_times(sunday, BERLIN, sunday + timedelta(hours=1), soon=False)
    assert forward == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    sunday = in_berlin("2026-10-18 02:30")
    (*_, back) = next_times(sunday, BERLIN, sunday + timedelta(hours=1), soon=False)
    assert back == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("minute", "first"), [(0, "10:15"), (4, "10:15"), (5, "10:15"), (6, "10:30")])
def test_after_trouble_it_proposes_the_next_quarter_of_an_hour_that_is_ten_minutes_ahead(
    minute: int, first: str
) -> None:
    now = datetime(2026, 11, 25, 10, minute, tzinfo=UTC)
    found = next_times(now - timedelta(hours=1), None, now, soon=True)

    assert f"{found[0]:%H:%M}" == first


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(0), timedelta(days=13)),
    st.sampled_from(ZONES),
    st.booleans(),
)
def test_it_proposes_times_ahead_in_order_and_few(
    starts_at: datetime, since: timedelta, name: str, soon: bool
) -> None:
    now, zone = starts_at + since, ZoneInfo(name)
    found = next_times(starts_at, zone, now, soon=soon)

    assert 2 <= len(found) <= 4 and list(found) == sorted(set(found))
    assert all(now < each <= now + timedelta(days=9) for each in found)
    assert all(each.tzinfo is UTC for each in found)
