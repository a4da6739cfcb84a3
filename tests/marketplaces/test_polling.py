"""A marketplace that cannot call us: it is asked what has changed, and everything follows from that."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.doctor.finding import Level
from anteroom.doctor.webhooks import feeds_finding
from anteroom.effects.adapters import Adapters
from anteroom.effects.model import TryLater
from anteroom.marketplaces import store
from anteroom.marketplaces.polling import Poller
from anteroom.sandbox.marketplace.faults import Fault
from anteroom.sandbox.world import World
from anteroom_marketplaces.calls import Calls
from anteroom_marketplaces.changes import Changes
from anteroom_marketplaces.http import HttpConnector, HttpMarketplace
from api_client import ApiClient
from deployment import MONDAY

START = MONDAY + timedelta(days=2, hours=5)


class Asked:
    """A world whose marketplace is silent, and the instance that asks it."""

    def __init__(self, world: World, clock: SetClock) -> None:
        self.world, self.clock = world, clock
        self.market = world.twins.marketplace
        self.market.silent = True
        polled = replace(world.settings.marketplace, poll=True)
        self.house = replace(world.house, settings=replace(world.settings, marketplace=polled))
        self.connector = HttpConnector(self.house)

    def instance(self) -> Poller:
        """Another instance of the deployment, or the same after it was started again."""
        return Poller(self.house, self.connector.name, self.connector.feeds)

    async def standing(self) -> store.Standing:
        async with self.house.database.connection() as conn:
            return await store.standing(conn, "http", "changes", self.clock.now())

    async def shown(self, path: str) -> Mapping[str, Any]:
        status, answer = await ApiClient(self.world).get(path)
        assert status == 200, answer
        return answer


@fixture
async def asked(quiet_world: World, clock: SetClock) -> AsyncIterator[Asked]:
    made = Asked(quiet_world, clock)
    await made.connector.open()
    yield made
    await made.connector.close()


async def test_whatever_changes_is_heard_and_a_proposal_that_dies_voids_its_interview(asked: Asked) -> None:
    """Members, proposals, contracts, and what a member does on the card: none of it is told by a call."""
    offered = asked.world.twins.cast.proposals[0]
    api = ApiClient(asked.world)
    body = {"proposal": offered.id, "host": offered.client, "starts_at": START.isoformat(), "minutes": 45}
    _, interview = await api.post("/v1/interviews", body)
    await asked.world.settle()
    poller = asked.instance()
    (card,) = asked.market.cards(offered.thread)
    await asked.market.answer_card("leo", card["id"], "accepted")
    await asked.market.counter_card("leo", card["id"], START + timedelta(hours=1), 45, "After my other call.")
    await asked.market.shares("leo", ["email"])
    await poller.step()
    seen = await asked.shown(f"/v1/interviews/{interview['id']}")
    assert [each["answer"] for each in seen["parties"] if each["role"] == "candidate"] == ["accepted"]
    assert (await asked.shown("/v1/members/m-leo"))["shares"] == ["email"]

    await asked.market.withdraw(offered.id)
    await poller.step()
    assert (await asked.shown(f"/v1/interviews/{interview['id']}"))["state"] != "void", "not before it is due"
    asked.clock.advance(timedelta(seconds=67))
    await poller.step()
    assert (await asked.shown(f"/v1/interviews/{interview['id']}"))["state"] == "void"
    await asked.world.settle()
    (card,) = asked.market.cards(offered.thread)
    assert card["state"] == "void"


async def test_the_cursor_outlives_the_instance_and_a_page_cut_off_is_heard_again(asked: Asked) -> None:
    await asked.market.sync()  # everything once more, over several pages
    for _ in range(12):
        await asked.market.shares("leo", ["phone"])
    await asked.instance().step()
    cursor = (await asked.standing()).cursor
    assert asked.market.changes.asked[0] == "" and int(cursor) > 20
    asked.clock.advance(timedelta(seconds=67))
    await asked.instance().step()
    assert asked.market.changes.asked[-1] == cursor

    async with asked.house.database.transaction() as conn:
        await conn.execute("update marketplace_cursor set cursor = '', next_at = $1", asked.clock.now())
    await asked.instance().step()
    stands = await asked.standing()
    assert (stands.cursor, stands.refused, stands.failures) == (cursor, 0, 0), (
        "all of it twice, and nothing new"
    )


async def test_of_several_instances_one_asks(asked: Asked) -> None:
    one, other = asked.instance(), asked.instance()
    async with asked.house.database.session() as conn:
        await conn.execute("select pg_advisory_lock(hashtextextended('marketplace:http:changes', 0))")
        await other.step()
        assert asked.market.changes.asked == []
    await one.step()
    before = len(asked.market.changes.asked)
    asked.clock.advance(timedelta(seconds=2))
    await other.step()
    assert len(asked.market.changes.asked) == before > 0, "it was asked two seconds ago"


async def test_a_marketplace_in_trouble_is_asked_ever_less_often(asked: Asked) -> None:
    """And as soon as it works again everything is heard; Retry-After is waited for."""
    poller, waits, stands = asked.instance(), [], await asked.standing()
    asked.market.faults.inject("changes", Fault(status=500), times=4)
    for _ in range(4):
        await poller.step()
        stands = await asked.standing()
        waits.append(stands.next_at - asked.clock.now())
        asked.clock.set(stands.next_at)
    assert [wait / timedelta(minutes=1) for wait in waits] == pytest.approx([2, 4, 8, 16], rel=0.1001)
    assert (stands.failures, stands.trouble) == (4, "the marketplace answered 500")
    ready = await asked.shown("/readyz")
    assert ready["feeds"] == {"failing": 1}
    async with asked.house.database.connection() as conn:
        found = await feeds_finding(conn)
    assert found.level is Level.WARNING and "(the marketplace answered 500)" in found.found

    asked.market.faults.inject("changes", Fault(status=429, retry_after=3000))
    await poller.step()
    stands = await asked.standing()
    assert stands.next_at - asked.clock.now() >= timedelta(seconds=3000)
    asked.clock.set(stands.next_at)
    await poller.step()
    assert (await asked.standing()).failures == 0


async def test_it_is_asked_for_as_long_as_the_application_runs(asked: Asked) -> None:
    """As an application plugs it in: each second it is looked whether it is due, and nothing waits for it."""
    house = replace(asked.house, adapters=Adapters(), duties=[])
    app = web.Application()
    HttpMarketplace().attach(app, house)
    runner = web.AppRunner(app)
    await runner.setup()
    await asked.market.shares("leo", ["address"])
    async with asyncio.timeout(20):
        while (await asked.shown("/v1/members/m-leo"))["shares"] != ["address"]:
            for duty in house.duties:
                await duty()
            await asyncio.sleep(0.01)
    await runner.cleanup()
    assert len(asked.market.changes.asked) == 1


WRONG: tuple[tuple[str, Any], ...] = (
    ("member", {"role": "king", "display_name": "Ada"}),
    ("member", {"role": "client", "display_name": "Ada", "extra": 1}),
    ("proposal", {"client": "m-nobody", "freelancer": "m-leo"}),
    ("proposal", "not an object"),
    ("contract", {"proposal": "p-none", "accepted_at": "2026-11-23T09:00:00Z"}),
    ("contract", {"proposal": "p-payments", "accepted_at": "2026-11-23T09:00:00"}),
    ("answer", {"interview": "int_none", "member": "m-leo", "answer": "accepted"}),
    (
        "counter",
        {"interview": "int_n", "member": "m-leo", "starts_at": "9999-12-31T23:59:00Z", "minutes": 45},
    ),
    ("member", {"role": "client", "display_name": "A\x00da"}),
    ("weather", {}),
)


async def test_what_is_wrong_in_itself_stops_nothing_behind_it(asked: Asked) -> None:
    for kind, body in WRONG:
        asked.market.changes.note(kind, "x-1", body)
    await asked.market.shares("leo", ["handle"])
    await asked.instance().step()

    assert (await asked.shown("/v1/members/m-leo"))["shares"] == ["handle"]
    assert (await asked.standing()).refused == len(WRONG)


STRANGE = (
    b"<html>",
    b"[]",
    b"{}",
    b'{"changes": {}, "cursor": "1"}',
    b'{"changes": [], "cursor": 1}',
    b'{"changes": [], "cursor": "' + b"x" * 2000 + b'"}',
    b'{"changes": [], "cursor": "1", "more": true, "' + b"x" * (2 * 1024 * 1024) + b'": 1}',
    json.dumps({"changes": [{"kind": "x", "id": "1", "body": {}}] * 501, "cursor": "1"}).encode(),
    b"\xff\xfe",
)


@asynccontextmanager
async def answered_by(
    handler: Callable[[web.Request], Awaitable[web.Response]], asked: Asked
) -> AsyncIterator[Changes]:
    """A feed whose marketplace answers as it likes."""
    app = web.Application()
    app.router.add_get("/anteroom/changes", handler)
    server = TestServer(app)
    await server.start_server()
    calls = Calls(asked.house)
    await calls.open()
    try:
        url = str(server.make_url("")).rstrip("/")
        yield Changes(calls, url, timedelta(seconds=60), asked.house.randomness)
    finally:
        await calls.close()
        await server.close()


async def test_an_answer_that_is_none_is_asked_for_again(asked: Asked) -> None:
    """However large or strange it is: nothing is heard, and the cursor stays."""
    left = list(STRANGE)

    async def strange(_: web.Request) -> web.Response:
        return web.Response(body=left.pop(0))

    async with answered_by(strange, asked) as feed:
        for _ in STRANGE:
            with pytest.raises(TryLater, match=r"cannot be read|too large"):
                await feed.page("7")


async def test_a_cursor_that_leads_nowhere_is_not_followed_for_ever(asked: Asked) -> None:
    """More is promised behind it, and it is the one that was asked for: it is asked again when it is due."""
    came: list[str] = []

    async def endless(request: web.Request) -> web.Response:
        came.append(request.query["after"])
        return web.json_response({"changes": [], "cursor": "7", "more": True})

    async with answered_by(endless, asked) as feed:
        await Poller(asked.house, "http", [feed]).step()
    assert came == ["", "7"]
    stands = await asked.standing()
    assert (stands.cursor, stands.failures) == ("7", 0)
    assert stands.next_at - asked.clock.now() > timedelta(seconds=50)
