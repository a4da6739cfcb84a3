"""The door in front of lists, which are about no single interview."""

from __future__ import annotations

from anteroom.sandbox.world import World
from api_client import ApiClient


async def test_a_list_without_a_next_page_is_looked_at_like_every_other(quiet_world: World) -> None:
    """What is minted may be empty, as the cursor of a last page; nothing may be overlooked for that."""
    api, cast = ApiClient(quiet_world), quiet_world.twins.cast
    offered = cast.proposals[0]
    starts = {"starts_at": "2026-11-25T14:00:00Z", "minutes": 45}
    status, _ = await api.post("/v1/interviews", {"proposal": offered.id, "host": offered.client, **starts})
    assert status == 201
    listed = f"/v1/interviews?proposal={offered.id}"
    assert (await api.get(listed))[0] == 200
    for detail in (cast.leo.email, cast.leo.phone):
        async with quiet_world.house.database.connection() as conn:
            await conn.execute("update interview set title = $1", f"Write to {detail}")
        status, answer = await api.get(listed)
        assert (status, detail in str(answer)) == (500, False)
