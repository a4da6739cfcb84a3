"""Events for the marketplace's programs, in the order they happened."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from anteroom.effects.model import Effect, ForInterview, Part, Refused, Rendered, TryLater
from anteroom.house import House
from anteroom.interviews import store
from anteroom.marketplaces.thread_card import TOLD
from anteroom.proposals import store as proposals
from anteroom.signed_call import Call, NotAnswered, NotPublic, NotReached, SignedCalls


class Webhook(ForInterview):
    """Events for the marketplace's programs, by Standard Webhooks, in the order they happened."""

    kind = "webhook"
    on = TOLD
    lasting = False

    def __init__(self, calls: SignedCalls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Render a thin event: its type, when, and ids; what they stand for is read over REST."""
        url = house.settings.marketplace.webhook_url
        if url is None:
            return None
        data: dict[str, str | int] = {key: value for key, value in effect.data.items() if key != "event"}
        if effect.interview_id is not None:
            data |= await _about(house, effect.interview_id)
        now = house.clock.now().isoformat().replace("+00:00", "Z")
        body = json.dumps({"type": effect.data["event"], "timestamp": now, "data": data}, ensure_ascii=False)
        call = Call("POST", url, effect.id, body)
        minted = (effect.id, now, *(str(value) for value in data.values()))
        return Rendered(msgspec.json.encode(call), (Part("application/json", body.encode()),), minted=minted)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send the event under its own id, by which the receiver recognises a repeat."""
        call = msgspec.json.decode(body, type=Call)
        try:
            answer = await self._calls.make(
                call, house.settings.secrets.marketplace_secret, house.clock.now()
            )
        except NotPublic as error:
            raise Refused("the endpoint's address is not a public one") from error
        except NotReached as error:
            raise TryLater("the endpoint cannot be reached") from error
        except NotAnswered as error:
            raise TryLater("the endpoint did not answer", certain=False) from error
        if not 200 <= answer.status < 300:
            if answer.status in (400, 404, 410, 413, 422):
                raise Refused(f"the endpoint answered {answer.status}")
            raise TryLater(
                f"the endpoint answered {answer.status}",
                after=answer.retry_after,
                certain=answer.status in (401, 403, 429),
            )
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
