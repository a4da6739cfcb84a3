"""SQL of the policy's versions: append-only, each table kept once by its digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from anteroom.database.connection import Connection
from anteroom.database.connection import Row as Record
from anteroom.policy.model import Row

Table = tuple[Row, ...]
Source = Literal["settings", "api"]


@dataclass(frozen=True, slots=True)
class Version:
    """From when a table is in force, where it came from, who changed it and why."""

    number: int
    digest: str
    source: Source
    since: datetime
    at: datetime
    by: str
    reason: str


def digest_of(table: Table) -> str:
    """Return what names a table by its rows, in their order: 16 hex digits."""
    return hashlib.sha256(msgspec.json.encode(table, order="deterministic")).hexdigest()[:16]


async def keep_table(conn: Connection, table: Table, now: datetime) -> str:
    """Keep a table by its digest, once; return the digest."""
    digest = digest_of(table)
    await conn.execute(
        "insert into policy_table (digest, rows, at) values ($1, $2, $3) on conflict do nothing",
        digest,
        msgspec.to_builtins(table),
        now,
    )
    return digest


async def table(conn: Connection, digest: str) -> Table | None:
    """Return the table of that digest, if it ever was in force."""
    rows = await conn.fetchval("select rows from policy_table where digest = $1", digest)
    return None if rows is None else msgspec.convert(rows, Table)


async def add_version(conn: Connection, version: Version) -> None:
    """Append a version; whoever does so holds the policy's lock."""
    await conn.execute(
        """insert into policy_version (number, digest, source, since, at, by_whom, reason)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        version.number,
        version.digest,
        version.source,
        version.since,
        version.at,
        version.by,
        version.reason,
    )


async def newest(conn: Connection, *, source: Source | None = None) -> Version | None:
    """Return the version that was made last, of all or of one source, whether it is in force yet or not."""
    row = await conn.fetchrow(
        """select * from policy_version where $1::text is null or source = $1
        order by number desc limit 1""",
        source,
    )
    return _version(row) if row else None


async def in_force(conn: Connection, at: datetime) -> Version | None:
    """Return the version in force at an instant; None before there was any.

    Once a version that was made by API has begun, the settings' file is not asked any more.
    """
    row = await conn.fetchrow(
        """select * from policy_version where since <= $1
        order by source = 'api' desc, since desc, number desc limit 1""",
        at,
    )
    return _version(row) if row else None


async def versions(conn: Connection, before: int | None, limit: int) -> list[Version]:
    """Return versions, newest first, below the number `before`."""
    rows = await conn.fetch(
        """select * from policy_version where $1::integer is null or number < $1
        order by number desc limit $2""",
        before,
        limit,
    )
    return [_version(row) for row in rows]


async def lock(conn: Connection) -> None:
    """Hold the policy against other writers until we commit; its ledger chain has no row of its own."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('policy', 3))")


def _version(row: Record) -> Version:
    return Version(
        number=row["number"],
        digest=row["digest"],
        source=row["source"],
        since=row["since"],
        at=row["at"],
        by=row["by_whom"],
        reason=row["reason"],
    )
