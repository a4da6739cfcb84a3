"""Whatever happens in whatever order: seldom, by day, never after an answer, never to who wants none.

A machine lets people in zones whose clocks change begin to wait, answer, refuse, go away and move; the house
looks at odd moments, or does not look for days. What must be so is said once more, in other words, behind it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from anteroom.interviews.model import Side
from anteroom.nudges.business_days import Daytime
from anteroom.nudges.cadence import Escalate, Outcome, PutOff, Reader, Rest, Send, Suppress, decide
from anteroom.nudges.model import Kind, Silence, Step, Stop, Waiting, Waits
from anteroom.nudges.settings import Cadence

FREE = {
    "Europe/Berlin": (5, 6),
    "America/New_York": (5, 6),
    "America/Sao_Paulo": (5, 6),
    "Asia/Kolkata": (5, 6),
    "Asia/Riyadh": (4, 5),
    "Australia/Lord_Howe": (5, 6),
}
"""Zones, and which days of the week are free there, Monday 0; of three the clock changes within the span."""
BEGINS = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)
CADENCE = Cadence()


@dataclass
class Person:
    """Somebody, and every nudge that reached this person."""

    zone: str | None
    silent: bool = False
    away: datetime | None = None
    nudged: list[datetime] = field(default_factory=list)


class House(RuleBasedStateMachine):
    """A house in memory, which does with each outcome what the real one does with its rows."""

    people = Bundle("people")
    items = Bundle("items")

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINS
        self.persons: list[Person] = []
        self.waiting: list[Waiting] = []
        self.owner: dict[str, Person] = {}
        self.nudges: defaultdict[str, list[datetime]] = defaultdict(list)
        self.helped: defaultdict[str, list[datetime]] = defaultdict(list)

    @rule(target=people, zone=st.sampled_from(sorted(FREE)))
    def meet(self, zone: str) -> int:
        self.persons.append(Person(zone))
        return len(self.persons) - 1

    @rule(target=items, who=people, escalates=st.booleans(), days=st.none() | st.integers(1, 9))
    def begin(self, who: int, escalates: bool, days: int | None) -> int:
        number = len(self.waiting)
        until = self.now + timedelta(days=days) if days else None
        waits = Waits(
            Kind.MESSAGE, f"{number}", "p", f"{who}", Side.FREELANCER, "w", until=until, escalates=escalates
        )
        self.waiting.append(Waiting(f"{number}", waits, self.now, self.now, due_at=self.now))
        self.owner[f"{number}"] = self.persons[who]
        return number

    @rule(which=items)
    def write_again(self, which: int) -> None:
        if self.waiting[which].open:
            self.waiting[which] = replace(self.waiting[which], latest_at=self.now)

    @rule(which=items, stop=st.sampled_from(Stop))
    def end(self, which: int, stop: Stop) -> None:
        if self.waiting[which].open:
            # Its row would be due no more; the rule must hold without that, too.
            self.waiting[which] = replace(self.waiting[which], ended_at=self.now, ended_for=stop)

    @rule(who=people)
    def refuse(self, who: int) -> None:
        self.persons[who].silent = True

    @rule(who=people, hours=st.integers(1, 200))
    def leave(self, who: int, hours: int) -> None:
        self.persons[who].away = self.now + timedelta(hours=hours)

    @rule(who=people, zone=st.none() | st.sampled_from(sorted(FREE)))
    def move(self, who: int, zone: str | None) -> None:
        self.persons[who].zone = zone

    @rule(minutes=st.integers(1, 600))
    def pass_time(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(hours=st.integers(20, 120), every=st.integers(20, 240))
    def run(self, hours: int, every: int) -> None:
        until = self.now + timedelta(hours=hours)
        while self.now < until:
            self.now += timedelta(minutes=every)
            self.look()

    @rule(hours=st.integers(1, 80))
    def sleep_and_wake(self, hours: int) -> None:
        """The house was down, and wakes at any hour."""
        self.now += timedelta(hours=hours)
        self.look()

    def look(self) -> None:
        for number, waiting in enumerate(self.waiting):
            if waiting.due_at is not None and waiting.due_at <= self.now:
                self.waiting[number] = self._go_on(waiting)

    def _go_on(self, waiting: Waiting) -> Waiting:
        person = self.owner[waiting.id]
        while True:
            reader = Reader(
                Daytime.of(person.zone, CADENCE.begins, CADENCE.ends),
                tuple(person.nudged),
                Silence.OPTED_OUT if person.silent else None,
                person.away,
            )
            match decide(waiting, CADENCE, reader, self.now):
                case Send(step):
                    assert waiting.open and not person.silent
                    assert person.away is None or person.away <= self.now
                    assert person.zone is not None
                    there = self.now.astimezone(ZoneInfo(person.zone))
                    assert 9 <= there.hour < 18, there
                    assert there.weekday() not in FREE[person.zone], there
                    assert waiting.waits.until is None or self.now < waiting.waits.until
                    assert self.now - waiting.since >= timedelta(hours=24)
                    assert self.now - waiting.latest_at >= timedelta(hours=23), "an hour may fall out"
                    person.nudged.append(self.now)
                    self.nudges[waiting.id].append(self.now)
                case Escalate(step):
                    assert waiting.open and waiting.waits.escalates
                    assert self.now - waiting.since >= timedelta(hours=95)
                    self.helped[waiting.id].append(self.now)
                case Suppress(step, _):
                    pass
                case PutOff(until):
                    assert until > self.now
                    return replace(waiting, due_at=until)
                case _:
                    return replace(waiting, due_at=None)
            assert step.number == waiting.steps + 1
            waiting = replace(waiting, steps=step.number)

    @invariant()
    def nobody_is_nudged_twice_a_day_or_more_than_thrice_a_week(self) -> None:
        for person in self.persons:
            for one, other in zip(person.nudged, person.nudged[1:], strict=False):
                assert other - one >= timedelta(hours=24)
            for one, fourth in zip(person.nudged, person.nudged[3:], strict=False):
                assert fourth - one >= timedelta(days=7)

    @invariant()
    def nothing_is_said_more_than_twice_and_help_comes_once(self) -> None:
        assert all(len(each) <= 2 for each in self.nudges.values())
        assert all(len(each) <= 1 for each in self.helped.values())


House.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestWhateverHappens = House.TestCase


WROTE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday, eleven in the morning in São Paulo."""
THERE = Daytime.of("America/Sao_Paulo", 9, 18)
WAITS = Waits(Kind.MESSAGE, "p", "p", "f", Side.FREELANCER, "c", escalates=True)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def item(steps: int = 0, *, until: datetime | None = None, latest: datetime = WROTE) -> Waiting:
    """Maya's message to Leo, about which so many steps were taken."""
    return Waiting("w", replace(WAITS, until=until), WROTE, latest, steps)


