"""What follows from a step of an offer: ledger, card, webhook, and the word to the client.

Here and not among the actions, since scheduling an interview takes an offer, and the actions of interviews
are what offers look at.
"""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.effects.wish import nearest, tell_marketplace, want_again, want_one_off, want_surface
from anteroom.house import House
from anteroom.interview_offers import store
from anteroom.interview_offers.model import DAY, EVENTS, MOST_TOLD_A_DAY, InterviewOffer, State, ended
from anteroom.ledger import chain
from anteroom.nudges import noting
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

CARD = "interview_offer_card"
"""The kind of the adapter that shows an offer in the thread; its surface is keyed by the offer."""
GROUP = "interview_offer"
"""The group of the adapters that write to the client, nearest first."""


async def taken_by(conn: Connection, house: House, proposal_id: str, interview_id: str, actor: str) -> None:
    """Take the offer that is open on a proposal, if one is: an interview was scheduled. Its row is locked."""
    await _end_open(conn, house, proposal_id, State.TAKEN, actor, interview_id)


async def void_open(conn: Connection, house: House, proposal_id: str) -> None:
    """Void the offer that is open on a proposal which has died. Its row is locked."""
    await _end_open(conn, house, proposal_id, State.VOID, "marketplace")


async def _end_open(
    conn: Connection,
    house: House,
    proposal_id: str,
    state: State,
    actor: str,
    interview_id: str | None = None,
) -> None:
    offer = await store.open_on(conn, proposal_id)
    if offer is None:
        return
    proposal = await proposals.proposal(conn, proposal_id)
    await end(conn, house, proposal, ended(offer, state, house.clock.now(), interview_id), actor)


async def end(conn: Connection, house: House, proposal: Proposal, offer: InterviewOffer, actor: str) -> None:
    """Keep an offer's end and let everybody see it: the card, what was written to the client, the webhook."""
    await store.update(conn, offer)
    await note(conn, house, proposal, offer, actor)
    # A message in Slack is edited in place; a mail has gone.
    rows = await conn.fetch(
        "select id from effect where stream = $1 and kind = 'slack_interview_offer'", _stream(offer)
    )
    for row in rows:
        await want_again(conn, house, row["id"])


async def note(conn: Connection, house: House, proposal: Proposal, offer: InterviewOffer, actor: str) -> None:
    """Write a step into the proposal's chain, and want the card and the webhook. The proposal is locked."""
    facts = {"offer": offer.id, "interview": offer.interview_id}
    event = EVENTS[offer.state]
    await chain.write(conn, f"proposal:{proposal.id}", house.clock.now(), event, actor, facts)
    await noting.follow_offer(conn, house, proposal, offer)
    if house.adapters.of(CARD) is not None:
        await want_surface(conn, house, CARD, offer.id)
    data = {
        "event": event,
        "offer": offer.id,
        "proposal": proposal.external_id,
        "state": offer.state.value,
    }
    if offer.interview_id:
        data["interview"] = offer.interview_id
    await tell_marketplace(conn, house, offer.id, data)


async def tell_client(conn: Connection, house: House, proposal: Proposal, offer: InterviewOffer) -> None:
    """Write to the client by the nearest way, unless that happened often enough today."""
    if await store.told_since(conn, proposal.client_id, house.clock.now() - DAY) >= MOST_TOLD_A_DAY:
        return
    adapter = await nearest(conn, house, GROUP, proposal.client_id)
    if adapter is not None:
        await want_one_off(conn, house, adapter.kind, _stream(offer), {"offer": offer.id})


def _stream(offer: InterviewOffer) -> str:
    return f"{GROUP}:{offer.id}"
