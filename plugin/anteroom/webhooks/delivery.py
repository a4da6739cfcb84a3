"""Bringing an event to an endpoint, by the rules of Standard Webhooks for producers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, ForInterview, Part, Refused, Rendered, TryLater
from anteroom.effects.wish import let_others_pass, tell_marketplace
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.signed_call import Answered, Call, NotAnswered, NotPublic, NotReached, SignedCalls
from anteroom.webhooks import store
from anteroom.webhooks.event import minted_in
from anteroom.webhooks.model import FIRST, JITTER, PASSED_BY, Endpoint, Why, rest, wait_before

log = structlog.get_logger()

GONE = 410
AWAY = frozenset({429, 502, 503, 504})
"""Answers after which nothing else is sent to the endpoint for a while, either."""


class Deliveries(ForInterview):
    """The adapter `webhook_delivery`: one event for one endpoint, the same octets at every attempt."""

    kind = store.KIND

    def __init__(self, calls: SignedCalls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the event as it was worded. Raises TryLater while the endpoint rests, Refused for none."""
        now = house.clock.now()
        async with house.database.connection() as conn:
            event = await store.event(conn, effect.data["event"])
            endpoint = _open(await store.endpoint(conn, effect.data["endpoint"]))
        if event is None:
            raise Refused("the event is not there any more")
        if endpoint.rests_until is not None and endpoint.rests_until > now:
            raise TryLater("the endpoint rests", after=endpoint.rests_until - now, tried=False)
        body = event.body.encode()
        return Rendered(body, (Part("application/json", body),), minted=(event.id, *minted_in(event.body)))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send it under its own id, signed by every secret that is good now; 2xx alone is success."""
        async with house.database.connection() as conn:
            endpoint = _open(await store.endpoint(conn, effect.data["endpoint"]))
            secrets = await _secrets(conn, house, endpoint)
        call = Call("POST", endpoint.url, effect.data["event"], body.decode())
        try:
            answer = await self._calls.make(call, secrets, house.clock.now())
        except NotPublic as error:
            await self._failed(effect, endpoint, house, away=False)
            raise Refused("the endpoint's address is not a public one") from error
        except NotReached as error:
            raise await self._later(effect, endpoint, house, "cannot be reached", away=True) from error
        except NotAnswered as error:
            said = "did not answer"
            raise await self._later(effect, endpoint, house, said, away=True, certain=False) from error
        if not 200 <= answer.status < 300:
            raise await self._refused(effect, endpoint, house, answer)
        if endpoint.failing_since is not None:
            async with house.database.transaction() as conn:
                await store.works(conn, endpoint.id)
        return effect.data["event"]

    async def _refused(
        self, effect: Effect, endpoint: Endpoint, house: House, answer: Answered
    ) -> TryLater | Refused:
        if answer.status == GONE:
            await self._disable(endpoint, house)
            return Refused("the endpoint answered 410, which disables it")
        away = answer.status in AWAY
        said = f"answered {answer.status}"
        return await self._later(
            effect, endpoint, house, said, away=away, asked=answer.retry_after, certain=answer.status < 500
        )

    async def _later(
        self,
        effect: Effect,
        endpoint: Endpoint,
        house: House,
        said: str,
        *,
        away: bool,
        asked: timedelta | None = None,
        certain: bool = True,
    ) -> TryLater | Refused:
        """Note a failure, and say when to try again."""
        await self._failed(effect, endpoint, house, away=away, asked=asked)
        failures = effect.attempts + 1
        wait = wait_before(failures + 1, asked)
        if wait is None:
            return Refused(f"given up after {failures} attempts: the endpoint {said}")
        wait *= house.randomness.uniform(1, 1 + JITTER)
        return TryLater(f"the endpoint {said}", after=wait, certain=certain)

    async def _failed(
        self,
        effect: Effect,
        endpoint: Endpoint,
        house: House,
        *,
        away: bool,
        asked: timedelta | None = None,
    ) -> None:
        now = house.clock.now()
        async with house.database.transaction() as conn:
            since = await store.fails(conn, endpoint.id, now)
            if away:
                await store.rests(conn, endpoint.id, now + rest(since, now, asked))
            if effect.attempts + 1 == PASSED_BY:
                await let_others_pass(conn, effect.id)

    async def _disable(self, endpoint: Endpoint, house: House) -> None:
        """Disable an endpoint that says it is gone; the log and the other endpoints are told."""
        async with house.database.transaction() as conn:
            if await store.disable(conn, endpoint.id, Why.GONE, house.clock.now()):
                log.error("webhook.endpoint_disabled", where=endpoint.id, status=GONE)
                told: Mapping[str, chain.Fact] = {"state": "disabled", "status": GONE}
                now, of = house.clock.now(), f"webhook:{endpoint.id}"
                await chain.write(conn, of, now, "webhook.disabled", "endpoint", told)
                data = {"event": "webhook.disabled", "endpoint": endpoint.id}
                await tell_marketplace(conn, house, endpoint.id, data)


def _open(endpoint: Endpoint | None) -> Endpoint:
    """Return an endpoint that takes events. Raises Refused for one that was removed or is disabled."""
    if endpoint is None:
        raise Refused("the endpoint is not there any more")
    if endpoint.disabled_at is not None:
        raise Refused("the endpoint is disabled")
    return endpoint


async def _secrets(conn: Connection, house: House, endpoint: Endpoint) -> list[str]:
    """Return what signs for an endpoint now. Raises Refused where it cannot be opened any more."""
    if endpoint.id == FIRST:
        return house.settings.secrets.marketplace_secret.split()
    try:
        return await store.secrets(conn, house.vault, endpoint.id, house.clock.now())
    except ValueError as error:
        raise Refused("its secret was sealed under a key that was taken away") from error
