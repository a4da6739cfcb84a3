"""More time in the call: the host asks for a quarter of an hour, and the room stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from anteroom.errors import Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.hours import Hours
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Decision, Event, Happened, Interview, State

STEP = timedelta(minutes=15)
MOST = timedelta(minutes=60)
"""After the planned end, in all. The time that was agreed stays as it is."""


def extended(interview: Interview, actor: str, hours: Hours) -> Decision:
    """Keep the room open a quarter of an hour longer.

    Raises AlreadyOver, NotAllowed for all but the host, Conflict before the doors are open or once all of
    `MOST` was given.
    """
    refuse_if_over(interview)
    if actor != interview.host.id:
        raise NotAllowed("Only the host can add time.")
    if interview.state is not State.DOORS_OPEN or interview.due_at is None:
        raise Conflict("Time can be added once the doors are open.")
    due = interview.due_at + STEP
    if due > interview.ends_at + hours.grace + MOST:
        raise Conflict("An hour was added already. Schedule another interview to go on.")
    changed = replace(interview, due_at=due)
    return Decision(changed, (Happened(Event.EXTENDED, actor, {"minutes": STEP // timedelta(minutes=1)}),))


async def extend(house: House, interview_id: str, party_id: str) -> datetime:
    """Add a quarter of an hour; return when the room closes now. Raises what `extended` raises, NotFound."""
    interview = await actions.change(house, interview_id, lambda it: extended(it, party_id, house.hours))
    return room_closes_at(interview, house.hours)


def room_closes_at(interview: Interview, hours: Hours) -> datetime:
    """Return when the room ends for all: a grace after the planned end, and what was added."""
    if interview.state is State.DOORS_OPEN and interview.due_at is not None:
        return interview.due_at
    return interview.ends_at + hours.grace
