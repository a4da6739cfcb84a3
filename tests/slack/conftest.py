"""What the tests of the Slack integration begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from slack_bureau import Bureau, open_bureau


@fixture
async def bureau() -> AsyncIterator[Bureau]:
    """Anteroom and Slack, with Maya linked."""
    async with open_bureau() as opened:
        yield opened


@fixture
async def strange_bureau() -> AsyncIterator[Bureau]:
    """Anteroom and Slack, with nobody linked."""
    async with open_bureau(linked=False) as opened:
        yield opened
