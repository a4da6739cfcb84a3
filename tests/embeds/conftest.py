"""An interview of Maya's with Leo, and the marketplace's pages that show it to them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from embeds.frame import Frames
from passes.reception import Reception


@fixture
async def frames(quiet_world: World, clock: SetClock) -> AsyncIterator[Frames]:
    """One interview, and nobody who looks at it yet."""
    reception = Reception(quiet_world, clock)
    seats = await reception.schedule()
    yield Frames(reception, seats)
    await reception.close()
