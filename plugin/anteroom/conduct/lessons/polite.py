"""The polite answer of a freelancer who was asked to leave: ready to send, with an interview offered instead.

It says nothing of anybody but the rule. The marketplace posts it as the freelancer's message when
`polite_answer.sent` tells it to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anteroom.conduct.lessons import store
from anteroom.conduct.lessons.words import lesson_words
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.embeds.telling import tell
from anteroom.errors import Conflict, NotAllowed
from anteroom.house import House
from anteroom.interview_offers import actions as offers
from anteroom.interview_offers import store as offer_store
from anteroom.interviews import store as interviews
from anteroom.languages import spoken
from anteroom.ledger import chain
from anteroom.once import Joined
from anteroom.people.persons import zone_and_language
from anteroom.policy.ruling import ruling_for
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

FRESH = timedelta(days=14)
"""For as long a question is worth an answer."""
NOBODY_ASKED = "Nobody has asked you lately to talk elsewhere, or you have answered already."


@dataclass(frozen=True, slots=True)
class PoliteAnswer:
    """What a freelancer can send: `text` in the client's language, `reading` the same in the own one.

    `reading` is "" where both speak the same language. `lesson_id` is the slip that it answers.
    """

    lesson_id: str
    asked_at: datetime
    language: str
    text: str
    reading_language: str
    reading: str


async def polite_answer(conn: Connection, house: House, proposal: Proposal) -> PoliteAnswer | None:
    """Return what the proposal's freelancer can answer; None where there is nothing to.

    That is where the client's side has not slipped lately in what the freelancer read, after an answer, where
    an interview or an offer stands already, and where the policy lets both go elsewhere.
    """
    if not proposal.living or (await ruling_for(conn, house, proposal, surface="message")).permits:
        return None
    since = house.clock.now() - FRESH
    asked = await store.shown_to_freelancer(conn, proposal, since)
    if not asked or asked[0].answered_at is not None:
        return None
    ahead = await interviews.of_proposal(conn, proposal.id)
    if any(not (each.state.over or each.hidden) for each in ahead):
        return None
    if await offer_store.open_on(conn, proposal.id) is not None:
        return None
    _, theirs = await zone_and_language(conn, proposal.client_id)
    _, own = await zone_and_language(conn, proposal.freelancer_id)
    place = house.settings.marketplace.name
    text, reading = (lesson_words(each, "answer", marketplace=place) for each in (theirs, own))
    return PoliteAnswer(
        lesson_id=asked[0].id,
        asked_at=asked[0].lesson.slip.at,
        language=spoken(theirs),
        text=text,
        reading_language=spoken(own),
        reading="" if reading == text else reading,
    )


async def send(house: House, proposal_id: str, person_id: str) -> PoliteAnswer:
    """Send the polite answer and offer an interview, in one step.

    Raises NotAllowed for everybody but the proposal's freelancer, Conflict where there is nothing to answer,
    and whatever offering an interview raises.
    """
    async with house.database.transaction() as conn:
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        if person_id != proposal.freelancer_id:
            raise NotAllowed("Only this proposal's freelancer can send this answer.")
        answer = await polite_answer(conn, house, proposal)
        if answer is None:
            raise Conflict(NOBODY_ASKED)
        offer = await offers.make(replace(house, database=Joined(conn)), proposal.id, person_id)
        now = house.clock.now()
        await store.answered(conn, proposal.id, now)
        facts = {"lesson": answer.lesson_id, "offer": offer.id}
        await chain.write(conn, f"proposal:{proposal.id}", now, "polite_answer.sent", person_id, facts)
        freelancer = await proposals.member_by_person(conn, person_id)
        if freelancer is not None:
            event = {"event": "polite_answer.sent", "proposal": proposal.external_id, "offer": offer.id}
            said = {"member": freelancer.external_id, "language": answer.language, "text": answer.text}
            await tell_marketplace(conn, house, proposal.id, event | said)
        await tell(conn, proposal.id)
    return answer
