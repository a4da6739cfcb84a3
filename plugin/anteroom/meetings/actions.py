"""What one can do about the place of a call: move it, agree to what the tool shows, and open it."""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.errors import AlreadyOver, Conflict, NotAllowed, NotFound
from anteroom.house import House
from anteroom.interviews import actions, agreement, attendance
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Interview, Party, State
from anteroom.ledger import chain
from anteroom.meetings import life, store
from anteroom.meetings.choice import choose
from anteroom.meetings.words import hash_of
from anteroom.once import Joined
from anteroom.people.sealed import Plain
from anteroom.proposals import store as proposals

OPENED = "party.tool_opened"
"""What the ledger alone hears: who was led to the tool, and when."""
OCCUPIED = "Somebody is in the room in the browser already. Leave it first, then choose another place."
CHANGED = "What this tool shows was not agreed to, or has changed. Please read it again."


async def place(house: House, interview_id: str, person_id: str, link: str) -> Interview:
    """Move the call to the company's own tool, or with "" back into the embedded room.

    Raises LinkRefused, ToolNotAllowed, Conflict while somebody sits in the room, and what `life.placed`
    raises; nothing has changed then.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        proposal = await proposals.proposal_of_interview(conn, interview_id)
        if proposal is None:
            raise NotFound("There is no such interview.")
        chosen = await choose(conn, house, proposal, link)
        await _leave_behind(conn, house, interview_id)
        after = await actions.change(
            inside, interview_id, lambda it: life.placed(it, chosen, actions.party_of(it, person_id))
        )
        if chosen.link is None:
            await store.forget(conn, interview_id)
        else:
            await store.keep(conn, house.vault, interview_id, chosen.link.url, house.clock.now())
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


async def open_tool(house: House, interview_id: str, party_id: str, epoch: int) -> Plain:
    """Return the link for one click, and note who opened it.

    Everything is looked at once more, under the locks under which a withdrawal or a removal would happen: the
    proposal, the pass (`epoch`), the doors, what was agreed to. Raises NotAllowed, AlreadyOver, Conflict,
    ProposalNotLiving.
    """
    async with house.database.transaction() as conn:
        interview, _ = await actions.load_living(conn, interview_id)
        party = interview.party(party_id)
        if party is None or party.epoch != epoch:
            raise NotAllowed("This pass is not open any more.")
        if interview.state is not State.DOORS_OPEN:
            raise AlreadyOver("The doors are not open.")
        if agreement.must_sign(interview, party) or life.must_agree(interview, party):
            raise Conflict(CHANGED)
        link = await store.open_link(conn, house.vault, interview_id)
        if link is None or not interview.place.outside:
            raise Conflict(life.HERE)
        now = house.clock.now()
        facts = {"tool": str(interview.place.tool)}
        await chain.write(conn, interview_id, now, OPENED, party_id, facts)
        await attendance.came(conn, interview, party_id, now)
    return link
