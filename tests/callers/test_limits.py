"""How often a key may call: what is granted, what is told, and what it costs nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

from pytest_asyncio import fixture

from anteroom.api.limits import Limits
from anteroom.api.settings import Api
from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from callers.calling import first
from callers.stage import strict
from deployment import MONDAY

AT_ONCE = 60


@fixture
async def strict_world(clock: SetClock) -> AsyncIterator[World]:
    """A world in which a key may call once a second, and sixty times at once."""
    async with strict(clock, lambda chosen: replace(chosen, api=Api(60, AT_ONCE))) as opened:
        yield opened


async def test_it_grants_what_the_settings_say_and_tells_how_much_is_left(
    strict_world: World, clock: SetClock
) -> None:
    api = first(strict_world)
    key_id, program = await api.makes("keys:read")
    _, other = await api.makes("keys:read")
    path = "/v1/organisations/none"  # refused for want of a scope, which counts as well
    fresh = await program.get("/v1/keys")
    for _ in range(AT_ONCE - 2):
        await program.get(path)
    last, too_many = await program.get(path), await program.get("/v1/keys")
    neighbour = await other.get("/v1/keys")
    clock.advance(timedelta(seconds=1))
    again = await program.get("/v1/keys")
    await api.post(f"/v1/keys/{key_id}/rotation")
    shared = await program.get("/v1/keys")

    assert (fresh.status, fresh.headers["RateLimit"]) == (200, '"key";r=59;t=1')
    assert fresh.headers["RateLimit-Policy"] == '"key";q=60;w=60'
    assert (last.status, last.headers["RateLimit"]) == (403, '"key";r=0;t=60')
    assert (too_many.status, too_many.code) == (429, "too-many-calls")
    assert (too_many.headers["Retry-After"], too_many.headers["RateLimit"]) == ("1", '"key";r=0;t=60')
    assert (neighbour.status, again.status, shared.status) == (200, 200, 429)


def test_it_fills_at_an_even_pace_and_never_above_the_brim() -> None:
    clock = SetClock(MONDAY)
    limits = Limits(Api(calls_per_minute=30, calls_at_once=3), clock.now)
    spent = [limits.take("k").calls for _ in range(3)]
    refused = limits.take("k")
    clock.advance(timedelta(seconds=2))
    one = limits.take("k")
    clock.advance(timedelta(days=1))
    rested = limits.take("k")
    clock.set(MONDAY)
    set_back = limits.take("k")

    assert spent == [2, 1, 0]
    assert (refused.calls, refused.wait, refused.full_in) == (0, 2, 6)
    assert (one.calls, one.wait) == (0, 0)
    assert (rested.calls, rested.wait, rested.full_in) == (2, 0, 2)
    assert (set_back.calls, set_back.wait) == (1, 0)
