"""Times as people type them, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from anteroom.errors import BadInput
from anteroom_slack.typed.when import TwoTimes, echo, parse

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
        ("next Monday at 9", "2026-11-30 09:00"),
        ("tue next week 9:00", "2026-12-01 09:00"),
        ("this fri 10:00", "2026-11-27 10:00"),
        ("24.12. 10:00", "2026-12-24 10:00"),
        ("24.12.2026 10:00", "2026-12-24 10:00"),
        ("24. 12. 10:00", "2026-12-24 10:00"),
        ("12.5. 14:00", "2027-05-12 14:00"),
        ("13/05 3pm", "2027-05-13 15:00"),
        ("05/13 3pm", "2027-05-13 15:00"),
        ("5/5 3pm", "2027-05-05 15:00"),
        ("24th of December at 10", "2026-12-24 10:00"),
        ("Dec 24th, 10am", "2026-12-24 10:00"),
        ("tomorrow 15h30", "2026-11-24 15:30"),
        ("3.30pm", "2026-11-23 15:30"),
        ("3 p.m. tomorrow", "2026-11-24 15:00"),
        ("tomorrow evening at 7", "2026-11-24 19:00"),
        ("tonight at 8", "2026-11-23 20:00"),
        ("tomorrow at 3 in the afternoon", "2026-11-24 15:00"),
        ("at 15", "2026-11-23 15:00"),
        ("in an hour and a half", "2026-11-23 11:30"),
        ("in half an hour", "2026-11-23 10:30"),
        ("in 1h30", "2026-11-23 11:30"),
        ("in 3 days at 10:00", "2026-11-26 10:00"),
        ("tomorrow 15:00 UTC", "2026-11-24 16:00"),
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
        "the 5th 10:00", "whenever at 3pm", "3pm or 4pm", "midnight", "3pm CET", "32.13. 10:00",
        "29 Feb 10:00", "tomorrow morning 15:00", "in half a day", "in 3 hours at 10:00", "12/05/26 3pm",
        "24 Dec 26 10:00",
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


def test_it_refuses_an_hour_that_does_not_exist_and_asks_which_of_two() -> None:
    with pytest.raises(BadInput, match="does not exist"):
        parse("2027-03-28 02:30", NOW, BERLIN)
    with pytest.raises(TwoTimes, match=r"02:30 \(Berlin, UTC\+2\) or .* 02:30 \(Berlin, UTC\+1\)") as asked:
        parse("2027-10-31 02:30", NOW, BERLIN)
    assert asked.value.choices == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("typed", "locals_"),
    [
        ("12/05 3pm", ["2026-12-05 15:00", "2027-05-12 15:00"]),
        ("12-05 3pm", ["2026-12-05 15:00", "2027-05-12 15:00"]),
        ("12/05/2027 3pm", ["2027-05-12 15:00", "2027-12-05 15:00"]),
        ("tomorrow at 3", ["2026-11-24 03:00", "2026-11-24 15:00"]),
    ],
)
def test_it_asks_which_of_two_it_is(typed: str, locals_: list[str]) -> None:
    """Half of the world writes the month first; three may be at night."""
    with pytest.raises(TwoTimes) as asked:
        parse(typed, NOW, BERLIN)
    assert [f"{each.astimezone(BERLIN):%Y-%m-%d %H:%M}" for each in asked.value.choices] == locals_


@pytest.mark.parametrize("typed", ["today 8:00", "2026-11-20 15:00", "23 Nov 9:00", "23.11. 9:00"])
def test_it_refuses_a_time_that_has_passed(typed: str) -> None:
    with pytest.raises(BadInput, match="has passed"):
        parse(typed, NOW, BERLIN)


def test_it_says_that_a_weekday_is_not_the_dates() -> None:
    with pytest.raises(BadInput, match="24 December is a Thursday"):
        parse("Tue 24 Dec 10:00", NOW, BERLIN)


def test_it_counts_days_by_the_calendar_and_hours_by_the_clock() -> None:
    """The night before the 28th of March 2027 has an hour less in Berlin."""
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    assert parse("in 1 day", before, BERLIN) == datetime(2027, 3, 28, 11, 0, tzinfo=UTC)
    assert parse("in 24 hours", before, BERLIN) == datetime(2027, 3, 28, 12, 0, tzinfo=UTC)


def test_it_is_never_earlier_than_the_span_that_was_said() -> None:
    odd = datetime(2026, 11, 23, 9, 0, 27, 5, tzinfo=UTC)
    assert parse("in 2 hours", odd, BERLIN) == datetime(2026, 11, 23, 11, 1, tzinfo=UTC)


def test_it_means_the_day_of_whoever_types() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # still Monday in New York, morning in Kolkata
    assert parse("tomorrow 9:00", late, NEW_YORK) == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert parse("tomorrow 9:00", late, KOLKATA) == datetime(2026, 11, 25, 3, 30, tzinfo=UTC)


def test_it_says_back_what_it_understood_with_the_zone() -> None:
    start = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert (
        echo(start, start.replace(minute=45), "Asia/Kolkata") == "Tue 24 Nov, 19:00–19:15 (Kolkata, UTC+5:30)"
    )


def test_it_asks_for_the_hour_only_where_it_has_read_a_day() -> None:
    for typed in ("tomorrow", "next tue", "24.12.", "tomorrow morning", "tonight"):
        with pytest.raises(BadInput, match="Say the hour too"):
            parse(typed, NOW, BERLIN)
    with pytest.raises(BadInput, match="cannot read that time"):
        parse("someday", NOW, BERLIN)
