"""What became of an interview, from who was really there: frozen values and pure rules.

Nobody is called missing before the grace is over, and nobody for what the house or a network did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.interviews.hours import Hours
from anteroom.interviews.model import Answer, Interview, Side, State
from anteroom.interviews.presence import Visit, spans_together

BARELY = timedelta(minutes=3)
"""A call that a dropped connection cut this early was none."""
SLACK = timedelta(minutes=2)
"""Whoever was there within this before the end of the grace has waited through it."""
OUTAGE = timedelta(minutes=2)
"""So long of the time in which people come in the service may be away without being the reason."""
CONTEST_WITHIN = timedelta(days=3)
"""After the end."""


class Missing(StrEnum):
    """Which side did not come."""

    NOBODY = ""
    CLIENT = "client"
    FREELANCER = "freelancer"
    BOTH = "both"


class Cause(StrEnum):
    """Why a call that people came to was none."""

    NONE = ""
    NO_MEDIA = "no_media"
    DROPPED = "dropped"
    OUTAGE = "outage"
    SAID = "said"


class Said(StrEnum):
    """How somebody found the connection."""

    GOOD = "good"
    TROUBLE = "trouble"
    FAILED = "failed"


class Trouble(StrEnum):
    """What was wrong with it, from a list: there is no free text."""

    SOUND = "sound"
    PICTURE = "picture"
    DROPPED = "dropped"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Span:
    """A time from and to, both aware."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of it. `minutes` are whole ones of both sides together; None where nobody measured."""

    state: State
    minutes: int | None = None
    missing: Missing = Missing.NOBODY
    cause: Cause = Cause.NONE


def judge(
    interview: Interview,
    visits: Sequence[Visit],
    words: Mapping[str, Said],
    outages: Iterable[Span],
    hours: Hours,
    now: datetime,
    *,
    measured: bool = False,
) -> Verdict:
    """Say what became of an interview. `words` is what parties, by id, said of the connection.

    `measured` tells that a tool outside said of everybody who was led there when they came.
    """
    sides = {party.id: party.side for party in interview.parties}
    by_side = {
        side: [each for each in visits if sides.get(each.party_id) is side]
        for side in (Side.CLIENT, Side.FREELANCER)
    }
    said = {side: {words[each] for each in words if sides.get(each) is side} for side in by_side}
    spans = spans_together(interview, visits, now)
    if spans and _failed(by_side, said, spans, outside=interview.place.outside) is Cause.NONE:
        if interview.place.instead_of is not None and not measured:
            # Whoever was led to the tool first is noted until the room took its place, which nobody measured.
            spans = spans_together(interview, [each for each in visits if each.tried], now)
        total = sum(((ends - begins) for begins, ends in spans), timedelta(0))
        known = bool(spans) and (measured or not interview.place.outside)
        return Verdict(State.HELD, total // timedelta(minutes=1) if known else None)
    if spans:
        return Verdict(State.TECHNICAL, cause=_failed(by_side, said, spans, outside=interview.place.outside))
    if interview.place.outside and _testified(by_side, said):
        return Verdict(State.HELD)
    if not visits and interview.candidate.answer is Answer.NONE:
        return Verdict(State.EXPIRED)
    deadline = waits_until(interview, hours)
    if _away(outages, Span(interview.starts_at, deadline)) >= OUTAGE:
        return Verdict(State.TECHNICAL, cause=Cause.OUTAGE)
    return _missed(by_side, deadline)


def waits_until(interview: Interview, hours: Hours) -> datetime:
    """Return until when a side has to wait for the other: the grace, and longer for who said to be late."""
    late = [party.late_until for party in interview.present if party.late_until is not None]
    return max([interview.starts_at + hours.grace, *late])


def _failed(
    by_side: Mapping[Side, Sequence[Visit]],
    said: Mapping[Side, set[Said]],
    spans: Sequence[tuple[datetime, datetime]],
    *,
    outside: bool,
) -> Cause:
    """Return why a call in which both sides were was none; no cause where it was one."""
    if all(each == {Said.FAILED} for each in said.values()):
        return Cause.SAID
    if outside:
        return Cause.NONE
    everybody = [each for visits in by_side.values() for each in visits]
    if any(each.tried for each in everybody) and not any(each.connected for each in everybody):
        return Cause.NO_MEDIA
    total = sum(((ends - begins) for begins, ends in spans), timedelta(0))
    if total < BARELY and any(_cut_off(visits) for visits in by_side.values()):
        return Cause.DROPPED
    return Cause.NONE


def _cut_off(visits: Sequence[Visit]) -> bool:
    """Tell whether a side was cut off and nobody of it came back."""
    if any(each.left_at is None for each in visits):
        return False
    ends = [(each.left_at, each.lost) for each in visits if each.left_at is not None]
    return bool(ends) and max(ends)[1]


def _testified(by_side: Mapping[Side, Sequence[Visit]], said: Mapping[Side, set[Said]]) -> bool:
    """Tell whether a side that was led to a tool says of the call that it was one: nobody gains by that."""
    return any(
        by_side[side] and said[side] & {Said.GOOD, Said.TROUBLE} and Said.FAILED not in said[other]
        for side, other in ((Side.CLIENT, Side.FREELANCER), (Side.FREELANCER, Side.CLIENT))
    )


def _away(outages: Iterable[Span], within: Span) -> timedelta:
    """Return for how long, in all, the service was away within a time."""
    total, reached = timedelta(0), within.begins
    for each in sorted(outages, key=lambda outage: outage.begins):
        begins, ends = max(each.begins, reached), min(each.ends, within.ends)
        if ends > begins:
            total, reached = total + (ends - begins), ends
    return total


def _missed(by_side: Mapping[Side, Sequence[Visit]], deadline: datetime) -> Verdict:
    """Say who did not come, of an interview in which the sides were never there together."""
    absent = {side for side, visits in by_side.items() if not visits}
    if absent:
        return Verdict(State.MISSED, missing=_sides(absent))
    gone = {side for side, visits in by_side.items() if not _waited(visits, deadline)}
    if any(_cut_off([each for each in by_side[side] if each.joined_at <= deadline]) for side in gone):
        return Verdict(State.TECHNICAL, cause=Cause.DROPPED)
    return Verdict(State.MISSED, missing=_sides(gone))


def _waited(visits: Sequence[Visit], deadline: datetime) -> bool:
    return any(
        each.joined_at <= deadline and (each.left_at is None or each.left_at >= deadline - SLACK)
        for each in visits
    )


def _sides(missing: set[Side]) -> Missing:
    if len(missing) == 2:
        return Missing.BOTH
    return Missing(next(iter(missing)).value) if missing else Missing.NOBODY
