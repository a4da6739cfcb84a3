"""What a client reads of silence: who has not answered, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges.model import Kind, Waiting
from anteroom.nudges.words import label_of, nudge_words
from anteroom.passes.times import day, named
from anteroom.passes.words import LobbyWords
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import one_line
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

WHY = {Kind.INVITATION: "esc.why.invitation", Kind.POLL: "esc.why.poll"}
"""What is said of each kind; of every other, what is said of a message."""


@dataclass(frozen=True, slots=True)
class EscalationSeen:
    """Silence as the client who waits sees it. `other` is the label of who has not answered.

    Whether that one was reminded is not told: some are not, and why is nobody's business.
    """

    waiting: Waiting
    proposal: Proposal
    other: str
    marketplace: str
    zone: str | None
    say: LobbyWords

    def __call__(self, key: str, **said: str) -> str:
        """Return a sentence with everybody in it. Raises KeyError for a name that no catalogue has."""
        known = {
            "other": self.other,
            "waiter": self.other,
            "marketplace": self.marketplace,
            "job": self.job,
            "day": self.since,
        }
        return self.say(key, **{**known, **said})

    @property
    def job(self) -> str:
        """The job's title."""
        return one_line(self.proposal.job_title)

    @property
    def since(self) -> str:
        """The day since which the client waits, in the client's zone."""
        return day(self.waiting.since, self.zone, self.say)

    @property
    def place(self) -> str:
        """The client's zone as people name it."""
        return named(self.waiting.since, self.zone, self.say)

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
    )
