"""Finding a common time, beside a plain merge-and-step in Python on the same calendars.

The plain one is what one would write: merge what is busy, take it from the working hours, intersect
everybody's free spans, step through what is left. It is measured as it stands, and once more with a look
after each person whether anything is left; with integers, and for colour with aware datetimes. It ranks
nothing, gives no reasons and, where nothing is left, ends; ours does all of this, and then finds what is
hardest on nobody, within its time. Both begin with the spans as the house keeps them, in order and apart,
and once as calendars give them. Before each is measured, both have found the same times.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from anteroom.times.finder.find import find
from anteroom.times.finder.model import DAY, HOUR, MINUTE, Attendee, Question, Span, Week, merged
from bench.asked import Asked
from bench.pairs import PAIRS, in_turn, measure, rate
from bench.plot import Line, Panel, plot
from bench.table import Table

DAYS = 28
FIRST = date(2026, 10, 12)
"""Europe changes its clocks within the four weeks, and Israel and Jordan keep to their own."""
SINCE = int(datetime(2026, 10, 12, tzinfo=UTC).timestamp())
LENGTH, STEP, AROUND = 45 * MINUTE, 15 * MINUTE, 5 * MINUTE
ZONES = tuple(
    map(ZoneInfo, ("Europe/London", "Europe/Berlin", "Europe/Warsaw", "Europe/Athens", "Asia/Jerusalem"))
)
HOURS = ((9, 17), (9, 18), (8, 17), (10, 19))
T = TypeVar("T", int, datetime)
PLAIN = "merge and step"
AT_LEAST = 2.0
"""For 88 people with 200 things each in their calendars, as they are kept."""
MANY = (5, 10, 20, 40, 60, 80, 100)
FULL = (25, 50, 100, 200, 300, 400, 600, 800)
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "times-growth.svg"


@dataclass(frozen=True, slots=True)
class Person:
    """One person's week, Monday to Friday from one hour to another, and what the calendar holds."""

    zone: ZoneInfo
    begins: int
    ends: int
    busy: tuple[Span, ...]


Find = Callable[[Sequence[Person]], list[int]]


def run(table: Table, asked: Asked) -> None:
    """Measure; each row is one size, or one way to write the plain one. Draw the growth where asked."""
    three, ten = _kept(people_of(3, 120)), _kept(people_of(10, 400, in_common=True))
    many, none = _kept(people_of(88, 200, in_common=True)), _kept(people_of(88, 200))
    as_given, looking = people_of(88, 200, in_common=True), f"{PLAIN}, looking each time"
    rows: tuple[tuple[str, Sequence[Person], str, Find, int, float | None], ...] = (
        ("3 people, 120 each", three, PLAIN, plain, 20, None),
        ("10 people, 400 each", ten, PLAIN, plain, 10, None),
        ("88 people, 200 each", many, PLAIN, plain, 3, AT_LEAST),
        ("88 people, 200 each, as calendars give them", as_given, PLAIN, plain, 3, None),
        ("88 people, 200 each, none in common", none, PLAIN, plain, 3, None),
        ("88 people, 200 each, none in common", none, looking, plain_looking, 3, None),
        ("88 people, 200 each", many, f"{PLAIN}, datetimes", with_datetimes(many), 1, None),
    )
    for measured, people, name, peer, times, bound in rows:
        assert sorted(ours(people)) == peer(people)
        table.add(
            measure(
                "times",
                measured,
                partial(ours, people),
                name,
                partial(peer, people),
                times=2 * times,
                peer_times=times,
                bound=bound,
                sample=asked.sample,
            )
        )
    if asked.draw:
        draw()


def draw() -> None:
    """Measure the growth with people and with what their calendars hold, and draw it into the documents."""
    people = [(count, _kept(people_of(count, 200, in_common=True))) for count in MANY]
    events = [(blocks, people_of(10, blocks, in_common=True)) for blocks in FULL]
    panels = [
        _grown("More people, each with 200 things in the calendar", "people", people),
        _grown("Fuller calendars, of ten people, as calendars give them", "things in each", events),
    ]
    said = "Milliseconds of CPU for the common times of four weeks: the finder beside merging and stepping"
    PICTURE.write_text(plot(panels, said), encoding="utf-8")


def _grown(title: str, across: str, sizes: Sequence[tuple[int, Sequence[Person]]]) -> Panel:
    found: list[tuple[float, float]] = []
    built: list[tuple[float, float]] = []
    for size, people in sizes:
        assert sorted(ours(people)) == plain(people)
        pairs = in_turn(PAIRS, partial(_seconds, ours, people), partial(_seconds, plain, people))
        found.append((size, 1000 * statistics.median(own for own, _ in pairs)))
        built.append((size, 1000 * statistics.median(theirs for _, theirs in pairs)))
    return Panel(title, across, "ms", [Line("the finder", found), Line(PLAIN, built)])


def _seconds(find_all: Find, people: Sequence[Person]) -> float:
    return 1 / rate(partial(find_all, people), 3)


def _kept(people: Sequence[Person]) -> list[Person]:
    """Return the same people with their calendars as the house keeps them."""
    return [replace(each, busy=merged(each.busy)) for each in people]


