"""How soon a member answers: what counts, what does not, and where the bands are."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta

import pytest

from anteroom.nudges.model import Stop
from anteroom.responsiveness.model import (
    DAY,
    ENOUGH,
    NOBODYS,
    REPLIES,
    SETTLED,
    WINDOW,
    Band,
    Occasion,
    counts,
    figure,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(seconds=1)


def occasion(ago: timedelta, after: timedelta | None = None, stop: Stop = Stop.ANSWERED) -> Occasion:
    """One that began so long ago and ended so long after, if it did."""
    since = NOW - ago
    return Occasion(since) if after is None else Occasion(since, since + after, stop)


MUST_COUNT = {
    "answered at once": occasion(10 * DAY, HOUR),
    "declined: a no is an answer": occasion(10 * DAY, HOUR, Stop.DECLINED),
    "answered late": occasion(10 * DAY, 9 * DAY),
    "never answered": occasion(10 * DAY),
    "taken back after a day": occasion(10 * DAY, DAY, Stop.WITHDRAWN),
    "closed after two days": occasion(10 * DAY, 2 * DAY, Stop.CLOSED),
    "over after two days": occasion(10 * DAY, 2 * DAY, Stop.OVER),
    "settled a moment ago": occasion(SETTLED, HOUR),
    "at the window's edge": occasion(WINDOW - TICK, HOUR),
}
MUST_NOT_COUNT = {
    "taken back within a day": occasion(10 * DAY, DAY - TICK, Stop.WITHDRAWN),
    "closed within a day": occasion(10 * DAY, HOUR, Stop.CLOSED),
    "over within a day: there was no time to answer": occasion(10 * DAY, 5 * HOUR, Stop.OVER),
    "hired within a day, by another way": occasion(10 * DAY, HOUR, Stop.HIRED),
    "blocked": occasion(10 * DAY, 5 * DAY, Stop.BLOCKED),
    "the other is not here any more": occasion(10 * DAY, 5 * DAY, Stop.ERASED),
    "not settled, though answered": occasion(SETTLED - TICK, HOUR),
    "not settled, and not answered": occasion(SETTLED - TICK),
    "older than the window": occasion(WINDOW, HOUR),
}


def test_it_counts_what_must_count_and_nothing_else() -> None:
    counted = [name for name, each in {**MUST_COUNT, **MUST_NOT_COUNT}.items() if counts(each, NOW)]
    sys.stdout.write(
        f"{len(counted)} of {len(MUST_COUNT)} that must count, "
        f"{len(MUST_NOT_COUNT)} that must not: {len(set(counted) & set(MUST_NOT_COUNT))} did\n"
    )
    assert counted == list(MUST_COUNT)


def test_a_longer_time_for_taking_back_counts_for_less() -> None:
    taken_back = MUST_COUNT["taken back after a day"]
    assert not counts(taken_back, NOW, timedelta(hours=25))


@pytest.mark.parametrize(
    ("hours", "band"),
    [
        ([1, 2, 24, 30, 100], Band.DAY),
        ([1, 2, 24.001, 30, 100], Band.THREE_DAYS),
        ([1, 72, 72, 80, None], Band.THREE_DAYS),
        ([1, 2, 73, None, None], Band.MORE),
        ([1, 1, 1, 1], Band.TOO_LITTLE),
        ([1, 1, 1, None, None, None], Band.DAY),
        ([None] * 5, Band.MORE),
        ([], Band.TOO_LITTLE),
    ],
)
def test_the_band_is_where_the_middle_one_is(hours: list[float | None], band: Band) -> None:
    told = [occasion(10 * DAY, None if each is None else timedelta(hours=each)) for each in hours]
    assert figure(told, NOW).band is band


def test_it_is_due_when_the_oldest_stops_counting() -> None:
    found = figure([occasion(80 * DAY, HOUR), occasion(5 * DAY), occasion(200 * DAY)], NOW)
    assert found.due_at == NOW + 10 * DAY
    assert figure([occasion(200 * DAY)], NOW).due_at is None


def test_of_random_histories_it_says_what_was_put_into_them() -> None:
    """2,000 members: what must count is drawn first, what must not is strewn in, and changes nothing."""
    chance, told, strewn = random.Random(9), 0, 0
    for _ in range(2000):
        hours = [
            chance.choice([None, chance.uniform(0, 24), chance.uniform(25, 72), chance.uniform(73, 300)])
            for _ in range(chance.randrange(0, 14))
        ]
        seen = [
            occasion(timedelta(days=chance.uniform(13, 89)), None if each is None else timedelta(hours=each))
            for each in hours
        ]
        noise = chance.choices(list(MUST_NOT_COUNT.values()), k=chance.randrange(0, 8))
        mixed = [*seen, *noise]
        chance.shuffle(mixed)
        found = figure(mixed, NOW)
        told, strewn = told + len(seen), strewn + len(noise)
        assert found.counted == len(seen)
        assert found.within_a_day == sum(each is not None and each <= 24 for each in hours)
        assert found.within_three_days == sum(each is not None and each <= 72 for each in hours)
        assert (found.band is Band.TOO_LITTLE) == (len(seen) < ENOUGH)
    sys.stdout.write(f"{told} counted of {told} that must, 0 of {strewn} that must not\n")


def test_every_end_is_judged() -> None:
    """A new reason for which waiting ends has to be thought about here."""
    assert set(Stop) == REPLIES | NOBODYS | {Stop.WITHDRAWN, Stop.OVER, Stop.CLOSED, Stop.HIRED}