def first_nudge(reader: Reader, now: datetime, cadence: Cadence = CADENCE) -> Outcome:
    """What becomes of the first step at a moment."""
    return decide(item(), cadence, reader, now)


def test_the_first_nudge_is_due_after_a_business_day_and_not_before() -> None:
    assert first_nudge(Reader(THERE), WROTE) == PutOff(WROTE + DAY)
    assert first_nudge(Reader(THERE), WROTE + DAY - HOUR / 60) == PutOff(WROTE + DAY)
    assert first_nudge(Reader(THERE), WROTE + DAY) == Send(Step(1, 1))


def test_a_house_that_wakes_at_night_waits_for_the_morning() -> None:
    night = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert first_nudge(Reader(THERE), night) == PutOff(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    evening = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert first_nudge(Reader(THERE), evening) == PutOff(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))


def test_one_that_a_cap_puts_off_comes_by_day_or_not_at_all() -> None:
    evening = WROTE + 6 * HOUR
    reader = Reader(THERE, sent=(evening,))
    # Allowed again from 17:00 there on, which is day.
    assert first_nudge(reader, WROTE + DAY) == PutOff(evening + DAY)
    # On a Friday: the day after is free.
    friday = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    monday = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    unhelped = replace(item(1), waits=replace(WAITS, escalates=False))
    assert decide(unhelped, CADENCE, Reader(THERE, sent=(friday,)), friday + HOUR) == PutOff(monday)
    # Four within a week were too many; the next that is allowed comes after the second step is due.
    thrice = tuple(WROTE - each * DAY for each in (1, 2, 3))
    assert first_nudge(Reader(THERE, sent=thrice), WROTE + DAY) == Suppress(Step(1, 1), Silence.TOO_MANY)
    twice = Reader(THERE, sent=(WROTE + DAY - HOUR, WROTE - 2 * DAY))
    assert first_nudge(twice, WROTE + DAY) == PutOff(WROTE + 2 * DAY - HOUR)
    rare = replace(CADENCE, apart=timedelta(hours=72))
    assert first_nudge(twice, WROTE + DAY, rare) == Suppress(Step(1, 1), Silence.TOO_SOON)


