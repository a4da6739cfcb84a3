"""What time itself does, when something that is due cannot be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anteroom.app import TIMEKEEPER
from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

START = MONDAY + timedelta(days=2)


async def schedule(world: World, number: int) -> str:
    """Ask for an interview of one of the proposals over the API; return its id."""
    offered = world.twins.cast.proposals[number]
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": START.isoformat(), "minutes": 45}
    status, interview = await ApiClient(world).post("/v1/interviews", wish)
    assert status == 201, interview
    return str(interview["id"])


async def break_interview(world: World, interview_id: str) -> None:
    """Write a state that no release knows, as a botched restore might; it is looked at first."""
    async with world.house.database.connection() as conn:
        await conn.execute(
            """update interview set state = 'unheard of', due_at = due_at - interval '1 minute'
            where id = $1""",
            interview_id,
        )


async def test_it_opens_everybody_elses_doors(quiet_world: World, clock: SetClock) -> None:
    broken, sound = await schedule(quiet_world, 0), await schedule(quiet_world, 1)
    await break_interview(quiet_world, broken)

    clock.set(START)
    with pytest.raises(ExceptionGroup) as caught:
        await quiet_world.app[TIMEKEEPER].step()

    assert caught.group_contains(ValueError)
    _, interview = await ApiClient(quiet_world).get(f"/v1/interviews/{sound}")
    assert interview["state"] == "doors_open"


async def test_it_does_the_rest_when_one_thing_cannot_be_done(quiet_world: World, clock: SetClock) -> None:
    """An interview that nobody can read must not keep contracts from starting and rooms from closing."""
    await break_interview(quiet_world, await schedule(quiet_world, 0))
    contract = {"proposal": quiet_world.twins.cast.proposals[0].id, "starts_at": START.isoformat()}
    status, said = await ApiClient(quiet_world).put("/v1/contracts/c-1", contract)
    assert status == 200, said

    clock.set(START)
    with pytest.raises(ExceptionGroup) as caught:
        await quiet_world.app[TIMEKEEPER].step()

    assert caught.group_contains(ValueError)
    async with quiet_world.house.database.connection() as conn:
        assert await conn.fetchval("select disclosed_at from contract") == START
        assert await conn.fetchval("select count(*) from ledger_anchor") == 1
