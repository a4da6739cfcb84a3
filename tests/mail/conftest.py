"""Fixtures of the mail tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pytest_asyncio import fixture

from mail.house_with_mail import HouseWithMail, house_with_mail


@fixture
async def mailed() -> AsyncIterator[HouseWithMail]:
    """A house with mail, in which nothing has happened yet."""
    async with house_with_mail() as opened:
        yield opened


@fixture
async def asked() -> AsyncIterator[HouseWithMail]:
    """A house whose edge server checks senders."""
    async with house_with_mail(authserv_id="mx.anteroom.test") as opened:
        yield opened