def people_of(count: int, blocks: int, *, in_common: bool = False, seed: int = 8) -> list[Person]:
    """Return people with random calendars; with `in_common`, all leave Thursdays at noon free."""
    chance = Random(seed)
    found = []
    for _ in range(count):
        spans: list[Span] = []
        while len(spans) < blocks:
            begins = SINCE + chance.randrange(DAYS) * DAY + chance.randrange(6 * HOUR, 17 * HOUR, 5 * MINUTE)
            ends = begins + chance.choice((15, 30, 30, 45, 60, 60, 90)) * MINUTE
            noon = begins - begins % DAY + 11 * HOUR
            thursday = begins // DAY % 7 == 0
            if not (in_common and thursday and begins < noon + 2 * HOUR and ends > noon):
                spans.append((begins, ends))
        found.append(Person(chance.choice(ZONES), *chance.choice(HOURS), tuple(spans)))
    return found


def ours(people: Sequence[Person]) -> list[int]:
    """Find with the finder, ranked and with reasons; return the starts that lie within everybody's hours."""
    weeks = {hours: _week(*hours) for hours in {(each.begins, each.ends) for each in people}}
    attendees = tuple(
        Attendee(str(number), each.zone, weeks[each.begins, each.ends], busy=each.busy, known=True)
        for number, each in enumerate(people)
    )
    question = Question(
        attendees,
        ZONES[0],
        now=SINCE,
        since=SINCE,
        until=SINCE + DAYS * DAY,
        length=LENGTH,
        step=STEP,
        before=AROUND,
        after=AROUND,
        most=1000,
    )
    return [slot.begins for slot in find(question) if slot.score == 0]


def _week(begins: int, ends: int) -> Week:
    return Week((*5 * (((60 * begins, 60 * ends),),), (), ()))


def plain(people: Sequence[Person], *, looking: bool = False) -> list[int]:
    """Merge, intersect and step, with integers; `looking`: stop when nothing is left."""
    common = [(SINCE, SINCE + DAYS * DAY)]
    for each in people:
        busy = [(begins - AROUND, ends + AROUND) for begins, ends in sorted(each.busy)]
        common = _both(common, _without(_working(each), _merged(busy)))
        if looking and not common:
            return []
    found = []
    for begins, ends in common:
        start = begins + -begins % STEP
        while start + LENGTH <= ends:
            found.append(start)
            start += STEP
    return found


def plain_looking(people: Sequence[Person]) -> list[int]:
    """The same with an end as soon as nothing is left."""
    return plain(people, looking=True)


def with_datetimes(people: Sequence[Person]) -> Callable[[Sequence[Person]], list[int]]:
    """Return the same once more, with aware datetimes, of which these people's calendars are full already."""
    around, step, length = timedelta(seconds=AROUND), timedelta(seconds=STEP), timedelta(seconds=LENGTH)
    calendars = [_dated(each.busy) for each in people]
    (since, until), *_ = _dated([(SINCE, SINCE + DAYS * DAY)])

    def found(people: Sequence[Person]) -> list[int]:
        common = [(since, until)]
        for each, busy in zip(people, calendars, strict=True):
            taken = _merged([(begins - around, ends + around) for begins, ends in sorted(busy)])
            common = _both(common, _without(_dated(_working(each)), taken))
        starts = []
        for begins, ends in common:
            start = begins + (since - begins) % step
            while start + length <= ends:
                starts.append(int(start.timestamp()))
                start += step
        return starts

    return found


def _dated(spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    return [
        (datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)) for begins, ends in spans
    ]


def _working(person: Person) -> list[Span]:
    spans = []
    for day in range(-1, DAYS + 1):
        on = FIRST + timedelta(days=day)
        if on.isoweekday() <= 5:
            begins = datetime.combine(on, wall(person.begins), person.zone)
            ends = datetime.combine(on, wall(person.ends), person.zone)
            spans.append((int(begins.timestamp()), int(ends.timestamp())))
    return spans


def _merged(busy: Sequence[tuple[T, T]]) -> list[tuple[T, T]]:
    found: list[tuple[T, T]] = []
    for begins, ends in busy:
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def _without(spans: Sequence[tuple[T, T]], busy: Sequence[tuple[T, T]]) -> list[tuple[T, T]]:
    found, at = [], 0
    for begins, ends in spans:
        while at < len(busy) and busy[at][1] <= begins:
            at += 1
        here = at
        while here < len(busy) and busy[here][0] < ends:
            if busy[here][0] > begins:
                found.append((begins, busy[here][0]))
            begins = max(begins, busy[here][1])
            here += 1
        if begins < ends:
            found.append((begins, ends))
    return found


def _both(one: Sequence[tuple[T, T]], other: Sequence[tuple[T, T]]) -> list[tuple[T, T]]:
    found, first, second = [], 0, 0
    while first < len(one) and second < len(other):
        begins = max(one[first][0], other[second][0])
        ends = min(one[first][1], other[second][1])
        if begins < ends:
            found.append((begins, ends))
        if one[first][1] < other[second][1]:
            first += 1
        else:
            second += 1
    return found
