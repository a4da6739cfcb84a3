"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.logs import log_to

if TYPE_CHECKING:
    from anteroom.sandbox.world import World


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """Write logs as a deployment does, so that no traceback shows local values."""
    log_to(sys.stderr)


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at Monday morning until it is moved."""
    return SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@fixture
async def quiet_world(clock: SetClock) -> AsyncIterator[World]:
    """Anteroom and its outside; nothing happens by itself until `settle()`."""
    from anteroom_marketplaces.http import HttpMarketplace
    from deployment import world

    async with world(clock=clock, work=False, integrations=[HttpMarketplace()]) as opened:
        yield opened
