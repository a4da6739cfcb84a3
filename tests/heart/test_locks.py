"""Whoever changes an interview holds its proposal first, so that no two of us wait for one another."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.interviews import passing
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

HELD = (
    "select true from proposal where id = (select proposal_id from interview where id = $1) for no key update"
)


async def test_an_end_waits_for_the_proposal_and_not_with_the_interview_in_its_hands(
    quiet_world: World, clock: SetClock
) -> None:
    """A reminder holds the proposal and then writes about the interview: each would wait for the other."""
    offered, start = quiet_world.twins.cast.proposals[0], MONDAY + timedelta(days=1)
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": start.isoformat(), "minutes": 45}
    status, told = await ApiClient(quiet_world).post("/v1/interviews", wish)
    assert status == 201, told
    clock.set(start)
    await quiet_world.settle()
    clock.set(start + timedelta(hours=1))
    async with quiet_world.house.database.transaction() as conn:
        assert await conn.fetchval(HELD, told["id"])
        ending = asyncio.create_task(passing.settle(quiet_world.house, told["id"]))
        done, _ = await asyncio.wait([ending], timeout=0.5)
        assert not done
        assert await conn.fetchval("select true from interview where id = $1 for update nowait", told["id"])
    assert (await ending).state.over
