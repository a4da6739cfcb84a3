"""Whoever changes an interview holds its proposal first, so that no two of us wait for one another."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.app import TIMEKEEPER
from anteroom.clock import SetClock
from anteroom.interviews import attendance, passing, store
from anteroom.sandbox.world import World
from anteroom.timekeeper import RETURN_WITHIN
from api_client import ApiClient
from deployment import MONDAY

HELD = (
    "select true from proposal where id = (select proposal_id from interview where id = $1) for no key update"
)


VISIT = "select left_at from attendance where interview_id = $1 for update nowait"


async def scheduled(world: World) -> str:
    """Schedule an interview for tomorrow, and return its id."""
    offered, start = world.twins.cast.proposals[0], MONDAY + timedelta(days=1)
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": start.isoformat(), "minutes": 45}
    status, told = await ApiClient(world).post("/v1/interviews", wish)
    assert status == 201, told
    return str(told["id"])


async def test_an_end_waits_for_the_proposal_and_not_with_the_interview_in_its_hands(
    quiet_world: World, clock: SetClock
) -> None:
    """A reminder holds the proposal and then writes about the interview: each would wait for the other."""
    interview_id = await scheduled(quiet_world)
    clock.set(MONDAY + timedelta(days=1))
    await quiet_world.settle()
    clock.set(MONDAY + timedelta(days=1, hours=1))
    async with quiet_world.house.database.transaction() as conn:
        assert await conn.fetchval(HELD, interview_id)
        ending = asyncio.create_task(passing.settle(quiet_world.house, interview_id))
        done, _ = await asyncio.wait([ending], timeout=0.5)
        assert not done
        assert await conn.fetchval("select true from interview where id = $1 for update nowait", interview_id)
    assert (await ending).state.over


async def test_a_lost_visit_waits_for_the_interview_and_not_with_the_visit_in_its_hands(
    quiet_world: World, clock: SetClock
) -> None:
    """Whoever leaves a room holds the interview and then ends the visit: each would wait for the other."""
    house, keeper = quiet_world.house, quiet_world.app[TIMEKEEPER]
    interview_id = await scheduled(quiet_world)
    clock.set(MONDAY + timedelta(days=1))
    await quiet_world.settle()
    async with house.database.transaction() as conn:
        interview = await store.load(conn, interview_id, lock=True)
        await attendance.came(conn, interview, interview.host.id, clock.now())
    await keeper.step()
    clock.advance(RETURN_WITHIN * 2)
    async with house.database.transaction() as conn:
        await store.load(conn, interview_id, lock=True)
        step = asyncio.create_task(keeper.step())
        done, _ = await asyncio.wait([step], timeout=0.5)
        assert not done
        visit = await conn.fetchrow(VISIT, interview_id)
        assert visit is not None and visit["left_at"] is None
    await step
    async with house.database.connection() as conn:
        assert await conn.fetchval(VISIT, interview_id) is not None
