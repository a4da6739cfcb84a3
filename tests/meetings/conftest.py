"""The reception at which these tests come in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.integration import Integration
from anteroom.sandbox.world import World
from anteroom_marketplaces.http import HttpMarketplace
from anteroom_meetings import MeetingsIntegration
from deployment import world
from meetings.made import Made
from passes.reception import Reception


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()


@fixture
async def made(clock: SetClock) -> AsyncIterator[Made]:
    """Tools in which calls can be made; Maya's company has connected its Zoom. Nobody is invited yet."""
    integrations: list[Integration] = [HttpMarketplace(), MeetingsIntegration()]
    async with world(clock=clock, seed=7, work=False, integrations=integrations, with_tools=True) as opened:
        assert opened.tools is not None
        beside = Made(Reception(opened, clock), opened.tools)
        yield beside
        await beside.desk.close()
