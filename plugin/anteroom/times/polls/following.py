"""How a poll follows its interview: people come and go, and whatever ends the search ends the poll.

Here and not among the actions, since the actions of interviews call it, and those of polls call these.
"""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.model import Event, Happened, Interview, State
from anteroom.times.polls import holds, opening, store
from anteroom.times.polls.model import Poll, PollState, ended


async def follow(
    conn: Connection, house: House, before: Interview, after: Interview, actor: str
) -> tuple[tuple[Happened, ...], Poll | None]:
    """Bring the poll of an interview, which is locked, to what it has become.

    Return what happened to it, and the poll as it is then; None where none was open before.
    """
    if not before.undecided:
        return (), None
    poll = await store.of_interview(conn, after.id)
    if poll is None or poll.state is not PollState.OPEN:
        return (), poll
    if not after.undecided:
        state = PollState.EXPIRED if after.state is State.EXPIRED else PollState.CLOSED
        over = ended(poll, state, house.clock.now())
        await keep(conn, house, after, poll, over)
        return (Happened(Event.POLL_CLOSED, actor, {"poll": poll.id, "state": state.value}),), over
    if before.parties != after.parties:
        present = {party.id for party in after.present}
        left = replace(
            poll,
            voices=tuple(
                each if each.party_id in present else replace(each, held=False) for each in poll.voices
            ),
        )
        asked = opening.with_voices(house, after, left)
        await keep(conn, house, after, poll, asked)
        poll = asked
    return (), poll


async def keep(conn: Connection, house: House, interview: Interview, before: Poll, after: Poll) -> None:
    """Write a changed poll, and want its entries as they are now."""
    if after == before:
        return
    await store.save(conn, after)
    await holds.bring(conn, house, interview, before, after)
