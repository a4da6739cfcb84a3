"""ETag, If-None-Match and If-Match: nobody reads again what is the same, or overwrites what was not seen."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.sandbox.world import World
from callers.calling import START, first, wish


async def test_it_lets_one_of_two_writers_change_what_both_have_seen(quiet_world: World) -> None:
    api = first(quiet_world)
    made = await api.post("/v1/interviews", wish(quiet_world))
    path = f"/v1/interviews/{made.said['id']}"
    seen = (await api.get(path)).headers["ETag"]
    moves = [
        {"member": made.said["parties"][0]["member"], "starts_at": (START + timedelta(hours=n)).isoformat()}
        for n in (1, 2)
    ]
    answers = await asyncio.gather(*(api.post(f"{path}/move", each, If_Match=seen) for each in moves))
    late = await api.post(f"{path}/cancel", {"member": moves[0]["member"]}, If_Match=f'"0.abc", {seen}')
    after = await api.get(path)
    fresh = await api.post(f"{path}/cancel", {"member": moves[0]["member"]}, If_Match=after.headers["ETag"])
    unasked = await api.post(f"{path}/move", moves[0])

    assert seen == made.headers["ETag"]
    assert sorted(each.status for each in answers) == [200, 412]
    (lost,) = (each for each in answers if each.status == 412)
    (won,) = (each for each in answers if each.status == 200)
    assert lost.code == "changed-meanwhile" and after.said == won.said
    assert (late.status, fresh.status, fresh.said["state"]) == (412, 200, "cancelled")
    assert unasked.status == 409
    assert (await api.post("/v1/interviews/none/move", moves[0], If_Match="*")).status == 412


async def test_it_takes_an_empty_tag_for_none_it_gave_in_a_repeat_too(quiet_world: World) -> None:
    """And a whole number written as 60.0 for what it is, where it may be left out as well."""
    api = first(quiet_world)
    made = await api.post("/v1/interviews", wish(quiet_world))
    path, start = f"/v1/interviews/{made.said['id']}/move", START + timedelta(hours=1)
    move = {"member": made.said["parties"][0]["member"], "starts_at": start.isoformat(), "minutes": 60.0}

    assert (await api.post(path, move, Idempotency_Key="one")).status == 200
    assert (await api.post(path, move, Idempotency_Key="one", If_Match="")).status == 422
    assert (await api.post(path, move, If_Match="")).code == "malformed"


async def test_it_reads_nothing_again_that_is_the_same(quiet_world: World) -> None:
    api = first(quiet_world)
    made = await api.post("/v1/interviews", wish(quiet_world))
    path = f"/v1/interviews/{made.said['id']}"
    tag = (await api.get(path)).headers["ETag"]
    same = await api.get(path, If_None_Match=f'"other", W/{tag}')
    leo = quiet_world.twins.cast.leo.member
    await api.post(f"{path}/answers", {"member": leo, "answer": "accepted"})
    changed = await api.get(path, If_None_Match=tag)

    assert (same.status, same.octets, same.headers["ETag"]) == (304, b"", tag)
    assert (changed.status, changed.said["state"]) == (200, "scheduled")
    assert changed.headers["ETag"] != tag


async def test_it_compares_what_the_marketplace_told_before_it_is_told_otherwise(quiet_world: World) -> None:
    api = first(quiet_world)
    path, told = "/v1/organisations/o-two", {"name": "Two", "kind": "client", "plan": "basic"}
    early = await api.put(path, told, If_Match='"none"')
    made = await api.put(path, told)
    tag = (await api.get(path)).headers["ETag"]
    plans = ("business", "enterprise", "plus")
    answers = await asyncio.gather(*(api.put(path, {**told, "plan": plan}, If_Match=tag) for plan in plans))
    after = await api.get(path)
    same = await api.put(path, told, If_Match=after.headers["ETag"])

    assert (early.status, made.status) == (412, 200)
    assert sorted(each.status for each in answers) == [200, 412, 412]
    assert after.said in [each.said for each in answers]
    assert (same.status, same.headers["ETag"]) == (200, tag)
    leo = quiet_world.twins.cast.leo.member
    member = await api.get(f"/v1/members/{leo}")
    proposal = await api.get(f"/v1/proposals/{quiet_world.twins.cast.proposals[0].id}")
    assert "ETag" in member.headers and "ETag" in proposal.headers
