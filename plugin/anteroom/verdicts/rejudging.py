"""Changing what was said of an interview that is over: its state, what it rests on, and what it cost."""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.caps import count_again
from anteroom.interviews.model import Decision, Event, Happened, Interview, State
from anteroom.verdicts import store
from anteroom.verdicts.model import Verdict


async def correct(
    conn: Connection, house: House, interview: Interview, verdict: Verdict, actor: str, decision: str
) -> Interview:
    """Put another verdict in the place of an interview's; everybody is shown it. The interview is locked.

    What another try cost follows: after technical trouble it costs none of the client's invitations.
    """
    now = house.clock.now()
    again = (await store.kept(conn, interview.id)).again_id
    if again is not None:
        await count_again(conn, again, free=verdict.state is State.TECHNICAL)
    await store.keep(conn, interview.id, verdict, now)
    changed = replace(interview, state=verdict.state, held_minutes=verdict.minutes)
    happened = Happened(Event.REVIEWED, actor, {"decision": decision})
    return await actions.commit(conn, house, interview, Decision(changed, (happened,)))


async def stands(
    conn: Connection, house: House, interview: Interview, actor: str, decision: str
) -> Interview:
    """Let everybody see that a verdict was looked at and stands, or was not looked at in time."""
    happened = Happened(Event.REVIEWED, actor, {"decision": decision})
    return await actions.commit(conn, house, interview, Decision(interview, (happened,)))
