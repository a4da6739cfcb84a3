"""The connector `upwork`: GraphQL, asked again and again, for Upwork tells nobody anything by itself.

It was never met live: there is no sandbox, and keys are given for a purpose. What is known, and from where,
stands in docs/upwork.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.marketplaces.connector import Feed
from anteroom.marketplaces.connector_settings import Upwork
from anteroom.marketplaces.plugging import plug_in
from anteroom.settings.deployment import Settings, SettingsFault
from anteroom_marketplaces.upwork.accounts import UpworkAccounts
from anteroom_marketplaces.upwork.budget import Budget
from anteroom_marketplaces.upwork.client import UpworkClient
from anteroom_marketplaces.upwork.connecting import Connecting
from anteroom_marketplaces.upwork.examined import upwork_findings
from anteroom_marketplaces.upwork.feeds import RoomsFeed, StandingFeed
from anteroom_marketplaces.upwork.forgetting import Forgetting
from anteroom_marketplaces.upwork.rooms import UpworkRooms
from anteroom_marketplaces.upwork.threads import UpworkThreads

STANDING_EVERY = 10
"""So many times rarer than rooms with something new in them are those of all living proposals asked for."""


class UpworkConnector:
    """Upwork's interview rooms as threads, and two feeds that are asked for them."""

    name = "upwork"

    def __init__(self, house: House, settings: Upwork) -> None:
        self.accounts = UpworkAccounts(house, settings)
        self.client = UpworkClient(
            settings.api_url,
            house.clock,
            self.accounts,
            Budget(settings.requests_per_second),
            allow_private=house.settings.allow_private_targets,
        )
        self.threads = UpworkThreads(house, self.client, settings.language, links=settings.links)
        rooms = UpworkRooms(house, self.client, settings.plan)
        every = timedelta(seconds=house.settings.marketplace.poll_seconds)
        self.feeds: Sequence[Feed] = (
            RoomsFeed(house, self.client, rooms, every),
            StandingFeed(house, self.client, rooms, every * STANDING_EVERY),
        )

    async def open(self) -> None:
        """Open the sessions."""
        await self.accounts.open()
        await self.client.open()

    async def close(self) -> None:
        """Close them."""
        await self.client.close()
        await self.accounts.close()


class UpworkMarketplace:
    """The integration `upwork` of the group `anteroom.marketplaces`."""

    name = "upwork"

    def attach(self, app: web.Application, house: House) -> None:
        """Plug the connector in. Raises SettingsFault where `marketplace.upwork` is not described."""
        settings = house.settings.connectors.upwork
        if settings is None:
            raise SettingsFault(("marketplace.upwork is missing, and marketplace.connector names it",))
        connector = UpworkConnector(house, settings)
        plug_in(app, house, connector)
        app.add_routes(Connecting(connector.accounts, connector.client).routes)
        house.duties.append(Forgetting(house, timedelta(hours=settings.keep_hours)).forget_due)

    async def findings(self, settings: Settings) -> list[Finding]:
        """Say to `anteroom doctor` what of it works."""
        return await upwork_findings(settings)


def integration() -> UpworkMarketplace:
    """Return the integration, for the entry point."""
    return UpworkMarketplace()
