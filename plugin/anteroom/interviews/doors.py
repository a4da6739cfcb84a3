"""The doors of an interview: they open before its time, and behind it the house says what became of it.

Pure functions, as those of `life`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.interviews import counters
from anteroom.interviews.hours import Hours
from anteroom.interviews.model import Decision, Event, Happened, Interview, State

ENDED = {
    State.HELD: Event.HELD,
    State.MISSED: Event.MISSED,
    State.TECHNICAL: Event.TECHNICAL,
    State.EXPIRED: Event.EXPIRED,
}
"""What the house may say became of it, and what everybody hears then."""


def open_doors(interview: Interview, hours: Hours, now: datetime) -> Decision:
    """Let people in."""
    if interview.state not in (State.PROPOSED, State.SCHEDULED):
        return Decision(interview)
    due = interview.ends_at + hours.grace
    changed = replace(interview, state=State.DOORS_OPEN, opened_at=now, due_at=due)
    return Decision(changed, (Happened(Event.DOORS_OPEN, "time"),))


def settle(interview: Interview, state: State, minutes: int | None, now: datetime, actor: str) -> Decision:
    """End it with what became of it, one of `ENDED`; `minutes` of a call that was held, where they are known.

    What is told to everybody says nothing of who did not come.
    """
    if interview.state is not State.DOORS_OPEN:
        return Decision(interview)
    changed = replace(
        interview,
        state=state,
        held_minutes=minutes,
        ended_at=now,
        due_at=None,
        counters=counters.superseded(interview.counters),
    )
    facts = {"minutes": minutes} if state is State.HELD else {}
    return Decision(changed, (Happened(ENDED[state], actor, facts),))
