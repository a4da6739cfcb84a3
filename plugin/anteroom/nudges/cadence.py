"""When something is done about what waits, and what: pure, from what is known at a moment.

A step that is not allowed yet is put off; one that is not allowed before the next is due is passed over, so
that what waits long never brings several nudges at once. Whoever asks again after any step is told the same:
nothing here depends on how often, or how late, the house looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.nudges.business_days import Daytime, anywhere
from anteroom.nudges.model import Silence, Step, Waiting
from anteroom.nudges.settings import Cadence

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of who is waited for. `sent` are the moments of the nudges that left to this person.

    `daytime` is None where nobody knows the zone. `silence` is what keeps nudges from the person whatever the
    hour; `away_until` may be past. `waiter` is the daytime of who waits, for what that person is asked.
    """

    daytime: Daytime | None
    sent: tuple[datetime, ...] = ()
    silence: Silence | None = None
    away_until: datetime | None = None
    waiter: Daytime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A nudge leaves now."""

    step: Step


@dataclass(frozen=True, slots=True)
class Suppress:
    """A nudge was due and does not leave."""

    step: Step
    why: Silence


@dataclass(frozen=True, slots=True)
class Escalate:
    """People are asked to help who waits."""

    step: Step


@dataclass(frozen=True, slots=True)
class PutOff:
    """Nothing is done before this moment."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing more is done, though it goes on waiting."""


Outcome = Send | Suppress | Escalate | PutOff | Rest


def decide(waiting: Waiting, cadence: Cadence, reader: Reader, now: datetime) -> Outcome:
    """Return what is done now about what waits."""
    steps = steps_of(cadence, escalates=waiting.waits.escalates)
    if not waiting.open or waiting.steps >= len(steps):
        return Rest()
    step = steps[waiting.steps]
    at = when(waiting, cadence, reader.daytime, step)
    if _too_late(waiting, max(at, now)):
        return Rest()
    if now < at:
        return PutOff(at)
    if step.escalates:
        asked = reader.waiter.next_day(now) if reader.waiter is not None else now
        return Escalate(step) if asked == now else PutOff(asked)
    return _nudge(waiting, cadence, reader, now, step, steps[waiting.steps + 1 :])


def _nudge(
    waiting: Waiting,
    cadence: Cadence,
    reader: Reader,
    now: datetime,
    step: Step,
    later: tuple[Step, ...],
) -> Outcome:
    next_at = when(waiting, cadence, reader.daytime, later[0]) if later else None
    if reader.silence is not None:
        return Suppress(step, reader.silence)
    if next_at is not None and now >= next_at:
        return Suppress(step, Silence.LATE)
    if reader.daytime is None:
        return Suppress(step, Silence.NO_ZONE)
    allowed, why = _allowed(cadence, reader, reader.daytime, now)
    if allowed == now:
        return Send(step)
    passed_over = next_at is not None and allowed >= next_at
    if why is not None and (passed_over or _too_late(waiting, allowed)):
        return Suppress(step, why)
    if passed_over:
        return Suppress(step, Silence.LATE)
    return Rest() if _too_late(waiting, allowed) else PutOff(allowed)


def steps_of(cadence: Cadence, *, escalates: bool) -> tuple[Step, ...]:
    """Return the steps about what waits, in their order; `escalates`: a client waits for the freelancer."""
    nudges = Step(1, cadence.first), Step(2, cadence.second)
    return (*nudges, Step(3, cadence.escalation, escalates=True)) if escalates else nudges


def when(waiting: Waiting, cadence: Cadence, daytime: Daytime | None, step: Step) -> datetime:
    """Return when a step about something is due, whatever else keeps it from being taken then.

    It counts from the first of what waits. But nobody is nudged about what came only just now, so a nudge
    also waits for the first step's days after the newest; that who waits writes again puts off no help.
    """
    days = daytime or anywhere(cadence.begins, cadence.ends)
    at = days.after(waiting.since, step.days)
    if step.escalates:
        return at
    newest = days.after(waiting.latest_at, cadence.first)
    return max(at, newest, days.next_day(waiting.since + cadence.withdrawal))


def _allowed(
    cadence: Cadence, reader: Reader, daytime: Daytime, now: datetime
) -> tuple[datetime, Silence | None]:
    """Return the first moment from now on at which a nudge may reach the person, and what keeps it off."""
    allowed, why = daytime.next_day(now), None
    if reader.away_until is not None and reader.away_until > allowed:
        allowed, why = daytime.next_day(reader.away_until), Silence.AWAY
    for earliest, reason in _caps(cadence, reader.sent):
        if earliest > allowed:
            allowed, why = daytime.next_day(earliest), reason
    return allowed, why


def _caps(cadence: Cadence, sent: Sequence[datetime]) -> Iterator[tuple[datetime, Silence]]:
    newest_first = sorted(sent, reverse=True)
    if newest_first:
        yield newest_first[0] + cadence.apart, Silence.TOO_SOON
    if len(newest_first) >= cadence.a_week:
        yield newest_first[cadence.a_week - 1] + WEEK, Silence.TOO_MANY


def _too_late(waiting: Waiting, moment: datetime) -> bool:
    return waiting.waits.until is not None and moment >= waiting.waits.until
