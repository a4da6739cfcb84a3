"""Erasing a person: the key and what it sealed, aliases, ways in, texts. The ledger keeps ids alone.

Whoever was to be met is told as if the proposal had died; what a colleague of the client's
hosted is hosted by somebody else of that side. What the marketplace tells under the same id later
is about somebody else. Nothing here can be undone.
"""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interview_offers.outcomes import void_open
from anteroom.interviews import actions, life, roster
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Decision, Interview
from anteroom.interviews.succession import succeed
from anteroom.ledger import chain
from anteroom.nudges.stopping import stop_of
from anteroom.people import traces, written
from anteroom.people.said import said_of
from anteroom.proposals import store
from anteroom.proposals.model import Proposal
from anteroom.times.availability.actions import accounts_of, revoke

GONE = "Somebody who was to take part is not there any more."


async def erase_member(house: House, external_id: str, actor: str, reason: str, key_id: str) -> int:
    """Erase a member by the marketplace's id; return how many interviews that were to come are off.

    Raises NotFound, also for one that is erased already.
    """
    async with house.database.connection() as conn:
        member = await store.member_by_external_id(conn, external_id)
    if member is None:
        raise NotFound("There is no such member.")
    return await erase(house, member.person_id, actor, reason, key_id)


async def erase(house: House, person_id: str, actor: str, reason: str, key_id: str = "") -> int:
    """Erase a person, in one transaction; return how many interviews that were to come are off.

    Then services of calendars that let us in are told that they need not any more, as far as they hear.
    `actor` and `reason` stand in the ledger, as ids and a word. Raises NotFound.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        proposals = await traces.hold_proposals(conn, person_id)
        if not await traces.hold_person(conn, person_id):
            raise NotFound("There is no such person.")
        ended = await _end(conn, house, person_id, proposals)
        said = await said_of(conn, house, person_id)
        calendars = await accounts_of(house, conn, person_id)
        await traces.forget_ways_in(conn, house, person_id)
        await written.forget_texts(conn, house, person_id, said)
        await stop_of(conn, house, person_id)
        await traces.forget_details(conn, person_id, now)
        facts: dict[str, chain.Fact] = {"reason": reason, "ended": ended, "key": key_id or None}
        await chain.write(conn, f"person:{person_id}", now, "person.erased", actor, facts)
    await revoke(house, calendars)
    return ended


async def _end(conn: Connection, house: House, person_id: str, proposals: list[Proposal]) -> int:
    """End what was to come: the proposals of a member, and every interview that the person was in."""
    ended = 0
    for proposal in proposals:
        if person_id in (proposal.client_id, proposal.freelancer_id):
            if proposal.living:
                now, about = house.clock.now(), f"proposal:{proposal.id}"
                await traces.archive(conn, proposal.id, now)
                facts = {"state": "archived", "before": proposal.state.value}
                await chain.write(conn, about, now, "proposal.told", "erasure", facts)
            ended += await actions.void_all(conn, house, proposal.id, GONE)
            await void_open(conn, house, proposal.id)
            continue
        if proposal.living:
            await succeed(conn, house, proposal, person_id, gone=True)
        for interview in await interviews.of_proposal(conn, proposal.id, lock=True):
            decision = _without(house, interview, person_id)
            if decision is not None and decision.happened:
                await actions.commit(conn, house, interview, decision)
                ended += decision.interview.state.over
    return ended


def _without(house: House, interview: Interview, person_id: str) -> Decision | None:
    """Return an interview without a person: over where it cannot be without this one."""
    party, now = interview.party_of(person_id), house.clock.now()
    if party is None or interview.state.over:
        return None
    if party.role in roster.FIXED:
        return life.void(interview, GONE, now)
    return roster.removed(interview, party.id, interview.host.id, now)
