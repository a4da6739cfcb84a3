"""The reception at which these tests come in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from passes.reception import Reception


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()
