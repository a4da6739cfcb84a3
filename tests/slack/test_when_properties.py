"""What holds of every time that anybody may type, in every zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from anteroom.errors import BadInput
from anteroom_slack.typed.span import read_span
from anteroom_slack.typed.when import TwoTimes, parse

ZONES = st.sampled_from(
    [
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu",
        "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Africa/Casablanca", "Asia/Tehran",
        "UTC",
    ]
).map(ZoneInfo)  # fmt: skip
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
WORDS = st.sampled_from(
    [
        "tomorrow", "today", "next", "this", "tue", "friday", "week", "in", "at", "on", "3", "12", "24", "9",
        "3pm", "14:30", "2h", "1h30", "24.12.", "12/05", "5-6", "2027-03-28", "02:30", "noon", "tonight",
        "morning", "march", "26th", "the", "of", "day", "after", "hours", "utc", "and", "half", "an", "or",
        "\u0663", "\u00b2", "\u212a",
    ]
)  # fmt: skip
AHEAD = st.timedeltas(timedelta(minutes=1), timedelta(days=360))
WAYS = (
    "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d %b %Y %H:%M", "%B %d %Y at %H:%M",
    "%a %d %b %Y, %H:%M", "%H:%M on %d %B %Y", "%Y/%m/%d %I:%M %p",
)  # fmt: skip


@given(typed=st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=7).map(" ".join)), now=NOWS, zone=ZONES)
def test_it_reads_a_time_ahead_or_says_why_not(typed: str, now: datetime, zone: ZoneInfo) -> None:
    try:
        found = parse(typed, now, zone)
    except TwoTimes as asked:
        assert len(asked.choices) > 1
        assert list(asked.choices) == sorted(set(asked.choices))
        assert all(each > now and each.tzinfo is UTC for each in asked.choices)
    except BadInput as error:
        assert error.field == "when"
        assert len(error.sentence) > 20
    else:
        assert found > now
        assert found.tzinfo is UTC


@given(now=NOWS, ahead=AHEAD, zone=ZONES, way=st.sampled_from(WAYS))
def test_it_reads_back_what_a_clock_shows(now: datetime, ahead: timedelta, zone: ZoneInfo, way: str) -> None:
    """Whatever instant it is and however it is written, it is found, or asked for as one of two."""
    meant = (now + ahead).replace(second=0, microsecond=0)
    assume(meant > now)
    typed = meant.astimezone(zone).strftime(way)
    try:
        assert parse(typed, now, zone) == meant
    except TwoTimes as asked:
        assert meant in asked.choices
        assert len({each.astimezone(zone).replace(tzinfo=None) for each in asked.choices}) == 1


@given(
    day=st.dates(datetime(2026, 1, 2).date(), datetime(2030, 1, 1).date()),
    zone=ZONES,
    minute=st.integers(0, 1439),
)
def test_it_never_moves_an_hour_silently(day: object, zone: ZoneInfo, minute: int) -> None:
    """An hour that a change of clocks leaves out is refused, and never becomes another."""
    typed = f"{day} {minute // 60:02}:{minute % 60:02}"
    now = datetime(2025, 12, 31, tzinfo=UTC)
    try:
        found = [parse(typed, now, zone)]
    except TwoTimes as asked:
        found = list(asked.choices)
    except BadInput as error:
        assert "does not exist" in error.sentence
        return
    assert {f"{each.astimezone(zone):%Y-%m-%d %H:%M}" for each in found} == {typed}


@given(minutes=st.integers(1, 599))
def test_it_reads_a_span_in_every_way_that_it_is_written(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    ways = [f"{minutes} min", f"{minutes}m", f"{minutes} minutes", f"{hours}:{rest:02}"]
    if hours and rest:
        ways += [f"{hours}h{rest:02}", f"{hours} hours and {rest} minutes", f"{hours}h {rest}m"]
    for way in ways:
        span = read_span(way)
        assert span is not None, way
        assert (span.days, span.minutes) == (0, minutes), way


@pytest.mark.parametrize("typed", ["", "0 min", "an", "h", "45", "3 lightyears", "1h2h3", "9" * 50 + "m"])
def test_it_takes_nothing_else_for_a_span(typed: str) -> None:
    assert read_span(typed) is None
