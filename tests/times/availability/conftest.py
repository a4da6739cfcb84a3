"""Somebody at the own page about availability."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.integration import Integration
from anteroom_availability import AvailabilityIntegration
from anteroom_marketplaces.http import HttpMarketplace
from deployment import world
from times.availability.owner import Owner


@fixture
async def owner(clock: SetClock) -> AsyncIterator[Owner]:
    """Leo, who is invited, at the own page."""
    chosen: list[Integration] = [HttpMarketplace(), AvailabilityIntegration()]
    async with world(clock=clock, work=False, integrations=chosen) as opened:
        leo = await Owner.come(opened, clock)
        yield leo
        await leo.close()
