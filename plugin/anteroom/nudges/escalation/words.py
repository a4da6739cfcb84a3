"""What a client reads of silence: who has not answered, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges.model import Kind, Waiting
from anteroom.nudges.seen import SilenceSeen, label_of, nudge_words, thread_of
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals

WHY = {Kind.INVITATION: "esc.why.invitation", Kind.POLL: "esc.why.poll"}
"""What is said of each kind; of every other, what is said of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationSeen(SilenceSeen):
    """Silence as the client who waits sees it. `other` is who has not answered.

    Whether that one was reminded is not told: some are not, and why is nobody's business.
    """

    @property
    def title(self) -> str:
        """The line above everything."""
        return self("esc.title")

    @property
    def why(self) -> str:
        """What has happened."""
        return self(WHY.get(self.waiting.waits.kind, "esc.why.message"))


async def escalation_seen(conn: Connection, house: House, waiting: Waiting, client_id: str) -> EscalationSeen:
    """Return what waits as the client who was asked reads it, in the client's language."""
    proposal = await proposals.proposal(conn, waiting.waits.proposal_id)
    zone, language = await zone_and_language(conn, client_id)
    return EscalationSeen(
        waiting=waiting,
        proposal=proposal,
        other=await label_of(conn, waiting.waits.person_id, None, house),
        marketplace=house.settings.marketplace.name,
        zone=zone,
        say=nudge_words(language),
        thread=thread_of(house, proposal, client_id),
    )
