"""The connector for any marketplace: signed calls out, our REST v1 in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from anteroom.house import House
from anteroom.marketplaces.connector import Feed
from anteroom.marketplaces.plugging import plug_in
from anteroom_marketplaces.calls import Calls
from anteroom_marketplaces.changes import Changes
from anteroom_marketplaces.threads import HttpThreads


class HttpConnector:
    """A marketplace that speaks HTTP: gets cards and messages into its threads, and tells us over REST v1.

    One that cannot call us is asked what has changed, where `marketplace.poll` says so.
    """

    name = "http"

    def __init__(self, house: House) -> None:
        marketplace = house.settings.marketplace
        self._calls = Calls(house)
        self.threads = HttpThreads(self._calls, marketplace.url)
        every = timedelta(seconds=marketplace.poll_seconds)
        changes = Changes(self._calls, marketplace.url, every, house.randomness)
        self.feeds: Sequence[Feed] = (changes,) if marketplace.poll else ()

    async def open(self) -> None:
        """Open the session for calls."""
        await self._calls.open()

    async def close(self) -> None:
        """Close it."""
        await self._calls.close()


class HttpMarketplace:
    """The integration `http` of the group `anteroom.marketplaces`."""

    name = "http"

    def attach(self, app: web.Application, house: House) -> None:
        """Plug the connector in."""
        plug_in(app, house, HttpConnector(house))


def integration() -> HttpMarketplace:
    """Return the integration, for the entry point."""
    return HttpMarketplace()
