"""A key that works for a time leaves none behind that works longer."""

from __future__ import annotations

from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from callers.calling import first

EXPIRES = "expires_at"


async def test_a_key_makes_none_that_outlives_it(quiet_world: World, clock: SetClock) -> None:
    """Nor does it take another's place; what ends with it, or before, it makes as ever."""
    api = first(quiet_world)
    ends = clock.now() + timedelta(hours=1)
    lasting_id, _ = await api.makes("keys:read")
    key_id, maker = await api.makes("keys:read", "keys:write", expires_at=ends.isoformat())
    wish = {"name": "Left behind", "scopes": ["keys:read"]}
    for end in (None, (ends + timedelta(seconds=1)).isoformat()):
        refused = await maker.post("/v1/keys", {**wish, EXPIRES: end})
        assert (refused.status, refused.code) == (403, "not-allowed")
    taken = await maker.post(f"/v1/keys/{lasting_id}/rotation", {"overlap_hours": 0})
    assert taken.status == 403
    assert (await api.get(f"/v1/keys/{lasting_id}")).said["standing"] == "good"
    assert (await maker.post("/v1/keys", {**wish, EXPIRES: ends.isoformat()})).status == 201
    rotated = await maker.post(f"/v1/keys/{key_id}/rotation", {})
    assert (rotated.status, rotated.said[EXPIRES][:19]) == (201, ends.isoformat()[:19])


async def test_a_key_that_was_rotated_away_leaves_none_behind(quiet_world: World, clock: SetClock) -> None:
    api = first(quiet_world)
    key_id, leaked = await api.makes("keys:read", "keys:write")
    assert (await api.post(f"/v1/keys/{key_id}/rotation", {"overlap_hours": 24})).status == 201
    kept = await leaked.post("/v1/keys", {"name": "Left behind", "scopes": ["keys:write"]})
    assert kept.status == 403
    short = (clock.now() + timedelta(hours=1)).isoformat()
    made = await leaked.post("/v1/keys", {"name": "Short", "scopes": ["keys:read"], EXPIRES: short})
    assert made.status == 201
