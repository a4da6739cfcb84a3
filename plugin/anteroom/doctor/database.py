"""Whether the database is there, new enough, and as this release wants it."""

from __future__ import annotations

import asyncpg

from anteroom.clock import SystemClock
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import Standing, standing
from anteroom.doctor.calls import calls_finding
from anteroom.doctor.finding import Finding, fault, fine, left_out, warning
from anteroom.doctor.webhooks import FEEDS, WEBHOOKS, feeds_finding, webhooks_finding
from anteroom.errors import Unavailable
from anteroom.settings.deployment import Settings

OLDEST = 14
SECONDS = 10.0
WHY = "everything that must not be lost lies there"
CHECKS = ("database-version", "migrations", "extensions", "calls", WEBHOOKS, FEEDS)


async def database_findings(settings: Settings) -> list[Finding]:
    """Reach the database, changing nothing in it; the embedded one is started for that, and stopped again."""
    if settings.database.url is not None:
        return await _looked_at(settings.database.url, "DATABASE_URL answers")
    if not settings.database.folder.exists():
        found = f"the embedded database is made in {settings.database.folder} at the first start"
        return [_embedded(found), *(left_out(each, "there is no database yet") for each in CHECKS)]
    server = EmbeddedPostgres(settings.database.folder, durable=not settings.sandbox)
    try:
        dsn = await server.start()
    except (Unavailable, OSError) as error:
        mend = "see docs/settings.md, The embedded PostgreSQL, or set DATABASE_URL"
        why = error.sentence if isinstance(error, Unavailable) else type(error).__name__
        return [_gone(f"the embedded database does not start ({why})", mend)]
    try:
        _, *rest = await _looked_at(dsn, "")
        return [_embedded(f"the embedded database in {settings.database.folder} answers"), *rest]
    finally:
        await server.stop()


def _embedded(found: str) -> Finding:
    return warning(
        "database",
        found,
        "it serves one machine, and its backup is yours to make",
        "for several machines and for managed backups set DATABASE_URL",
    )


def _gone(found: str, mend: str) -> Finding:
    return fault("database", found, WHY, mend)


async def _looked_at(dsn: str, answers: str) -> list[Finding]:
    try:
        connection = await asyncpg.connect(
            dsn,
            timeout=SECONDS,
            command_timeout=SECONDS,
            server_settings={"application_name": "anteroom-doctor"},
        )
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # Never the address: it holds a password.
        found = f"the database does not let us in ({type(error).__name__})"
        return [_gone(found, "mend DATABASE_URL, or start the database"), *_unseen()]
    try:
        return [fine("database", answers), *await _questioned(connection)]
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        found = f"the database does not answer ({type(error).__name__})"
        return [_gone(found, "look at its own log"), *_unseen()]
    finally:
        await connection.close(timeout=SECONDS)


def _unseen() -> list[Finding]:
    return [left_out(each, "the database could not be looked at") for each in CHECKS]


async def _questioned(connection: asyncpg.Connection) -> list[Finding]:
    major = int(await connection.fetchval("show server_version_num")) // 10_000
    may_create = await connection.fetchval("select has_schema_privilege(current_schema(), 'create')")
    speaks = await connection.fetchval("select true from pg_language where lanname = 'plpgsql'")
    stands = await standing(connection)
    lived = [
        left_out(each, "the tables are not those of this release") for each in ("calls", WEBHOOKS, FEEDS)
    ]
    if stands.current == stands.newest:
        now = SystemClock().now()
        lived = [await calls_finding(connection, now), await webhooks_finding(connection, now)]
        lived.append(await feeds_finding(connection))
    return [
        _version(major),
        _migrations(stands, may_create=bool(may_create)),
        fine("extensions", "none is needed")
        if speaks
        else fault("extensions", "plpgsql is not there", "migrations speak it", "create extension plpgsql"),
        *lived,
    ]


def _version(major: int) -> Finding:
    if major < OLDEST:
        return fault(
            "database-version",
            f"PostgreSQL {major}",
            f"{OLDEST} is the oldest that Anteroom knows",
            "upgrade it",
        )
    return fine("database-version", f"PostgreSQL {major}")


def _migrations(stands: Standing, *, may_create: bool) -> Finding:
    if not stands.known:
        return fault(
            "migrations",
            f"the database is at revision {stands.current}, which this release does not know",
            "a newer release migrated it, and this one would not start",
            "start that release, or a newer one",
        )
    if stands.current != stands.newest and not may_create:
        return fault(
            "migrations",
            "tables are missing, and this role may not make any",
            "serve could not start",
            "grant create on its schema to the role of DATABASE_URL",
        )
    if stands.current != stands.newest:
        return warning(
            "migrations",
            f"at {stands.current or 'none'}, and the newest is {stands.newest}",
            "the next serve brings it there first",
            "anteroom migrate, at a time that suits you",
        )
    return fine("migrations", f"current ({stands.newest})")
