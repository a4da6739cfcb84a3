"""Brings a database to the newest revision. Alembic orders the revisions; each of them is a plain SQL file.

A revision is `versions/NNNN_name.py`, which names its predecessor, and `NNNN_name.sql` beside it. Alembic
renders what is missing, and asyncpg sends it as it stands in one transaction: all of it holds, or nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from anteroom.errors import AnteroomError

VERSIONS = Path(__file__).parent / "versions"
# Any number that nobody else locks in this database: "anteroom" as eight octets.
_LOCK = int.from_bytes(b"anteroom", "big")


class DatabaseNewer(AnteroomError):
    """The database has a revision that this release does not know: a newer release migrated it."""

    code = "database-newer"


async def migrate(dsn: str, *, versions: Path = VERSIONS) -> str | None:
    """Bring the database to the newest revision in `versions`, and return that revision.

    Several may start at once: one migrates, the others wait for it. Raises DatabaseNewer, or asyncpg's
    PostgresError from a faulty revision, after which the database is as it was.
    """
    script = ScriptDirectory(str(versions.parent), version_locations=[str(versions)])
    connection = await asyncpg.connect(
        dsn, timeout=10, server_settings={"application_name": "anteroom-migrate", "timezone": "UTC"}
    )
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            missing = render(script, await _revision_of(connection))
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
    script = ScriptDirectory(str(versions.parent), version_locations=[str(versions)])
    current = await _revision_of(connection)
    known = {each.revision for each in script.walk_revisions()}
    return Standing(current, script.get_current_head(), current is None or current in known)


def render(script: ScriptDirectory, current: str | None) -> str:
    """Return the SQL that leads from the revision `current` (None: an empty database) to the newest."""

    def steps(heads: tuple[str, ...], _: MigrationContext) -> list[RevisionStep]:
        return list(script._upgrade_revs("head", heads))  # type: ignore[arg-type]  # as alembic's own commands do

    rendered = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql",
        opts={"as_sql": True, "output_buffer": rendered, "starting_rev": current, "fn": steps},
    )
    try:
        with Operations.context(context):
            context.run_migrations()
    except CommandError as error:
        raise DatabaseNewer(
            f"The database is at revision {current}, which this release does not know. "
            "Start the release that migrated it, or a newer one.",
            reason=str(error),
        ) from error
    return rendered.getvalue()


def send_sql(revision_file: str) -> None:
    """Called by a revision's `upgrade` with its `__file__`: adds the SQL file beside it, byte for byte.

    Not `op.execute`, which takes colons for parameters and tabs for blanks.
    """
    op.get_context().impl.static_output(Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8"))


async def _revision_of(connection: asyncpg.Connection) -> str | None:
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision
