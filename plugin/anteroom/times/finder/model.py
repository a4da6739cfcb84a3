"""What the finder is asked, and what it answers. Instants are whole seconds since 1970 in UTC throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from zoneinfo import ZoneInfo

from anteroom.errors import BadInput

Span = tuple[int, int]
"""From the first instant up to, and without, the second: two spans that touch have no instant in common."""
Spans = tuple[Span, ...]

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Seconds."""
MINUTES_A_DAY = 24 * 60

MOST_ATTENDEES = 100
MOST_SPANS = 10_000
"""Of one person."""
LONGEST_WINDOW = 92 * DAY
LATEST = 4_102_444_800
"""The first instant of the year 2100: nobody is asked for one later than that."""
SHORTEST_STEP = 5 * MINUTE
SHORTEST, LONGEST = 5 * MINUTE, DAY
MOST_SLOTS = 1_000


class Merged(tuple[Span, ...]):
    """Spans in order and apart: none touches the next. Only `merged` makes them."""

    __slots__ = ()


def merged(spans: Iterable[Span]) -> Merged:
    """Return the same instants as spans in order and apart; those without an instant are left out."""
    if isinstance(spans, Merged):
        return spans
    # By their begins alone, which sorts several times as fast.
    ordered = sorted([span for span in spans if span[0] < span[1]], key=itemgetter(0))
    if not ordered:
        return Merged()
    found = []
    low, high = ordered[0]
    for begins, ends in ordered:
        if begins > high:
            found.append((low, high))
            low, high = begins, ends
        elif ends > high:
            high = ends
    found.append((low, high))
    return Merged(found)


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody can be met, as the own clock on the wall shows it.

    Seven days from Monday, each with spans of minutes after midnight, in order and apart, that end at 1440
    at the latest; what goes on after midnight begins again on the next day. An hour that the clock skips is
    no part of them, and one that it shows twice is part of them both times.
    Raises BadInput for a week that no clock has.
    """

    days: tuple[Spans, ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise BadInput("A week has seven days.", field="week")
        for spans in self.days:
            last = -1
            for begins, ends in spans:
                if not last < begins < ends <= MINUTES_A_DAY or begins < 0:
                    raise BadInput("The hours of a day come one after the other, within it.", field="week")
                last = ends


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person, and when that person can.

    `key` is whatever the caller knows the person by. `zone` is None where nobody knows it: it is never
    guessed, and such a person counts as unknown. `week` is None for somebody who told no hours.
    `busy` may come in any order and overlap, and is merged; `interviews` are those held here already: they
    occupy the person as `busy` does, and count towards the most in a day. One that is being moved belongs
    to neither.
    `known` tells whether all sources that the person opened have answered; without it a time that nothing
    speaks against is unknown, never free.
    """

    key: str
    zone: ZoneInfo | None
    week: Week | None = None
    required: bool = True
    busy: Spans = ()
    known: bool = False
    interviews: Spans = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "busy", merged(self.busy))


@dataclass(frozen=True, slots=True)
class Question:
    """When can these people meet for `length` seconds?

    A slot begins at `since` or later, and at `now` + `notice` or later; it ends at `until` at the latest, and
    at `now` + `horizon` where that is given. It begins where the wall clock in `zone`, the host's, shows a
    multiple of `step` after midnight. Nobody who must be there is busy from `before` seconds ahead of it
    until `after` seconds behind it, nor has `most_a_day` interviews on the own day on which it begins.
    `most` is how many slots are wanted, the best first; no two of them begin less than `apart` seconds from
    one another, and no more than `offers_a_day` on one day of the host's.
    Raises BadInput for what is beyond the bounds of this file.
    """

    attendees: tuple[Attendee, ...]
    zone: ZoneInfo
    now: int
    since: int
    until: int
    length: int
    step: int = 15 * MINUTE
    notice: int = 0
    horizon: int | None = None
    before: int = 0
    after: int = 0
    most_a_day: int | None = None
    most: int = 50
    apart: int = 0
    offers_a_day: int | None = None

    def __post_init__(self) -> None:
        _check_people(self.attendees)
        if not 0 < self.until - self.since <= LONGEST_WINDOW:
            raise BadInput("Look for a time within at most 92 days.", field="until")
        if not 0 <= self.since < self.until <= LATEST or not 0 <= self.now <= LATEST:
            raise BadInput("Look for a time in this century.", field="since")
        if not SHORTEST <= self.length <= LONGEST:
            raise BadInput("A meeting lasts from 5 minutes to a day.", field="length")
        if self.step < SHORTEST_STEP or DAY % self.step or self.step % MINUTE:
            raise BadInput("Steps are whole minutes, five at least, that divide a day.", field="step")
        if min(self.notice, self.horizon or 0, self.apart) < 0 or not (
            0 <= self.before <= DAY and 0 <= self.after <= DAY
        ):
            raise BadInput("Notice, horizon and buffers are no less than nothing.", field="notice")
        least = min(1 if given is None else given for given in (self.most_a_day, self.offers_a_day))
        if not 1 <= self.most <= MOST_SLOTS or least < 1:
            raise BadInput("Ask for one time at least.", field="most")


class Standing(StrEnum):
    """How one person stands to one slot; the first of these that holds.

    It is the house's own knowledge: what others are told is in the reasons, and BUSY is never told.
    """

    BUSY = "busy"
    OUTSIDE_HOURS = "outside_hours"
    UNKNOWN = "unknown"
    FREE = "free"


class Code(StrEnum):
    """Why a slot is where it is in the list, in a word."""

    ALL_CAN = "all_can"
    REQUIRED_CAN = "required_can"
    OPTIONAL_CAN = "optional_can"
    UNKNOWN = "unknown"
    OUTSIDE_HOURS = "outside_hours"
    EARLY_OR_LATE = "early_or_late"
    BEST_FOR_EVERYBODY = "best_for_everybody"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: `count` people out of `of`; `who` are keys of those that may be named, else empty."""

    code: Code
    count: int = 0
    of: int = 0
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which nobody is busy who must be there.

    `score` is 0 for a time that suits everybody and grows with what is against it; among equal ones the
    earlier comes first. `standings` are the house's own, by attendee key; they are never shown.
    """

    begins: int
    ends: int
    standings: Mapping[str, Standing]
    score: int
    reasons: tuple[Reason, ...]


def _check_people(attendees: tuple[Attendee, ...]) -> None:
    if not 1 <= len(attendees) <= MOST_ATTENDEES:
        raise BadInput(
            f"A time is found for one person at least, and for {MOST_ATTENDEES} at most.", field="people"
        )
    if len({each.key for each in attendees}) < len(attendees):
        raise BadInput("Somebody is there twice.", field="people")
    if any(len(each.busy) + len(each.interviews) > MOST_SPANS for each in attendees):
        raise BadInput("Somebody's calendar is too full to be searched.", field="people")
