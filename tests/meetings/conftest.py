"""The reception at which these tests come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from pytest_asyncio import fixture

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.integration import Integration
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.tools import open_tools
from anteroom.sandbox.world import World, open_world
from anteroom_marketplaces.http import HttpMarketplace
from anteroom_meetings import MeetingsIntegration
from deployment import settings
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
    randomness = SeededRandomness(7)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=10)
    try:
        async with open_tools(settings(randomness), clock, randomness) as (tools, chosen):
            integrations: list[Integration] = [HttpMarketplace(), MeetingsIntegration()]
            chosen = replace(chosen, sandbox=True)
            async with open_world(
                chosen, database, clock, randomness, work=False, integrations=integrations
            ) as world:
                opened = Made(Reception(world, clock), tools)
                await opened.connect()
                yield opened
                await opened.desk.close()
    finally:
        await database.close()
        await postgres.give_back(dsn)
