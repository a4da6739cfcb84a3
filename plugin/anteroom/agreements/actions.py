"""What one can do about an agreement: sign it, rather not, think again; and for its host ask for another."""

from __future__ import annotations

from dataclasses import replace

from anteroom.agreements import life, store
from anteroom.agreements.document import Document
from anteroom.agreements.reading import read_document
from anteroom.errors import Conflict, NotFound
from anteroom.house import House
from anteroom.interviews import actions, attendance
from anteroom.interviews import store as interviews
from anteroom.interviews.agreement import receives
from anteroom.interviews.model import Decision, Interview
from anteroom.once import Joined
from anteroom.proposals import store as proposals
from anteroom.texts.errand import ToRequire

OCCUPIED = "Somebody who is to sign is in the room already. Change the agreement before they come in."


async def sign(house: House, interview_id: str, party_id: str, mark: str) -> Interview:
    """Sign the agreement with this mark; both sides get their copies. Raises what `life.signed` raises."""
    now = house.clock.now()
    signature_id = f"sig_{house.randomness.token(20)}"
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        before = await interviews.load(conn, interview_id)
        after = await actions.change(
            inside, interview_id, lambda it: life.signed(it, party_id, mark, signature_id, now)
        )
        party = after.party(party_id)
        if party is not None and after.revision != before.revision:
            await store.sign(conn, signature_id, await store.current(conn, house, after), party, now)
    return after


async def decline(house: House, interview_id: str, party_id: str) -> Interview:
    """Say that one would rather not sign: the host hears that the seat will not come in, and not why."""
    now = house.clock.now()
    return await actions.change(house, interview_id, lambda it: life.declined(it, party_id, now))


async def reconsider(house: House, interview_id: str, party_id: str) -> Interview:
    """Take a "rather not" back."""
    return await actions.change(house, interview_id, lambda it: life.reconsidered(it, party_id))


async def ask_for(house: House, interview_id: str, person_id: str, title: str, text: str) -> Interview:
    """Ask for another agreement, or with "" for none any more; the same once more changes nothing.

    Raises ContactInText, BadInput, Conflict while somebody of the receiving side sits in the room, and what
    `life.asked` raises; nothing has changed then.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        proposal_id = (await interviews.load(conn, interview_id)).proposal_id
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        before = await interviews.load(conn, interview_id, lock=True)
        errand = ToRequire(interview_id, person_id, title)
        document = await read_document(conn, house, proposal, person_id, title, text, errand)
        actor = actions.party_of(before, person_id)
        if document is not None:
            await _refuse_if_inside(inside, before)
            newest = await store.newest(conn, interview_id)
            if newest is not None and before.nda and await _the_same(inside, newest, document):
                return before
        version_id = ""

        def decide(interview: Interview) -> Decision:
            return life.asked(interview, document, version_id, actor)

        _ = decide(before)  # what refuses it does so before a version is written
        if document is not None:
            version_id = (await store.keep(conn, house, before, document, actor)).id
        return await actions.change(inside, interview_id, decide)


async def _the_same(house: House, newest: store.Version, document: Document) -> bool:
    async with house.database.connection() as conn:
        kept = await store.content(conn, house, newest.id)
    told = document.content
    same = (newest.title, newest.shown, kept.text) == (document.title, document.shown, told.text)
    return same and [each.place for each in kept.hidden] == [each.place for each in told.hidden]


async def _refuse_if_inside(house: House, interview: Interview) -> None:
    async with house.database.connection() as conn:
        stays = await attendance.visits(conn, interview.id)
    inside = {each.party_id for each in stays if each.left_at is None}
    if any(party.id in inside and receives(interview, party) for party in interview.present):
        raise Conflict(OCCUPIED)


async def party_version(house: House, interview: Interview) -> store.Version:
    """Return the version that stands. Raises NotFound where nothing is asked for."""
    if not interview.nda:
        raise NotFound(life.NOTHING)
    async with house.database.transaction() as conn:
        return await store.current(conn, house, interview)
