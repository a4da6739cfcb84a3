"""What a homeserver's answers mean, by the specification's own errors; Synapse itself: tests/matrix."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from pytest_asyncio import fixture

from anteroom.effects.model import Refused, TryLater
from anteroom.sandbox.server import Server, Weather
from anteroom_marketplaces.matrix.client import MatrixClient


@fixture
async def homeserver() -> AsyncIterator[Server]:
    """A server that answers what it is told to."""
    async with Server() as opened:
        yield opened


@fixture
async def client(homeserver: Server) -> AsyncIterator[MatrixClient]:
    """A bot's client of it."""
    found = MatrixClient(homeserver.url, "syt_token", allow_private=True)
    await found.open()
    yield found
    await found.close()


LIMITED = '{"errcode": "M_LIMIT_EXCEEDED", "error": "Too many", "retry_after_ms": 2500}'


@pytest.mark.parametrize(
    ("weather", "kind", "after"),
    [
        (Weather(429, {"Retry-After": "7"}, LIMITED), TryLater, timedelta(seconds=7)),
        (Weather(429, {}, LIMITED), TryLater, timedelta(milliseconds=2500)),
        (Weather(429, {}, "{}"), TryLater, timedelta(seconds=5)),
        (Weather(401, {}, '{"errcode": "M_UNKNOWN_TOKEN"}'), Refused, None),
        (Weather(403, {}, '{"errcode": "M_FORBIDDEN", "error": "@somebody:is.here"}'), Refused, None),
        (Weather(502, {}, "<html>"), TryLater, None),
        (Weather(200, {}, "[]"), TryLater, None),
        (Weather(200, {}, "{}"), TryLater, None),
        (Weather(cut=True), TryLater, None),
    ],
)
async def test_it_says_whether_to_come_again(
    homeserver: Server,
    client: MatrixClient,
    weather: Weather,
    kind: type[Exception],
    after: timedelta | None,
) -> None:
    homeserver.due.append(weather)
    with pytest.raises(kind) as caught:
        await client.send("!room:market.test", "m.room.message", "txn1", {"body": "Hello"})
    assert getattr(caught.value, "after", None) == after
    assert "somebody" not in str(caught.value)


async def test_it_writes_ids_into_addresses_as_they_are(homeserver: Server, client: MatrixClient) -> None:
    """A room's id has a mark that leads nowhere else, whatever stands in it."""
    homeserver.due.append(Weather(200, {}, '{"event_id": "$one"}'))
    assert await client.send("!a/../b?c#d:market.test", "m.room.message", "t/1", {}) == "$one"
    assert homeserver.heard[0].path == (
        "/_matrix/client/v3/rooms/%21a%2F..%2Fb%3Fc%23d%3Amarket.test/send/m.room.message/t%2F1"
    )
    assert homeserver.heard[0].authorization == "Bearer syt_token"


async def test_it_calls_no_private_address_outside_the_sandbox(homeserver: Server) -> None:
    found = MatrixClient(homeserver.url, "syt_token")
    await found.open()
    try:
        with pytest.raises(Refused, match="not a public"):
            await found.who()
    finally:
        await found.close()
    assert homeserver.heard == []
