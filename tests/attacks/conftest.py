"""What attacks begin with: Anteroom with its whole outside, and one interview's request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY, world


@fixture
async def whole_world(clock: SetClock) -> AsyncIterator[World]:
    """Anteroom with every integration; nothing happens by itself until `settle()`."""
    async with world(clock=clock, work=False) as opened:
        yield opened


@pytest.fixture
def program(whole_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(whole_world)


@pytest.fixture
def request_body(whole_world: World) -> dict[str, Any]:
    """What the marketplace asks for when it schedules."""
    offered = whole_world.twins.cast.proposals[0]
    starts_at = (MONDAY + timedelta(days=2, hours=5)).isoformat()
    return {"proposal": offered.id, "host": offered.client, "starts_at": starts_at, "minutes": 45}
