"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from deployment import MONDAY, world
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at Monday morning until it is moved."""
    return SetClock(MONDAY)


@fixture
async def quiet_world(clock: SetClock) -> AsyncIterator[World]:
    """Anteroom and its outside; nothing happens by itself until `settle()`."""
    async with world(clock=clock, work=False) as opened:
        yield opened
