"""The finder once more, as plainly as can be: a grid of minutes, and a clock that is asked each time.

It shares nothing with the finder but the values and the table of points: no spans are merged, and no zone is
turned into offsets. Whatever is given lies on whole minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from anteroom.times.finder import hardship
from anteroom.times.finder.model import MINUTE, Attendee, Question, Standing

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Expected:
    """A slot as the reference has it; `against` is its rank: the parts of the order in which they count."""

    begins: int
    standings: dict[str, Standing]
    against: tuple[int, ...]
    tolerable: bool


@lru_cache(maxsize=100_000)
def clock(zone: ZoneInfo, minute: int) -> datetime:
    """Return what a clock on the wall shows in some minute since 1970."""
    return (EPOCH + timedelta(minutes=minute)).astimezone(zone)


def slots(question: Question) -> list[Expected]:
    """Return what `find` has to return."""
    possible = [each for each in map(_judged(question), _starts(question)) if each is not None]
    best = [each for each in possible if each.tolerable]
    if not best and possible:
        hardest = min(each.against[0] for each in possible)
        best = [each for each in possible if each.against[0] == hardest]
    chosen: list[Expected] = []
    for each in sorted(best, key=lambda each: (each.against, each.begins)):
        if len(chosen) < question.most and _apart(each, chosen, question):
            chosen.append(each)
    return chosen


def _apart(one: Expected, chosen: list[Expected], question: Question) -> bool:
    day = clock(question.zone, one.begins // MINUTE).date()
    same = [each for each in chosen if clock(question.zone, each.begins // MINUTE).date() == day]
    if question.offers_a_day is not None and len(same) >= question.offers_a_day:
        return False
    return all(abs(one.begins - each.begins) >= question.apart for each in chosen)


def _starts(question: Question) -> Iterator[int]:
    for minute in range(question.since // MINUTE, question.until // MINUTE + 1):
        begins, ends = minute * MINUTE, minute * MINUTE + question.length
        shown = clock(question.zone, minute)
        if (shown.hour * 60 + shown.minute) % (question.step // MINUTE):
            continue
        if begins < question.since or begins < question.now + question.notice or ends > question.until:
            continue
        if question.horizon is not None and ends > question.now + question.horizon:
            continue
        yield begins


class _judged:
    """Judges one start after the other."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.busy = {each.key: _minutes(each) for each in question.attendees}
        self.points: dict[tuple[str, int], int] = {}

    def __call__(self, begins: int) -> Expected | None:
        must = [each for each in self.question.attendees if each.required]
        may = [each for each in self.question.attendees if not each.required]
        standings = {each.key: self._standing(each, begins) for each in self.question.attendees}
        if any(standings[each.key] is Standing.BUSY for each in must):
            return None
        points = [self._points(each, begins) for each in must]
        theirs = [standings[each.key] for each in may]
        cannot = [Standing.BUSY, Standing.OUTSIDE_HOURS]
        against = (
            max(points, default=0),
            sum(points),
            sum(not each.known or each.zone is None for each in must),
            sum(standing is not Standing.FREE for standing in theirs),
            sum(standing in cannot for standing in theirs),
            sum(self._points(each, begins) for each in may if standings[each.key] not in cannot),
        )
        return Expected(begins, standings, against, max(points, default=0) <= hardship.TOLERABLE)

    def _standing(self, attendee: Attendee, begins: int) -> Standing:
        question = self.question
        around = range(
            (begins - question.before) // MINUTE, (begins + question.length + question.after) // MINUTE
        )
        if not self.busy[attendee.key].isdisjoint(around) or self._enough(attendee, begins):
            return Standing.BUSY
        if attendee.zone is None:
            return Standing.UNKNOWN
        if attendee.week is not None and self._points(attendee, begins):
            return Standing.OUTSIDE_HOURS
        return Standing.FREE if attendee.known else Standing.UNKNOWN

    def _enough(self, attendee: Attendee, begins: int) -> bool:
        most, zone = self.question.most_a_day, attendee.zone or self.question.zone
        that_day = clock(zone, begins // MINUTE).date()
        held = [clock(zone, start // MINUTE).date() for start, _ in attendee.interviews]
        return most is not None and held.count(that_day) >= most

    def _points(self, attendee: Attendee, begins: int) -> int:
        minutes = range(begins // MINUTE, (begins + self.question.length) // MINUTE)
        return max(self._points_in(attendee, minute) for minute in minutes)

    def _points_in(self, attendee: Attendee, minute: int) -> int:
        if attendee.zone is None:
            return 0
        key = (attendee.key, minute)
        if key not in self.points:
            self.points[key] = _points_of(attendee, clock(attendee.zone, minute))
        return self.points[key]


def _points_of(attendee: Attendee, shown: datetime) -> int:
    points = hardship.OF_HOUR[shown.hour]
    if attendee.week is None:
        return points + (hardship.WEEKEND if shown.weekday() >= 5 else 0)
    told = attendee.week.days[shown.weekday()]
    minute = shown.hour * 60 + shown.minute
    if any(begins <= minute < ends for begins, ends in told):
        return 0
    return points + hardship.OUTSIDE + (0 if told else hardship.DAY_OFF)


def _minutes(attendee: Attendee) -> frozenset[int]:
    return frozenset(
        minute
        for begins, ends in (*attendee.busy, *attendee.interviews)
        for minute in range(begins // MINUTE, ends // MINUTE)
    )
