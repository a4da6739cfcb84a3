"""Times as people type them, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from anteroom.errors import BadInput
from anteroom_slack.when import echo, parse

BERLIN, NEW_YORK, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 10:00 in Berlin


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("tomorrow 3pm", "2026-11-24 15:00"),
        ("Tomorrow at 3:30 PM", "2026-11-24 15:30"),
        ("3pm tomorrow", "2026-11-24 15:00"),
        ("Tue 14:30", "2026-11-24 14:30"),
        ("tuesday 14:30", "2026-11-24 14:30"),
        ("on thursday at 9am", "2026-11-26 09:00"),
        ("mon 11:00", "2026-11-23 11:00"),
        ("mon 9:00", "2026-11-30 09:00"),
        ("next mon 9:00", "2026-11-30 09:00"),
        ("next wed 9:00", "2026-12-02 09:00"),
        ("today 18:00", "2026-11-23 18:00"),
        ("17:15", "2026-11-23 17:15"),
        ("8am", "2026-11-24 08:00"),
        ("12am tomorrow", "2026-11-24 00:00"),
        ("12pm tomorrow", "2026-11-24 12:00"),
        ("noon tomorrow", "2026-11-24 12:00"),
        ("in 2 hours", "2026-11-23 12:00"),
        ("in 90 min", "2026-11-23 11:30"),
        ("in 1 week", "2026-11-30 10:00"),
        ("26 Nov 16:30", "2026-11-26 16:30"),
        ("Thu 26 Nov, 16:30", "2026-11-26 16:30"),
        ("Nov 26 at 4pm", "2026-11-26 16:00"),
        ("2 January 10:00", "2027-01-02 10:00"),
        ("1 March 2027 10:00", "2027-03-01 10:00"),
        ("2026-11-26 15:00", "2026-11-26 15:00"),
        ("2026-11-26T15:00", "2026-11-26 15:00"),
        ("2026-11-26 3pm", "2026-11-26 15:00"),
        ("2026-11-26T15:00Z", "2026-11-26 16:00"),
        ("2026-11-26T15:00-05:00", "2026-11-26 21:00"),
        ("day after tomorrow 10:00", "2026-11-25 10:00"),
    ],
)
def test_it_reads_a_time(typed: str, local: str) -> None:
    read = parse(typed, NOW, BERLIN)
    assert read.tzinfo is UTC
    assert f"{read.astimezone(BERLIN):%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize(
    "typed",
    [
        "", "soon", "tomorrow", "tue", "25:00", "14:75", "13pm", "0am", "31 Feb 10:00", "2026-13-01 10:00",
        "2026-11-26", "next week 3pm", "tomorrow 3", "p-payments 3pm", "3pm" * 30, "in 9999 hours",
        "the 5th 10:00", "whenever at 3pm", "3pm or 4pm",
    ],
)  # fmt: skip
def test_it_refuses_what_it_would_have_to_guess(typed: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(typed, NOW, BERLIN)
    assert "tomorrow 3pm" in refusal.value.sentence


def test_it_keeps_the_hour_over_a_change_of_clocks() -> None:
    """Three in the afternoon stays so, though the day before had another offset."""
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    assert parse("tomorrow 3pm", before, BERLIN) == datetime(2027, 3, 28, 13, 0, tzinfo=UTC)
    assert parse("in 24 hours", before, BERLIN) == datetime(2027, 3, 28, 12, 0, tzinfo=UTC)


def test_it_refuses_an_hour_that_does_not_exist_and_takes_the_first_of_two() -> None:
    with pytest.raises(BadInput, match="does not exist"):
        parse("2027-03-28 02:30", NOW, BERLIN)
    twice = parse("2027-10-31 02:30", NOW, BERLIN)
    assert twice == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_it_means_the_day_of_whoever_types() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # still Monday in New York, morning in Kolkata
    assert parse("tomorrow 9:00", late, NEW_YORK) == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert parse("tomorrow 9:00", late, KOLKATA) == datetime(2026, 11, 25, 3, 30, tzinfo=UTC)


def test_it_says_back_what_it_understood_with_the_zone() -> None:
    start = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert (
        echo(start, start.replace(minute=45), "Asia/Kolkata") == "Tue 24 Nov, 19:00–19:15 (Kolkata, UTC+5:30)"
    )
