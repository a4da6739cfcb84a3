"""Fixtures of the tests with calendar servers."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from mail.house_with_mail import HouseWithMail, house_with_mail


@fixture
async def mailed() -> AsyncIterator[HouseWithMail]:
    """A house with mail, in which nothing has happened yet."""
    async with house_with_mail() as opened:
        yield opened
