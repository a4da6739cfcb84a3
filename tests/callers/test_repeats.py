"""Idempotency-Key: however often a call is repeated, at once or later, it is done once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from callers.calling import Caller, first, wish


async def interviews(api: Caller) -> list[Any]:
    """The interviews that there are of the first proposal."""
    path = f"/v1/interviews?proposal={api.world.twins.cast.proposals[0].id}&limit=1"
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await api.get(f"{path}&cursor={cursor}" if cursor else path)
        found, cursor = [*found, *page.said["interviews"]], page.said["next_cursor"]
    return found


async def test_it_makes_one_interview_of_fifty_equal_calls_at_once(quiet_world: World) -> None:
    api = first(quiet_world)
    calls = [api.post("/v1/interviews", wish(quiet_world), Idempotency_Key='"k 1"') for _ in range(50)]
    answers = await asyncio.gather(*calls)
    later = await api.post("/v1/interviews", wish(quiet_world), Idempotency_Key='"k 1"')
    other = await api.post("/v1/interviews", wish(quiet_world, minutes=30), Idempotency_Key='"k 1"')
    bare = await api.post("/v1/interviews", wish(quiet_world), Idempotency_Key="k-2")
    quoted = await api.post("/v1/interviews", wish(quiet_world), Idempotency_Key='"k-2"')
    await quiet_world.settle()

    assert {(each.status, each.octets, each.headers["ETag"]) for each in (*answers, later)} == {
        (201, answers[0].octets, answers[0].headers["ETag"])
    }
    assert (other.status, other.code) == (422, "key-reused")
    assert bare.octets == quoted.octets != answers[0].octets
    assert len(await interviews(api)) == 2


async def test_it_counts_a_name_for_one_key_and_path_and_for_a_week(
    quiet_world: World, clock: SetClock
) -> None:
    """What takes a key's place repeats its calls; another key's are its own."""
    api = first(quiet_world)
    key_id, program = await api.makes("interviews:write", "interviews:read")
    made = await api.post("/v1/interviews", wish(quiet_world), Idempotency_Key="k")
    own = await program.post("/v1/interviews", wish(quiet_world), Idempotency_Key="k")
    rotated = await api.post(f"/v1/keys/{key_id}/rotation")
    after = Caller(quiet_world, rotated.said["secret"])
    again = await after.post("/v1/interviews", wish(quiet_world), Idempotency_Key="k")
    leo = quiet_world.twins.cast.leo.member
    said = {"member": leo, "answer": "accepted"}
    paths = [f"/v1/interviews/{each.said['id']}/answers" for each in (made, own)]
    answered = [await api.post(path, said, Idempotency_Key="k") for path in paths]
    clock.advance(timedelta(days=7, seconds=1))
    await quiet_world.settle()
    forgotten = await api.post(
        "/v1/interviews",
        wish(quiet_world, starts_at=(clock.now() + timedelta(days=1)).isoformat()),
        Idempotency_Key="k",
    )

    assert made.said["id"] != own.said["id"] and again.octets == own.octets
    assert [each.said["id"] for each in answered] == [made.said["id"], own.said["id"]]
    assert forgotten.status == 201


async def test_it_keeps_no_refusal_but_the_one_that_held_a_text(quiet_world: World) -> None:
    """What changed nothing may pass once the world has changed; a held text is held once."""
    api = first(quiet_world)
    client, freelancer = (quiet_world.twins.cast.proposals[0].client, quiet_world.twins.cast.leo.member)
    early = await api.post("/v1/interviews", wish(quiet_world, proposal="p-new"), Idempotency_Key="k")
    told = {"client": client, "freelancer": freelancer, "job": {"id": "j", "title": "Pipes"}}
    await api.put("/v1/proposals/p-new", {**told, "thread": "t-new", "state": "active"})
    then = await api.post("/v1/interviews", wish(quiet_world, proposal="p-new"), Idempotency_Key="k")
    slip = wish(quiet_world, agenda="Call me at +49 30 901820 or mail maya@gmail.com")
    held = await asyncio.gather(*(api.post("/v1/interviews", slip, Idempotency_Key="slip") for _ in range(5)))
    async with quiet_world.house.database.connection() as conn:
        texts = await conn.fetchval("select count(*) from held_text")

    assert (early.status, then.status) == (400, 201)
    assert {(each.status, each.octets) for each in held} == {(422, held[0].octets)}
    assert held[0].said["held"]["id"] and texts == 1


async def test_it_keeps_an_answer_so_that_nobody_reads_it_in_the_database(quiet_world: World) -> None:
    api = first(quiet_world)
    made = await api.post(
        "/v1/interviews", wish(quiet_world, title="Quite confidential"), Idempotency_Key="k"
    )
    async with quiet_world.house.database.connection() as conn:
        kept = await conn.fetch("select key, answer::text from seen where source = 'api'")

    assert made.status == 201 and len(kept) == 1
    assert "confidential" not in str(kept[0]["answer"]) and made.said["id"] not in str(kept[0]["answer"])


async def test_it_refuses_what_is_no_key(quiet_world: World) -> None:
    api, told = first(quiet_world), wish(quiet_world)
    wrong = ("", '"', '"half', 'a"b', "two words", "x" * 256, '""')
    refused = [await api.post("/v1/interviews", told, Idempotency_Key=each) for each in wrong]
    longest = await api.post("/v1/interviews", told, Idempotency_Key="x" * 255)

    assert {(each.status, each.said["field"]) for each in refused} == {(400, "Idempotency-Key")}
    assert longest.status == 201


async def test_it_waits_for_whoever_acts_in_another_process_and_then_says_that_it_still_runs(
    quiet_world: World,
) -> None:
    """Another instance of ours holds the name; the wait ends with the database's own patience."""
    api = first(quiet_world)
    made = await api.post("/v1/interviews", wish(quiet_world), Idempotency_Key="k")
    async with quiet_world.house.database.transaction() as conn:
        await conn.execute("select 1 from seen where source = 'api' for update")
        await conn.execute("delete from seen where source = 'api'")
        waiting = asyncio.create_task(api.post("/v1/interviews", wish(quiet_world), Idempotency_Key="k"))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
    second = await waiting
    assert second.status == 201 and second.said["id"] != made.said["id"]
