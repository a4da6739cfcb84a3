"""When to look for a time, as people type it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anteroom.errors import BadInput
from anteroom_slack.typed.window import FURTHEST, read_window, usual

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
"""A Wednesday, ten o'clock in Berlin."""


@pytest.mark.parametrize(
    ("typed", "since", "until", "said"),
    [
        ("this week", "2026-11-25T10:00", "2026-11-30T00:00", "this week"),
        ("Next  week", "2026-11-30T00:00", "2026-12-07T00:00", "next week"),
        ("tomorrow", "2026-11-26T00:00", "2026-11-27T00:00", "Thu 26 Nov"),
        ("today", "2026-11-25T10:00", "2026-11-26T00:00", "Wed 25 Nov"),
        ("until Friday", "2026-11-25T10:00", "2026-11-28T00:00", "until Fri 27 Nov"),
        ("till 4 Dec", "2026-11-25T10:00", "2026-12-05T00:00", "until Fri 4 Dec"),
        ("next Tue", "2026-12-01T00:00", "2026-12-02T00:00", "Tue 1 Dec"),
        ("on 14.12.", "2026-12-14T00:00", "2026-12-15T00:00", "Mon 14 Dec"),
        ("in the next two weeks", "2026-11-25T10:00", "2026-12-10T00:00", "the next 2 weeks"),
    ],
)
def test_it_reads_the_days_that_people_name(typed: str, since: str, until: str, said: str) -> None:
    found = read_window(typed, NOW, BERLIN)
    assert found.since.astimezone(BERLIN).isoformat(timespec="minutes")[:16] == since
    assert found.until.astimezone(BERLIN).isoformat(timespec="minutes")[:16] == until
    assert found.said == said


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "cannot read"),
        ("soon", "cannot read"),
        ("until", "cannot read"),
        ("next 0 weeks", "cannot read"),
        ("12/05", "cannot read"),
        ("24 Dec 2025", "lies behind"),
        ("until 24 Feb 2027", "four weeks"),
        ("31 Feb", "no such day"),
    ],
)
def test_it_says_what_it_cannot_look_for(typed: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        read_window(typed, NOW, BERLIN)


@given(st.text(max_size=50), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_it_reads_a_bounded_time_ahead_or_refuses(typed: str, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    try:
        found = read_window(typed, now, BERLIN)
    except BadInput:
        return
    assert now <= found.since < found.until <= now + FURTHEST + timedelta(days=1)


def test_it_takes_two_weeks_where_none_is_named() -> None:
    assert usual(NOW).until - NOW == timedelta(days=14)
