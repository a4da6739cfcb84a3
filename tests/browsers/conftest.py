"""The company that most calls are held in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from company import Company, gathering


@fixture
async def company() -> AsyncIterator[Company]:
    """A house whose relay is reached by UDP and by TCP."""
    async with gathering() as gathered:
        yield gathered