def test_whoever_was_passed_over_twice_is_reminded_once() -> None:
    """The house slept until the second step was due, too."""
    late = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    assert first_nudge(Reader(THERE), late) == Suppress(Step(1, 1), Silence.LATE)
    assert decide(item(1), CADENCE, Reader(THERE), late) == Send(Step(2, 3))


def test_nobody_is_reminded_while_away_and_is_in_time_after() -> None:
    back = WROTE + 32 * HOUR
    reader = Reader(THERE, away_until=back)
    assert first_nudge(reader, WROTE + DAY) == PutOff(WROTE + 46 * HOUR)
    assert first_nudge(reader, WROTE + 46 * HOUR) == Send(Step(1, 1))
    long = Reader(THERE, away_until=WROTE + 4 * DAY)
    assert first_nudge(long, WROTE + DAY) == Suppress(Step(1, 1), Silence.AWAY)


def test_what_was_said_just_now_is_not_nudged_about_but_help_is_not_put_off() -> None:
    fresh = WROTE + 23 * HOUR
    assert decide(item(latest=fresh), CADENCE, Reader(THERE), WROTE + DAY) == PutOff(fresh + DAY)
    fifth = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert decide(item(2, latest=fifth), CADENCE, Reader(THERE), fifth) == Escalate(Step(3, 4, True))


def test_what_may_still_be_taken_back_is_not_nudged_about() -> None:
    patient = replace(CADENCE, withdrawal=timedelta(hours=48))
    assert first_nudge(Reader(THERE), WROTE + DAY, patient) == PutOff(WROTE + 2 * DAY)


def test_nothing_is_said_when_an_answer_would_come_too_late() -> None:
    soon = item(until=WROTE + DAY)
    assert decide(soon, CADENCE, Reader(THERE), WROTE) == Rest()
    assert decide(soon, CADENCE, Reader(THERE), WROTE + DAY) == Rest()
    later = item(until=WROTE + DAY + HOUR)
    assert decide(later, CADENCE, Reader(THERE), WROTE + DAY) == Send(Step(1, 1))


def test_what_has_ended_is_left_alone_whatever_its_row_says() -> None:
    for stop in Stop:
        over = replace(item(), ended_at=WROTE, ended_for=stop)
        assert decide(over, CADENCE, Reader(THERE), WROTE + 10 * DAY) == Rest()


def test_where_nobody_knows_the_zone_nobody_is_written_to() -> None:
    """Its days are counted as anywhere, Monday to Friday; no hour of them is known to be day."""
    assert first_nudge(Reader(None), WROTE + DAY) == Suppress(Step(1, 1), Silence.NO_ZONE)


def test_the_client_is_asked_by_day_too() -> None:
    berlin = Daytime.of("Europe/Berlin", 9, 18)
    fifth = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert decide(item(2), CADENCE, Reader(THERE, waiter=berlin), fifth) == PutOff(monday)
    assert decide(item(2), CADENCE, Reader(THERE, waiter=berlin), monday) == Escalate(Step(3, 4, True))


def test_help_comes_in_the_end_whatever_keeps_nudges_from_a_freelancer() -> None:
    """Refused, away, held out, nowhere: the client who waits is helped on the fifth business day."""
    for reader in (
        Reader(None),
        *(Reader(THERE, silence=why) for why in Silence),
        Reader(THERE, away_until=WROTE + timedelta(days=60)),
    ):
        waiting, now, helped = item(), WROTE, None
        while helped is None and now < WROTE + timedelta(days=14):
            match decide(waiting, CADENCE, reader, now):
                case Escalate(_):
                    helped = now
                case PutOff(until):
                    now = until
                case Send(step) | Suppress(step, _):
                    waiting = replace(waiting, steps=step.number)
                case _:
                    break
        assert helped == datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
