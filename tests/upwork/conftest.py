"""Upwork's twin by itself, and Anteroom plugged into it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from upwork.plugged import Plugged, open_plugged, people
from upwork_twin import UpworkTwin


@fixture
async def twin(clock: SetClock) -> AsyncIterator[UpworkTwin]:
    """Upwork with a company, a freelancer and their room in it."""
    async with UpworkTwin(clock.now) as opened:
        yield people(opened)


@fixture
async def plugged(twin: UpworkTwin, clock: SetClock) -> AsyncIterator[Plugged]:
    """Anteroom with the company's own key, before its first look."""
    async with open_plugged(twin, clock) as opened:
        yield opened
