"""A console with its people: one for each role, who sign in as people do."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from deployment import world


@fixture
async def console_world(clock: SetClock) -> AsyncIterator[World]:
    """Anteroom with a console; nothing happens by itself until `settle()`."""
    async with world(clock=clock, work=False, with_staff=True) as opened:
        yield opened
