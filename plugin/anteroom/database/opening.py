"""Opens the deployment's database, whichever it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import migrate
from anteroom.database.pool import Database
from anteroom.settings.deployment import Settings


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The deployment's database, migrated to the newest revision; embedded where no DATABASE_URL is given.

    The sandbox's embedded server does not wait for the disk: it survives kill -9, not a power cut.
    """
    if settings.database.url is not None:
        async with _migrated(settings.database.url) as database:
            yield database
        return
    server = EmbeddedPostgres(settings.database.folder, durable=not settings.sandbox)
    dsn = await server.start()
    try:
        async with _migrated(dsn) as database:
            yield database
    finally:
        await server.stop()


@asynccontextmanager
async def _migrated(dsn: str) -> AsyncIterator[Database]:
    await migrate(dsn)
    database = await Database.connect(dsn)
    try:
        yield database
    finally:
        await database.close()
