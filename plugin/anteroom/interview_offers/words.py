"""What an offer says, wherever it is read: in the thread, in Slack, by mail, on the freelancer's page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interview_offers.model import InterviewOffer, State
from anteroom.languages import sentences
from anteroom.passes.times import day
from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

SCHEDULE_PATH = "/schedule/"


@dataclass(frozen=True, slots=True)
class OfferSeen:
    """An offer as the client's side reads it: labels, sentences and one button, never a contact detail.

    `url` is the neutral address behind the button: it opens for a viewer whom the marketplace vouches for.
    """

    offer: InterviewOffer
    proposal: Proposal
    client: str
    freelancer: str
    marketplace: str
    zone: str | None
    say: LobbyWords
    url: str

    @property
    def until(self) -> str:
        """The day on which it expires, in the client's zone."""
        return day(self.offer.expires_at, self.zone, self.say)

    @property
    def title(self) -> str:
        """The line above everything."""
        return self("card.title")

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why it comes and what happens; of one that is over, what became of it."""
        if self.offer.state is State.OPEN:
            return tuple(self(key) for key in ("card.why", "card.how", "card.first"))
        return (self(f"ended.{self.offer.state}"),)

    def __call__(self, key: str) -> str:
        """Return a sentence with everybody in it. Raises KeyError for a name that no catalogue has."""
        return self.say(
            key,
            freelancer=self.freelancer,
            client=self.client,
            marketplace=self.marketplace,
            job=self.proposal.job_title,
            day=self.until if "{day}" in self.say.words[key] else "",
        )


async def seen_by_client(conn: Connection, house: House, offer: InterviewOffer) -> OfferSeen:
    """Return an offer for its client, in the client's language."""
    proposal = await proposals.proposal(conn, offer.proposal_id)
    client = await proposals.member_by_person(conn, proposal.client_id)
    freelancer = await proposals.member_by_person(conn, offer.freelancer_id)
    zone, language = await zone_and_language(conn, proposal.client_id)
    say = offer_words(language)
    return OfferSeen(
        offer=offer,
        proposal=proposal,
        client=client.label if client else "",
        freelancer=freelancer.label if freelancer else "",
        marketplace=house.settings.marketplace.name,
        zone=zone,
        say=say,
        url=schedule_url(house, proposal),
    )


def schedule_url(house: House, proposal: Proposal) -> str:
    """Return the neutral address at which a proposal's client side schedules. It opens nothing by itself."""
    return f"{house.settings.public_url}{SCHEDULE_PATH}{quote(proposal.external_id, safe='')}"


def answer_to_paste(house: House, language: str) -> str:
    """Return a polite answer for the thread, for a freelancer who was asked to talk elsewhere."""
    return offer_words(language)("paste", marketplace=house.settings.marketplace.name)


@cache
def _catalogue(language: str) -> LobbyWords:
    own = sentences("anteroom.interview_offers", language, "offers")
    return LobbyWords(language, {**lobby_words(language).words, **own})


def offer_words(language: str) -> LobbyWords:
    """Return the words for a reader's language; English where we do not speak it."""
    return _catalogue(lobby_words(language).language)
