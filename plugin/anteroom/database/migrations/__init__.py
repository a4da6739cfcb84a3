"""Brings a database to the newest revision.

A revision is `versions/NNNN_name.py`, whose revision is NNNN and which names its predecessor, and
`NNNN_name.sql` beside it. What is missing is sent as it stands in one transaction: all of it holds, or
nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import asyncpg

from anteroom.errors import Unavailable

VERSIONS = Path(__file__).parent / "versions"
# Any number that nobody else locks in this database: "anteroom" as eight octets.
_LOCK = int.from_bytes(b"anteroom", "big")


class DatabaseNotReached(Unavailable):
    """No connection to the database could be made, or it does not let us in."""

    code = "database-not-reached"


async def migrate(dsn: str, *, versions: Path = VERSIONS) -> str | None:
    """Bring the database to the newest revision in `versions`, and return that revision.

    Several may start at once: one migrates, the others wait for it. Raises DatabaseNotReached, DatabaseNewer,
    or asyncpg's PostgresError from a faulty revision, after which the database is as it was.
    """
    try:
        connection = await asyncpg.connect(
            dsn, timeout=10, server_settings={"application_name": "anteroom-migrate", "timezone": "UTC"}
        )
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # What is no address may be told with the password in it.
        why = "it is no address of a database" if isinstance(error, ValueError) else str(error)
        raise DatabaseNotReached(
            "The database does not let us in. Start it, or mend DATABASE_URL; `anteroom doctor` looks again.",
            reason=why or type(error).__name__,
        ) from error
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            current = await _revision_of(connection)
            if current == newest_of(versions):
                return current
            from anteroom.database.migrations.rendering import render

            missing = render(versions, current)
            if missing:
                await connection.execute(missing)
            return await _revision_of(connection)
    finally:
        await connection.close()


@dataclass(frozen=True, slots=True)
class Standing:
    """The revision of a database (None: it has none yet), the newest, and whether this release knows it."""

    current: str | None
    newest: str | None
    known: bool


async def standing(connection: asyncpg.Connection, *, versions: Path = VERSIONS) -> Standing:
    """Look where a database stands, changing nothing."""
    current = await _revision_of(connection)
    return Standing(current, newest_of(versions), current is None or current in _revisions(versions))


def newest_of(versions: Path) -> str | None:
    """Return the newest revision, told from the names of the files; None where there is none."""
    return max(_revisions(versions), default=None)


def _revisions(versions: Path) -> set[str]:
    return {file.name.partition("_")[0] for file in versions.glob("[0-9]*_*.py")}


async def _revision_of(connection: asyncpg.Connection) -> str | None:
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision
