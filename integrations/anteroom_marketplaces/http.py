"""The connector for any marketplace: signed calls out, our REST v1 in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote

import msgspec
from aiohttp import web

from anteroom.effects.model import Effect, ForInterview, Part, Rendered
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_for
from anteroom.proposals import store as proposals
from anteroom_marketplaces.calls import Call, Calls
from anteroom_marketplaces.card import card_of
from anteroom_marketplaces.thread_message import ThreadMessage

TOLD = frozenset(Event) - {
    Event.CONSENTED,
    Event.TOOL_AGREED,
    Event.NDA_DECLINED,  # between the two sides: nobody else is told who would rather not
    Event.NDA_RECONSIDERED,
    Event.KNOCKED,
    Event.REPLACED,
}


class HttpMarketplace:
    """A marketplace that speaks HTTP: gets card and messages into its threads, and events at its webhook."""

    name = "marketplace"

    def attach(self, app: web.Application, house: House) -> None:
        """Register the three ways out."""
        calls = Calls(allow_private=house.settings.allow_private_targets)
        house.adapters.register(ThreadCard(calls))
        house.adapters.register(ThreadMessage(calls))
        house.adapters.register(Webhook(calls))

        async def session(_: web.Application) -> AsyncIterator[None]:
            await calls.open()
            yield
            await calls.close()

        app.cleanup_ctx.append(session)


class ThreadCard(ForInterview):
    """The interview's card in the proposal's thread: put there once, edited in place ever after."""

    kind = "thread_card"
    on = TOLD
    lasting = True

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Render the card from the view of nobody in particular."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, None)
        if view is None:
            return None
        card = card_of(view)
        thread, card_id = quote(view.thread, safe=""), quote(view.interview_id, safe="")
        url = f"{house.settings.marketplace.url}/anteroom/threads/{thread}/cards/{card_id}"
        body = json.dumps(card, ensure_ascii=False)
        call = Call("PUT", url, f"{effect.id}:{effect.wanted}", body)
        instants = [card["starts_at"], card["ends_at"], *(change["old"] for change in card["changes"])]
        instants += [moment for each in card["offers"] for moment in (each["starts_at"], each["ends_at"])]
        instants += [line["late_until"] for line in card["lines"] if line["late_until"]]
        return Rendered(
            msgspec.json.encode(call),
            (Part("application/json", body.encode()),),
            minted=(*view.minted, *instants),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Put the card; the marketplace takes it as an edit when it is there."""
        await self._calls.carry(msgspec.json.decode(body, type=Call), house)
        return effect.interview_id


class Webhook(ForInterview):
    """Events for the marketplace's programs, by Standard Webhooks, in the order they happened."""

    kind = "webhook"
    on = TOLD
    lasting = False

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Render a thin event: its type, when, and ids; what they stand for is read over REST."""
        data: dict[str, str | int] = {key: value for key, value in effect.data.items() if key != "event"}
        if effect.interview_id is not None:
            data |= await _about(house, effect.interview_id)
        now = house.clock.now().isoformat().replace("+00:00", "Z")
        body = json.dumps({"type": effect.data["event"], "timestamp": now, "data": data}, ensure_ascii=False)
        call = Call("POST", house.settings.marketplace.webhook_url, effect.id, body)
        minted = (effect.id, now, *(str(value) for value in data.values()))
        return Rendered(msgspec.json.encode(call), (Part("application/json", body.encode()),), minted=minted)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send the event under its own id, by which the receiver recognises a repeat."""
        await self._calls.carry(msgspec.json.decode(body, type=Call), house)
        return effect.id


async def _about(house: House, interview_id: str) -> Mapping[str, str | int]:
    async with house.database.connection() as conn:
        interview = await store.load(conn, interview_id)
        proposal = await proposals.proposal(conn, interview.proposal_id)
    return {
        "interview": interview.id,
        "proposal": proposal.external_id,
        "state": interview.state.value,
        "revision": interview.revision,
        "sequence": interview.sequence,
    }


def integration() -> HttpMarketplace:
    """Return the integration, for the entry point."""
    return HttpMarketplace()
