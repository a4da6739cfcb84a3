"""Clocks that change, half an hour or a whole day: what weekly hours mean then."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from anteroom.times.finder.find import find
from anteroom.times.finder.model import DAY, HOUR, MINUTE, Attendee, Question, Week
from anteroom.times.finder.stretches import stretches
from times.finder.cases import YEARS, ZONES

UTC = ZoneInfo("UTC")


def instant(text: str, zone: ZoneInfo = UTC) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def found(zone: str, day: str, hours: str, *, length: int = 30 * MINUTE, days: int = 1) -> list[str]:
    """Return when somebody can be met who told these hours for each day, as that person's clock shows it."""
    begins, ends = (int(each[:2]) * 60 + int(each[3:]) for each in hours.split("-"))
    own = ZoneInfo(zone)
    week = Week(7 * (((begins, ends),),))
    since = instant(f"{day} 00:00", own)
    question = Question(
        (Attendee("one", own, week, known=True),),
        UTC,
        now=since,
        since=since,
        until=since + days * DAY,
        length=length,
        step=30 * MINUTE,
        most=1000,
    )
    return [
        f"{datetime.fromtimestamp(slot.begins, own):%d %H:%M %z}" for slot in find(question) if not slot.score
    ]


def test_hours_that_begin_in_a_gap_begin_after_it() -> None:
    assert found("Europe/Berlin", "2026-03-29", "02:30-04:00") == ["29 03:00 +0200", "29 03:30 +0200"]


def test_hours_that_the_clock_shows_twice_count_twice() -> None:
    assert found("Europe/Berlin", "2026-10-25", "02:00-03:00") == [
        "25 02:00 +0200",
        "25 02:30 +0200",
        "25 02:00 +0100",
        "25 02:30 +0100",
    ]


def test_half_an_hour_is_skipped_and_shown_twice_on_lord_howe() -> None:
    assert found("Australia/Lord_Howe", "2026-10-04", "02:00-03:00") == ["04 02:30 +1100"]
    assert found("Australia/Lord_Howe", "2026-04-05", "01:30-02:00") == [
        "05 01:30 +1100",
        "05 01:30 +1030",
    ]


def test_a_day_that_nobody_lived_has_no_hours() -> None:
    """Samoa went from 29 to 31 December."""
    assert found("Pacific/Apia", "2011-12-29", "09:00-10:00", days=2) == [
        "29 09:00 -1000",
        "29 09:30 -1000",
        "31 09:00 +1400",
        "31 09:30 +1400",
    ]


def test_an_hour_that_is_given_up_for_a_fasting_month_is_known() -> None:
    """Morocco's rule for it is in no formula; 2026's fasting month begins on 15 February, for clocks."""
    assert found("Africa/Casablanca", "2026-02-14", "09:00-09:30", days=2) == [
        "14 09:00 +0100",
        "15 09:00 +0000",
    ]


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("America/Sao_Paulo", "-0300"), ("Asia/Kolkata", "+0530"), ("Asia/Kathmandu", "+0545")],
)
def test_a_zone_without_rules_keeps_its_distance(zone: str, offset: str) -> None:
    length = 45 * MINUTE if offset.endswith("45") else 30 * MINUTE
    shown = found(zone, "2026-10-24", "09:00-11:00", days=2, length=length)

    assert {each[-5:] for each in shown} == {offset}
    assert all("09:00" <= each[3:8] < "11:00" for each in shown)


def test_a_time_across_a_change_lasts_as_long_as_it_says() -> None:
    """An hour from 01:30 on in which the clock skips one ends at 03:30."""
    assert "29 01:30 +0100" not in found("Europe/Berlin", "2026-03-29", "01:00-03:00", length=HOUR)
    assert "29 01:30 +0100" in found("Europe/Berlin", "2026-03-29", "01:00-03:30", length=HOUR)


def test_steps_are_those_of_the_hosts_clock() -> None:
    """In Kathmandu a whole hour is none in Berlin."""
    nepal = ZoneInfo("Asia/Kathmandu")
    since = instant("2026-11-02 00:10", nepal)
    question = Question(
        (Attendee("one", ZoneInfo("Europe/Berlin")),), nepal, since, since, since + DAY, HOUR, step=HOUR
    )
    slots = find(question)

    assert {datetime.fromtimestamp(slot.begins, nepal).minute for slot in slots} == {0}
    assert {datetime.fromtimestamp(slot.begins, UTC).minute for slot in slots} == {15}


def test_what_is_remembered_of_a_zone_is_what_its_clocks_show() -> None:
    chance = Random(11)
    for zone in ZONES:
        for _ in range(40):
            since = instant(f"{chance.choice(YEARS)}-01-01 00:00") + chance.randrange(365 * DAY)
            known = stretches(zone, since, since + 120 * DAY)
            assert known[0][0] <= since < since + 120 * DAY < known[-1][1]
            for (begins, ends, offset), (later, _, other) in pairwise(known):
                assert ends == later and offset != other
                for at, by in ((begins, offset), (ends - 1, offset), (ends, other)):
                    assert datetime.fromtimestamp(at, zone).utcoffset() == timedelta(seconds=by), zone
