"""The interview's card in the proposal's thread, through whichever connector is plugged in."""

from __future__ import annotations

from anteroom.effects.model import Effect, ForInterview, Rendered
from anteroom.house import House
from anteroom.interviews.model import TOLD
from anteroom.interviews.view import view_for
from anteroom.marketplaces.card import Card, card_of
from anteroom.marketplaces.connector import CardPost, Threads


class ThreadCard(ForInterview):
    """The adapter `thread_card`: put there once, edited in place ever after."""

    kind = "thread_card"
    on = TOLD
    lasting = True

    def __init__(self, threads: Threads) -> None:
        self._threads = threads

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Render the card from the view of nobody in particular."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, None)
        if view is None:
            return None
        card = card_of(view)
        post = CardPost(view.thread, card, f"{effect.id}:{effect.wanted}", effect.outside_id)
        writing = self._threads.card(post)
        minted = (*view.minted, *instants_of(card), *writing.minted)
        return Rendered(writing.body, writing.parts, minted=minted)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Put or edit the card."""
        return await self._threads.write(body)


def instants_of(card: Card) -> tuple[str, ...]:
    """Return every instant that a card tells, as it is written there."""
    found = [card["starts_at"], card["ends_at"], *(change["old"] for change in card["changes"])]
    found += [moment for each in card["offers"] for moment in (each["starts_at"], each["ends_at"])]
    if card["poll"] is not None:
        found.append(card["poll"]["deadline"])
        found += [moment for each in card["poll"]["times"] for moment in (each["starts_at"], each["ends_at"])]
    found += [line["late_until"] for line in card["lines"] if line["late_until"]]
    return tuple(found)
