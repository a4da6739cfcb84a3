"""Questions made by chance, about people in forty zones, most of them around a change of clocks."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from anteroom.times.finder.model import DAY, HOUR, MINUTE, Attendee, Question, Spans, Week

ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Africa/Cairo",
        "Africa/Casablanca",
        "Africa/El_Aaiun",
        "Africa/Johannesburg",
        "America/Argentina/Buenos_Aires",
        "America/Asuncion",
        "America/Caracas",
        "America/Chicago",
        "America/Havana",
        "America/Los_Angeles",
        "America/Mexico_City",
        "America/New_York",
        "America/Nuuk",
        "America/Phoenix",
        "America/Santiago",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Antarctica/Troll",
        "Asia/Amman",
        "Asia/Beirut",
        "Asia/Gaza",
        "Asia/Jerusalem",
        "Asia/Kathmandu",
        "Asia/Kolkata",
        "Asia/Manila",
        "Asia/Pyongyang",
        "Asia/Tehran",
        "Asia/Tokyo",
        "Atlantic/Azores",
        "Australia/Adelaide",
        "Australia/Lord_Howe",
        "Australia/Sydney",
        "Europe/Berlin",
        "Europe/Dublin",
        "Europe/Istanbul",
        "Europe/London",
        "Europe/Warsaw",
        "Pacific/Apia",
        "Pacific/Chatham",
        "UTC",
    )
)
"""Half hours and quarters, two hours at once, changes at midnight, winter as the odd one out, fasting months,
a day that nobody lived, rules that have ended, and zones that never change."""
YEARS = range(2004, 2031)
SEEDS = range(5_000) if os.environ.get("ANTEROOM_SOAK") == "1" else range(0, 5_000, 40)


@cache
def changes(zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """Return about when the clocks of a zone changed (the instant, to a day) and by how many seconds."""
    found, day = [], datetime(YEARS[0], 1, 1, tzinfo=UTC)
    while day.year in YEARS:
        later = day + timedelta(days=1)
        before, after = day.astimezone(zone).utcoffset(), later.astimezone(zone).utcoffset()
        assert before is not None and after is not None
        if before != after:
            found.append((int(day.timestamp()), int((after - before).total_seconds())))
        day = later
    return tuple(found)


def case(seed: int) -> Question:
    """Return a question; the same for the same seed."""
    chance = Random(seed)
    zones = chance.choices(ZONES, k=chance.randint(1, 5))
    around, _ = chance.choice(changes(chance.choice(zones)) or changes(ZONES[11]))
    since = around - chance.randrange(0, 2 * DAY, MINUTE)
    until = since + chance.randrange(2 * HOUR, 4 * DAY, MINUTE)
    people = tuple(_attendee(chance, f"p{number}", zone, since) for number, zone in enumerate(zones))
    return Question(
        attendees=people,
        zone=chance.choice([*zones, chance.choice(ZONES)]),
        now=since - chance.randrange(-DAY, DAY, MINUTE),
        since=since,
        until=until,
        length=MINUTE * chance.choice((5, 15, 20, 30, 45, 45, 60, 60, 90, 240, 600, 1440)),
        step=MINUTE * chance.choice((10, 15, 15, 20, 30, 30, 45, 60, 60, 90, 120)),
        notice=chance.choice((0, 0, HOUR, chance.randrange(0, 2 * DAY, MINUTE))),
        horizon=chance.choice((None, None, chance.randrange(0, 5 * DAY, MINUTE))),
        before=MINUTE * chance.choice((0, 0, 5, 15, 60)),
        after=MINUTE * chance.choice((0, 0, 10, 30)),
        most_a_day=chance.choice((None, None, 1, 2)),
        most=chance.choice((3, 1000, 1000)),
        apart=MINUTE * chance.choice((0, 0, 0, 50, 120)),
        offers_a_day=chance.choice((None, None, None, 2)),
    )


def _attendee(chance: Random, key: str, zone: ZoneInfo, since: int) -> Attendee:
    return Attendee(
        key,
        zone if chance.random() < 0.95 else None,
        _week(chance) if chance.random() < 0.6 else None,
        required=chance.random() < 0.7,
        busy=_spans(chance, since, chance.choice((0, 3, 10, 25)), 4 * HOUR),
        known=chance.random() < 0.8,
        interviews=_spans(chance, since, chance.choice((0, 0, 1, 4)), HOUR),
    )


def _spans(chance: Random, since: int, count: int, longest: int) -> Spans:
    begins = [since + chance.randrange(-DAY, 5 * DAY, MINUTE) for _ in range(count)]
    return tuple((at, at + chance.randrange(0, longest, MINUTE)) for at in begins)


def _week(chance: Random) -> Week:
    kind = chance.random()
    if kind < 0.4:
        span = chance.choice(((540, 1020), (480, 1200), (600, 1080)))
        return Week((*5 * ((span,),), (), ()))
    if kind < 0.5:
        # Nights, which go on after midnight.
        return Week(7 * (((0, 360), (1320, 1440)),))
    return Week(tuple(_day(chance) for _ in range(7)))


def _day(chance: Random) -> Spans:
    count = chance.choice((0, 1, 1, 2, 3))
    edges = sorted(chance.sample(range(0, 1441, 5), 2 * count))
    return tuple(zip(edges[::2], edges[1::2], strict=True))
