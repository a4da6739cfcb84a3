"""The reception at which these tests come in, with mail as the way out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from deployment import world
from passes.reception import Reception


@fixture
async def reception(clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet. What is wanted outside leaves when the world settles."""
    async with world(clock=clock, work=False, integrations=[HttpMarketplace(), MailIntegration()]) as opened:
        at_the_desk = Reception(opened, clock)
        yield at_the_desk
        await at_the_desk.close()
