"""The card of a freelancer's interview offer in the proposal's thread, where the connector can show one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict, runtime_checkable

from anteroom.effects.model import Effect, ForInterview, Rendered
from anteroom.house import House
from anteroom.interview_offers import store
from anteroom.interview_offers.outcomes import CARD
from anteroom.interview_offers.words import OfferSeen, seen_by_client
from anteroom.marketplaces.connector import Threads, Writing


class OfferButton(TypedDict):
    """The one button: your page posts the form field `viewer` to its `url`, as with an interview's card."""

    label: str
    url: str


class OfferCard(TypedDict):
    """The card as JSON; instants are ISO 8601 in UTC. `sentences` are in the client's language.

    `actions` are what the client can do, empty once it is over; `interview` is the one by which it was taken.
    """

    kind: Literal["interview_offer"]
    offer: str
    proposal: str
    state: str
    state_word: str
    title: str
    freelancer: str
    sentences: list[str]
    expires_at: str
    interview: str
    button: OfferButton | None
    url: str
    actions: list[str]


@dataclass(frozen=True, slots=True)
class OfferPost:
    """An offer's card that is to stand in a thread; `key` and `outside_id` as of an interview's card."""

    thread: str
    card: OfferCard
    key: str
    outside_id: str | None


@runtime_checkable
class ShowsOffers(Protocol):
    """What threads may do besides; where they cannot, the client hears of offers by Slack or by mail."""

    def offer(self, post: OfferPost) -> Writing:
        """Word an offer's card: put there where `outside_id` is None, else edited in place."""
        ...


class OfferCards(ForInterview):
    """The adapter that shows an offer: put there once, edited in place until it is over."""

    kind = CARD
    lasting = True

    def __init__(self, threads: Threads, shows: ShowsOffers) -> None:
        self._threads = threads
        self._shows = shows

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Render the card as it stands now."""
        async with house.database.connection() as conn:
            offer = await store.load(conn, effect.id.removeprefix(f"{self.kind}:"))
            seen = await seen_by_client(conn, house, offer)
        card = offer_card(seen)
        key = f"{effect.id}:{effect.wanted}"
        writing = self._shows.offer(OfferPost(seen.proposal.thread, card, key, effect.outside_id))
        minted = (
            offer.id,
            card["expires_at"],
            card["url"],
            card["interview"],
            card["proposal"],
            *writing.minted,
        )
        return Rendered(writing.body, writing.parts, minted=tuple(text for text in minted if text))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Put or edit the card."""
        return await self._threads.write(body)


def offer_card(seen: OfferSeen) -> OfferCard:
    """Return the thread's card of an offer."""
    offer = seen.offer
    return {
        "kind": "interview_offer",
        "offer": offer.id,
        "proposal": seen.proposal.external_id,
        "state": offer.state.value,
        "state_word": seen(f"state.{offer.state}"),
        "title": seen.title,
        "freelancer": seen.freelancer,
        "sentences": list(seen.sentences),
        "expires_at": offer.expires_at.isoformat(),
        "interview": offer.interview_id or "",
        "button": {"label": seen("card.button"), "url": seen.url} if offer.open else None,
        "url": seen.url,
        "actions": ["schedule", "decline"] if offer.open else [],
    }
