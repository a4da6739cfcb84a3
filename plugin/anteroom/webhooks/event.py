"""Events for the marketplace's programs: each worded once, and laid out for every endpoint that wants it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, ForInterview, Part, Refused, Rendered
from anteroom.effects.wish import want_one_off
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.model import TOLD
from anteroom.proposals import store as proposals
from anteroom.webhooks import store
from anteroom.webhooks.model import LARGEST, Event


class _Worded(msgspec.Struct, frozen=True):
    """An event as it is frozen: `said` is the payload, octet for octet."""

    type: str
    said: str


class Webhook(ForInterview):
    """The adapter `webhook`: an event happened. What is sent of it are the deliveries that it lays out."""

    kind = "webhook"
    on = TOLD

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Word a thin event: its type, when, and ids; what they stand for is read over REST."""
        data: dict[str, str | int] = {key: value for key, value in effect.data.items() if key != "event"}
        if effect.interview_id is not None:
            data |= await _about(house, effect.interview_id)
        now = house.clock.now().isoformat().replace("+00:00", "Z")
        kind = effect.data["event"]
        said = json.dumps({"type": kind, "timestamp": now, "data": data}, ensure_ascii=False)
        if len(said.encode()) > LARGEST:
            raise Refused("the event is larger than receivers take")
        minted = (effect.id, *minted_in(said))
        body = msgspec.json.encode(_Worded(kind, said))
        return Rendered(body, (Part("application/json", said.encode()),), minted=minted)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Keep the event, and want it delivered to each endpoint that wants to hear it; once, if repeated."""
        worded = msgspec.json.decode(body, type=_Worded)
        async with house.database.transaction() as conn:
            event = Event(effect.id, worded.type, worded.said, effect.interview_id, house.clock.now())
            await store.add_event(conn, event)
            for endpoint in await store.endpoints(conn):
                if endpoint.disabled_at is None and endpoint.wants(event.type):
                    await want_delivery(conn, house, event, endpoint.id, effect.stream.partition(":")[2])
        return effect.id


async def want_delivery(
    conn: Connection, house: House, event: Event, endpoint_id: str, about: str = ""
) -> str:
    """Want an event brought to an endpoint, behind those `about` the same thing, else of its interview.

    Return the delivery's id.
    """
    return await want_one_off(
        conn,
        house,
        store.KIND,
        f"{store.KIND}:{endpoint_id}:{about or event.interview_id or event.id}",
        {"event": event.id, "endpoint": endpoint_id},
        interview_id=event.interview_id,
        effect_id=delivery_id_of(event, endpoint_id),
    )


def delivery_id_of(event: Event, endpoint_id: str) -> str:
    """Return the id under which an event is delivered to an endpoint: the same whoever wants it."""
    return f"{event.id}.{endpoint_id}"


def minted_in(said: str) -> tuple[str, ...]:
    """Return what an event's payload is made of: ids, states and an instant, all of our making."""
    told = json.loads(said)
    return (told["timestamp"], *(str(value) for value in told["data"].values()))


async def _about(house: House, interview_id: str) -> Mapping[str, str | int]:
    async with house.database.connection() as conn:
        interview = await interviews.load(conn, interview_id)
        proposal = await proposals.proposal(conn, interview.proposal_id)
    return {
        "interview": interview.id,
        "proposal": proposal.external_id,
        "state": interview.state.value,
        "revision": interview.revision,
        "sequence": interview.sequence,
    }
