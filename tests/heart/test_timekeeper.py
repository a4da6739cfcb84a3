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


async def test_it_does_the_rest_when_one_thing_cannot_be_done(quiet_world: World, clock: SetClock) -> None:
    """An interview that nobody can read must not keep contracts from starting and rooms from closing."""
    api, offered = ApiClient(quiet_world), quiet_world.twins.cast.proposals[0]
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": START.isoformat(), "minutes": 45}
    status, interview = await api.post("/v1/interviews", wish)
    assert status == 201, interview
    contract = {"proposal": offered.id, "starts_at": START.isoformat()}
    status, said = await api.put("/v1/contracts/c-1", contract)
    assert status == 200, said
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("update interview set state = 'unheard of'")

    clock.set(START)
    with pytest.raises(ExceptionGroup) as caught:
        await quiet_world.app[TIMEKEEPER].step()

    assert [type(error) for error in caught.value.exceptions] == [ValueError]
    async with quiet_world.house.database.connection() as conn:
        assert await conn.fetchval("select disclosed_at from contract") == START
        assert await conn.fetchval("select count(*) from ledger_anchor") == 1
