"""One world for the tests of these pages: what happened in it is laid once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from pytest_asyncio import fixture

import postgres
from anteroom.clock import SetClock
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import open_world
from console_pages.overheard import Overheard
from console_pages.people import Peopled
from deployment import MONDAY, settings
from shared_relay import with_shared_relay


@fixture(scope="module", loop_scope="module")
async def peopled() -> AsyncIterator[Peopled]:
    """A console over a marketplace in which something of every kind has happened."""
    clock, randomness = SetClock(MONDAY), SystemRandomness()
    dsn = await postgres.fresh_database()
    database = await Overheard.connect(dsn, most=10)
    chosen = with_shared_relay(replace(settings(randomness), sandbox=True))
    try:
        async with open_world(chosen, database, clock, randomness, work=False, with_staff=True) as opened:
            made = Peopled(opened, clock)
            await made.happen()
            database.said.clear()
            yield made
    finally:
        await database.close()
        await postgres.give_back(dsn)
