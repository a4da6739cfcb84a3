"""What one can do about the place of a call: move it, and agree to what the tool shows."""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.errors import Conflict, NotFound
from anteroom.house import House
from anteroom.interviews import actions, attendance
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Interview, Party
from anteroom.meetings import calls, life, store
from anteroom.meetings.choice import choose
from anteroom.meetings.opening import CHANGED
from anteroom.meetings.words import hash_of
from anteroom.once import Joined
from anteroom.proposals import store as proposals

OCCUPIED = "Somebody is in the room in the browser already. Leave it first, then choose another place."


async def place(house: House, interview_id: str, person_id: str, link: str, tool: str = "") -> Interview:
    """Move the call to the company's own tool, given as a link or made by us, or back into the embedded room.

    Raises what `choose` raises, Conflict while somebody sits in the room, and what `life.placed` raises;
    nothing has changed then.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        proposal = await proposals.proposal_of_interview(conn, interview_id)
        if proposal is None:
            raise NotFound("There is no such interview.")
        # Held from here on: of two who order a call at once the second finds the first one's.
        await interviews.load_with_proposal(conn, interview_id)
        chosen = await choose(conn, house, proposal, link, tool)
        await _leave_behind(conn, house, interview_id)
        await calls.let_go(conn, house, interview_id)
        after = await actions.change(
            inside, interview_id, lambda it: life.placed(it, chosen, actions.party_of(it, person_id))
        )
        if chosen.link is None:
            await store.forget(conn, interview_id)
        else:
            await store.keep(conn, house.vault, interview_id, chosen.link.url, house.clock.now())
        if chosen.order is not None:
            await calls.order(conn, house, interview_id, chosen.order)
    return after


async def _leave_behind(conn: Connection, house: House, interview_id: str) -> None:
    """Let nobody be counted as present where the call does not take place any more."""
    interview = await interviews.load(conn, interview_id, lock=True)
    inside = [each for each in await attendance.visits(conn, interview_id) if each.left_at is None]
    if inside and not interview.place.outside:
        raise Conflict(OCCUPIED)
    for visit in inside:
        await attendance.left(conn, visit.party_id, house.clock.now())


async def agree(
    house: House, interview: Interview, party: Party, told: str, *, may_record: bool
) -> Interview:
    """Keep that a party knows what the tool shows. Raises Conflict for a text that is not today's."""
    if told != hash_of(interview.place):
        raise Conflict(CHANGED)
    now = house.clock.now()
    return await actions.change(
        house, interview.id, lambda it: life.agreed(it, party.id, told, now, may_record=may_record)
    )
