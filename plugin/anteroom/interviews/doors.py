"""The doors of an interview: they open before its time, and behind it the house says what became of it.

Pure functions, as those of `life`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from anteroom.interviews import counters
from anteroom.interviews.hours import Hours
from anteroom.interviews.model import Answer, Decision, Event, Happened, Interview, State


def open_doors(interview: Interview, hours: Hours, now: datetime) -> Decision:
    """Let people in."""
    if interview.state not in (State.PROPOSED, State.SCHEDULED):
        return Decision(interview)
    due = interview.ends_at + hours.grace
    changed = replace(interview, state=State.DOORS_OPEN, opened_at=now, due_at=due)
    return Decision(changed, (Happened(Event.DOORS_OPEN, "time"),))


def settle(
    interview: Interview, together: timedelta, anybody_came: bool, now: datetime, actor: str
) -> Decision:
    """Say what became of it: held if both sides were there together, else missed, or expired unanswered.

    Of a call outside we know who opened it, and nothing of how long it went on: it is held without minutes.
    """
    if interview.state is not State.DOORS_OPEN:
        return Decision(interview)
    if together > timedelta(0):
        minutes = None if interview.place.outside else max(1, round(together.total_seconds() / 60))
        changed = replace(_end(interview, State.HELD, now), held_minutes=minutes)
        return Decision(changed, (Happened(Event.HELD, actor, {"minutes": minutes}),))
    if not anybody_came and interview.candidate.answer is Answer.NONE:
        return Decision(_end(interview, State.EXPIRED, now), (Happened(Event.EXPIRED, actor),))
    return Decision(_end(interview, State.MISSED, now), (Happened(Event.MISSED, actor),))


def _end(interview: Interview, state: State, now: datetime) -> Interview:
    return replace(
        interview,
        state=state,
        ended_at=now,
        due_at=None,
        counters=counters.superseded(interview.counters),
    )
