"""A newer guard reads again what an older one let through, before it leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anteroom.guard import VERSION
from anteroom.sandbox.marketplace import Fault
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from mail.letters import room

START = MONDAY + timedelta(days=2, hours=5)
MISSED = "The ledger. Call me on +49 30 901820 77."


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def scheduled(api: ApiClient, world: World) -> str:
    """An interview that nobody has heard of yet."""
    offered = world.twins.cast.proposals[0]
    body = {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": START.isoformat(),
        "minutes": 45,
        "agenda": "The ledger design.",
    }
    status, interview = await api.post("/v1/interviews", body)
    assert status == 201, interview
    return str(interview["id"])


async def let_through(world: World, interview: str, **texts: str) -> None:
    """Write what an older guard missed, as it stood when that one had read it."""
    async with world.house.database.connection() as conn:
        for field, text in texts.items():
            await conn.execute(f"update interview set {field} = $2 where id = $1", interview, text)
        await conn.execute(
            'update interview set readings = readings || \'{"guard": "0"}\'::jsonb where id = $1', interview
        )


async def rows(world: World, query: str) -> list[Any]:
    """What a query returns."""
    async with world.house.database.connection() as conn:
        return [dict(row) for row in await conn.fetch(query)]


async def test_it_takes_out_before_it_leaves_what_an_older_guard_missed(
    quiet_world: World, api: ApiClient
) -> None:
    interview = await scheduled(api, quiet_world)
    await let_through(quiet_world, interview, title="Ledger +49 30 901820 77", agenda=MISSED)
    await quiet_world.settle()

    (now,) = await rows(quiet_world, "select title, agenda, readings from interview")
    assert now["agenda"] == ""
    assert now["title"].startswith("Interview: ")
    assert now["readings"]["guard"] == VERSION
    assert "901820" not in str(quiet_world.twins.marketplace.captures)
    held = await rows(quiet_world, "select field, state from held_text order by field")
    assert held == [{"field": "agenda", "state": "held"}, {"field": "title", "state": "held"}]
    (card,) = quiet_world.twins.marketplace.cards(quiet_world.twins.cast.proposals[0].thread)
    assert card["title"].startswith("Interview: ")


async def test_it_reads_once_what_still_passes(quiet_world: World, api: ApiClient) -> None:
    interview = await scheduled(api, quiet_world)
    await let_through(quiet_world, interview)
    await quiet_world.settle()
    (now,) = await rows(quiet_world, "select agenda, revision, readings from interview")

    assert (now["agenda"], now["revision"], now["readings"]["guard"]) == ("The ledger design.", 1, VERSION)
    assert await rows(quiet_world, "select 1 from held_text") == []


async def test_it_tells_the_host_by_mail_what_was_taken_out() -> None:
    async with room() as it:
        await let_through(it.world, it.interview, agenda=MISSED)
        api = ApiClient(it.world)
        await api.post(
            f"/v1/interviews/{it.interview}/move",
            {"member": "m-maya", "starts_at": (START + timedelta(days=1)).isoformat()},
        )
        await it.settle()

        told = [each for each in it.mails("maya") if "/held/" in each.text]
        assert len(told) == 1
        assert "phone number" in told[0].text
        for key in ("maya", "leo", "ines"):
            assert all("901820" not in mail.raw.decode() for mail in it.world.twins.mailbox.mails(key))


async def test_it_shortens_a_letter_on_its_way() -> None:
    async with room() as it:
        it.world.twins.marketplace.faults.inject("messages", Fault(status=429, retry_after=7))
        await it.type("leo", "Thursday is fine.")
        async with it.world.house.database.connection() as conn:
            row = await conn.fetchrow("select id from typed_letter")
            assert row is not None
            sealed = it.world.house.vault.seal(b'{"text":"Call me on +49 30 901820 77."}', row["id"])
            await conn.execute("update typed_letter set sealed = $1", sealed)
            await conn.execute("update typed_reply set guard = '0'")
        it.clock.advance(timedelta(seconds=8))
        await it.settle()

        assert it.texts() == [("m-leo", "Call me on [phone number hidden until a contract].")]
        assert [each["field"] for each in await rows(it.world, "select field from held_text")] == ["letter"]
