"""What one can do with an interview offer: make it, take it back, decline it. Each is one transaction."""

from __future__ import annotations

from functools import partial

import structlog

from anteroom.conduct.blocks import refuse_to_reach
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, NotAllowed, NotFound
from anteroom.house import House
from anteroom.interview_offers import store
from anteroom.interview_offers.model import DAY, LIFE, InterviewOffer, State, ended, refuse_too_many
from anteroom.interview_offers.outcomes import end, note, tell_client
from anteroom.interviews import store as interviews
from anteroom.interviews.invite import refuse_unless_living, refuse_unless_scheduler
from anteroom.one_by_one import one_by_one
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

log = structlog.get_logger()


async def make(house: House, proposal_id: str, person_id: str) -> InterviewOffer:
    """Offer the client a sanctioned interview. Nobody is invited by it.

    Raises NotAllowed for everybody but the proposal's freelancer, ProposalNotLiving, Conflict where an offer
    or an interview stands already, or after too many; NotReachable.
    """
    async with house.database.transaction() as conn:
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        if person_id != proposal.freelancer_id:
            raise NotAllowed("Only this proposal's freelancer can offer an interview. Schedule one instead.")
        refuse_unless_living(proposal)
        await refuse_to_reach(conn, house, proposal.id, person_id, proposal.client_id)
        await _refuse_unless_needed(conn, proposal)
        now = house.clock.now()
        await store.one_at_a_time(conn, (person_id, proposal.client_id))
        refuse_too_many(*await store.counted(conn, person_id, proposal.id, now - DAY))
        offer = InterviewOffer(
            id=f"ofr_{house.randomness.token(20)}",
            proposal_id=proposal.id,
            freelancer_id=person_id,
            state=State.OPEN,
            made_at=now,
            expires_at=now + LIFE,
        )
        await store.insert(conn, offer)
        await note(conn, house, proposal, offer, person_id)
        await tell_client(conn, house, proposal, offer)
    house.failpoints.reach("interview-offer-made")
    return offer


async def withdraw(house: House, offer_id: str, person_id: str) -> InterviewOffer:
    """Take an offer back; twice is once. Raises NotFound for another's, Conflict once it has another end."""
    async with house.database.transaction() as conn:
        offer, proposal = await _locked(conn, offer_id)
        if offer.freelancer_id != person_id:
            raise NotFound("There is no such offer.", reason="not the freelancer's")
        return await _ended(conn, house, offer, proposal, State.WITHDRAWN, person_id)


async def decline(house: House, offer_id: str, person_id: str) -> InterviewOffer:
    """Decline an offer for the client's side; twice is once. Raises NotFound, Conflict as `withdraw` does."""
    async with house.database.transaction() as conn:
        offer, proposal = await _locked(conn, offer_id)
        try:
            await refuse_unless_scheduler(conn, proposal, person_id)
        except NotAllowed as error:
            raise NotFound("There is no such offer.", reason="not the client's side") from error
        return await _ended(conn, house, offer, proposal, State.DECLINED, person_id)


async def expire_due(house: House) -> int:
    """Let expire what nobody took up; return how many offers. One that fails holds up no other."""
    async with house.database.connection() as conn:
        due = await store.due(conn, house.clock.now())
    return await one_by_one(due, partial(_expire, house), _failed)


async def _expire(house: House, offer_id: str) -> None:
    async with house.database.transaction() as conn:
        offer, proposal = await _locked(conn, offer_id)
        if offer.open and offer.expires_at <= house.clock.now():
            await _ended(conn, house, offer, proposal, State.EXPIRED, "time")


def _failed(reference: str) -> None:
    log.exception("offer.not_expired", reference=reference)


async def _locked(conn: Connection, offer_id: str) -> tuple[InterviewOffer, Proposal]:
    offer = await store.load(conn, offer_id)
    proposal = await proposals.proposal(conn, offer.proposal_id, lock=True)
    return await store.load(conn, offer_id), proposal


async def _ended(
    conn: Connection, house: House, offer: InterviewOffer, proposal: Proposal, state: State, actor: str
) -> InterviewOffer:
    after = ended(offer, state, house.clock.now())
    if after is not offer:
        await end(conn, house, proposal, after, actor)
    return after


async def _refuse_unless_needed(conn: Connection, proposal: Proposal) -> None:
    if await store.open_on(conn, proposal.id) is not None:
        raise Conflict("You have offered an interview already. It waits for the client.")
    # One of which the freelancer is not to hear yet must not show itself here.
    if any(not (each.state.over or each.hidden) for each in await interviews.of_proposal(conn, proposal.id)):
        raise Conflict("There is an interview already. Answer it, or propose another time.")
