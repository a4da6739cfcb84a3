"""The connector `matrix`: threads are rooms, or threads in them; a bot posts cards and reads answers.

A bot user with a token, and not an application service: it needs nothing but an invitation from whoever runs
a room, works at any homeserver, sees no room that it is not in, and what it reads comes by a cursor that can
be asked again after a crash. An application service would hear a little sooner, and of every room in its
namespace.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.marketplaces.connector import Feed
from anteroom.marketplaces.connector_settings import Matrix
from anteroom.marketplaces.plugging import plug_in
from anteroom.settings.deployment import Settings, SettingsFault
from anteroom_marketplaces.matrix.client import MatrixClient
from anteroom_marketplaces.matrix.examined import matrix_findings
from anteroom_marketplaces.matrix.feed import SyncFeed
from anteroom_marketplaces.matrix.telling import Telling
from anteroom_marketplaces.matrix.threads import MatrixThreads


class MatrixConnector:
    """A homeserver's rooms as threads, and its /sync as the one feed."""

    name = "matrix"

    def __init__(self, house: House, settings: Matrix) -> None:
        self._client = MatrixClient(
            settings.homeserver,
            house.settings.secrets.matrix_token,
            allow_private=house.settings.allow_private_targets,
        )
        self.threads = MatrixThreads(self._client, settings.language)
        every = timedelta(seconds=house.settings.marketplace.poll_seconds)
        self.feeds: Sequence[Feed] = (SyncFeed(house, self._client, settings.user_id, every),)

    async def open(self) -> None:
        """Open the session."""
        await self._client.open()

    async def close(self) -> None:
        """Close it."""
        await self._client.close()


class MatrixMarketplace:
    """The integration `matrix` of the group `anteroom.marketplaces`."""

    name = "matrix"

    def attach(self, app: web.Application, house: House) -> None:
        """Plug the connector in. Raises SettingsFault where `marketplace.matrix` is not described."""
        settings = house.settings.connectors.matrix
        if settings is None:
            raise SettingsFault(("marketplace.matrix is missing, and marketplace.connector names it",))
        plug_in(app, house, MatrixConnector(house, settings))
        app.add_routes([each.resource for each in Telling(house).declared])

    async def findings(self, settings: Settings) -> list[Finding]:
        """Say to `anteroom doctor` what of it works."""
        return await matrix_findings(settings)


def integration() -> MatrixMarketplace:
    """Return the integration, for the entry point."""
    return MatrixMarketplace()
