"""One history of the programme: what becomes of every need, event by event, by the product's own rules."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from math import log

from anteroom.conduct.lessons.model import Kind as SlipKind
from anteroom.conduct.lessons.model import Slip, Step, weigh
from anteroom.experiment.assignment import Arm, arm_of
from anteroom.interviews.model import Side
from anteroom.nudges.cadence import Escalate, PutOff, Reader, Send, Suppress, decide
from anteroom.nudges.model import Kind, Silence, Stop, Waiting, Waits
from anteroom.nudges.settings import Cadence
from anteroom.policy.model import STANDARD, Circumstances, Stage
from anteroom.policy.model import decide as rule
from bench.programme_people import DAY, Assumptions, Chance, Freelancer, Measures, Need

FOLLOWED = 28 * DAY
SLIPS_COUNT_FOR = 180 * DAY
FUNNEL = ("needs", "answered", "talked", "scheduled", "held", "hired")


@dataclass
class Item:
    """One freelancer who is waited for, for one need."""

    need: Need
    rank: int
    waiting: Waiting

    @property
    def freelancer(self) -> Freelancer:
        """Who is waited for."""
        return self.need.shortlist[self.rank]


@dataclass
class History:
    """What happened: how many needs came how far, what was sent, and every item as it ended."""

    counts: Counter[str] = field(default_factory=Counter)
    items: list[Item] = field(default_factory=list)
    nudged: set[str] = field(default_factory=set)
    opted_out: set[str] = field(default_factory=set)
    complained: set[str] = field(default_factory=set)


class Play:
    """Plays one history. `share` in a thousand freelancers are held out of nudges, by the keyed hash."""

    def __init__(
        self,
        given: Assumptions,
        measures: Measures,
        chance: Chance,
        cadence: Cadence,
        *,
        key: bytes = b"",
        share: int = 0,
    ) -> None:
        self._given, self._measures, self._chance, self._cadence = given, measures, chance, cadence
        self._key, self._share = key, share
        self._queue: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = count()
        self._sent: dict[str, list[datetime]] = defaultdict(list)
        self._slips: dict[str, list[Slip]] = defaultdict(list)
        self._asked: dict[int, list[Item]] = defaultdict(list)
        self._settled: set[int] = set()
        self._answered: set[int] = set()
        self.history = History()

    def play(self, needs: Iterable[Need]) -> History:
        """Let all needs take their course."""
        for need in needs:
            self.history.counts["needs"] += 1
            self._at(need.begins, partial(self._write, need, 0))
            gone = need.begins + self._exponential(self._given.patience, "patience", need.number)
            self._at(gone, partial(self._give_up, need))
        while self._queue:
            now, _, act = heapq.heappop(self._queue)
            act(now)
        return self.history

    def _write(self, need: Need, rank: int, now: datetime) -> None:
        """The client writes to one of the shortlist; it waits."""
        if need.number in self._settled or rank >= len(need.shortlist):
            return
        waits = Waits(
            kind=Kind.MESSAGE,
            about=f"{need.number}/{rank}",
            proposal_id=f"{need.number}/{rank}",
            person_id=need.shortlist[rank].id,
            side=Side.FREELANCER,
            waiter_id=need.client,
            escalates=self._measures.help,
        )
        item = Item(need, rank, Waiting(f"{need.number}/{rank}", waits, now, now))
        self.history.items.append(item)
        self._asked[need.number].append(item)
        if not self._chance.happens(self._given.missed, "missed", need.number, rank):
            drawn = self._chance.of("answers", need.number, rank)
            span = item.freelancer.middle * drawn.lognormvariate(0, self._given.differs)
            if span < FOLLOWED:
                self._at(now + span, partial(self._answer, item))
        self._look(item, now)

    def _look(self, item: Item, now: datetime) -> None:
        """Do what the product would do now about what waits."""
        while item.waiting.open:
            match decide(item.waiting, self._cadence, self._reader(item), now):
                case Send(step):
                    self._nudge(item, step.number, now)
                case Suppress(step, why):
                    self.history.counts[f"not sent: {why}"] += 1
                case Escalate(step):
                    self._help(item, now)
                case PutOff(until):
                    self._at(until, partial(self._look, item))
                    return
                case _:
                    return
            item.waiting = replace(item.waiting, steps=step.number)

    def _reader(self, item: Item) -> Reader:
        person, silence = item.freelancer, None
        if not self._measures.nudges:
            silence = Silence.HALTED
        elif self._share and arm_of(self._key, "programme", self._share, person.id) is Arm.HELD_OUT:
            silence = Silence.HELD_OUT
        elif person.id in self.history.opted_out:
            silence = Silence.OPTED_OUT
        return Reader(person.daytime, tuple(self._sent[person.id]), silence)

    def _nudge(self, item: Item, number: int, now: datetime) -> None:
        given, about = self._given, (item.need.number, item.rank, number)
        self.history.counts["nudges"] += 1
        self._sent[item.freelancer.id].append(now)
        self.history.nudged.add(item.freelancer.id)
        if self._chance.happens(given.opt_outs, "opts out", *about):
            self.history.opted_out.add(item.freelancer.id)
        if self._chance.happens(given.complaints, "complains", *about):
            self.history.complained.add(item.freelancer.id)
            self.history.opted_out.add(item.freelancer.id)
        if self._chance.happens(given.wakes[number - 1], "wakes", *about):
            span = self._exponential(given.wakes_within, "wakes within", *about)
            self._at(now + span, partial(self._answer, item))

    def _help(self, item: Item, now: datetime) -> None:
        """The client is asked: wait, write to the next, or have help."""
        given, about = self._given, (item.need.number, item.rank)
        self.history.counts["cases"] += 1
        drawn = self._chance.of("chooses", *about)
        chosen = drawn.choices([each for each, _ in given.help_chosen], [by for _, by in given.help_chosen])
        if chosen == ["next"] and item.rank + 1 < len(item.need.shortlist):
            self._end(item, Stop.WITHDRAWN, now)
            self._write(item.need, item.rank + 1, now)
        elif chosen == ["help"] and self._chance.happens(given.help_finds, "finds", *about):
            span = self._exponential(DAY, "finds within", *about)
            self._at(now + span, partial(self._answer, item))

    def _answer(self, item: Item, now: datetime) -> None:
        if not item.waiting.open:
            return
        need, about = item.need, (item.need.number, item.rank)
        declines = self._chance.happens(self._given.declines, "declines", *about)
        self._end(item, Stop.DECLINED if declines else Stop.ANSWERED, now)
        if need.number not in self._answered:
            self._answered.add(need.number)
            self.history.counts["answered"] += 1
        if not declines:
            self._settled.add(need.number)
            self._talk(need, now)
        elif self._chance.happens(self._given.tries_next, "tries next", *about):
            self._write(need, item.rank + 1, now)

    def _give_up(self, need: Need, now: datetime) -> None:
        if need.number in self._settled:
            return
        self._settled.add(need.number)
        for item in self._asked[need.number]:
            if item.waiting.open:
                self._end(item, Stop.WITHDRAWN, now)

    def _talk(self, need: Need, now: datetime) -> None:
        """From a yes to a hire, or out of it."""
        given, counts, number = self._given, self.history.counts, need.number
        counts["talked"] += 1
        asked = self._chance.happens(given.leaving, "leaving", number)
        if asked and not self._exempt(need, now):
            counts["asked to leave"] += 1
            if not self._stays(need, now):
                return
        for stage, share in (("scheduled", given.schedules), ("held", given.held), ("hired", given.hires)):
            if not self._chance.happens(share, stage, number):
                return
            counts[stage] += 1

    def _exempt(self, need: Need, now: datetime) -> bool:
        return rule(STANDARD, Circumstances(need.plan, Stage.BEFORE_CONTRACT), now).permits

    def _stays(self, need: Need, now: datetime) -> bool:
        """Tell whether a talk in which the client asked to leave goes on here."""
        given, number = self._given, need.number
        slip = Slip(need.client, f"{number}", f"{number}".encode(), SlipKind.LEAVING, "message", now)
        known = self._slips[need.client]
        step = weigh(known, slip, SLIPS_COUNT_FOR).step
        known.append(slip)
        if self._measures.lessons:
            self.history.counts[f"slips: {step}"] += 1
            if self._chance.happens(given.taught[list(Step).index(step)], "taught", number):
                return True
        if self._measures.offer and self._chance.happens(given.offers, "offers", number):
            self.history.counts["offers"] += 1
            if self._chance.happens(given.takes, "takes", number):
                return True
        if self._chance.happens(given.follows, "follows", number):
            self.history.counts["left"] += 1
            return False
        return not self._chance.happens(given.quarrels, "quarrels", number)

    def _end(self, item: Item, stop: Stop, now: datetime) -> None:
        item.waiting = replace(item.waiting, ended_at=now, ended_for=stop, due_at=None)

    def _at(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._queue, (moment, next(self._numbers), act))

    def _exponential(self, mean: timedelta, *about: object) -> timedelta:
        return mean * -log(1 - self._chance.of(*about).random())
