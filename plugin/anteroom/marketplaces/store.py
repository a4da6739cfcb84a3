"""How far each feed of the marketplace has been read, and how that goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection


@dataclass(frozen=True, slots=True)
class Standing:
    """One feed. `failures` in a row, the last for `trouble`; `refused` changes were passed by since ever."""

    cursor: str
    next_at: datetime
    failures: int
    trouble: str
    heard_at: datetime | None
    refused: int


async def standing(conn: Connection, connector: str, feed: str, now: datetime) -> Standing:
    """Return how a feed stands; one that was never asked is due now."""
    row = await conn.fetchrow(
        "select * from marketplace_cursor where connector = $1 and feed = $2", connector, feed
    )
    if row is None:
        return Standing("", now, 0, "", None, 0)
    return Standing(
        row["cursor"], row["next_at"], row["failures"], row["trouble"], row["heard_at"], row["refused"]
    )


async def keep(conn: Connection, connector: str, feed: str, stands: Standing) -> None:
    """Note how a feed stands now."""
    await conn.execute(
        """insert into marketplace_cursor
            (connector, feed, cursor, next_at, failures, trouble, heard_at, refused)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (connector, feed) do update set cursor = excluded.cursor, next_at = excluded.next_at,
            failures = excluded.failures, trouble = excluded.trouble, heard_at = excluded.heard_at,
            refused = excluded.refused""",
        connector,
        feed,
        stands.cursor,
        stands.next_at,
        stands.failures,
        stands.trouble,
        stands.heard_at,
        stands.refused,
    )


async def troubled(conn: Connection) -> int:
    """Return how many feeds could not be read when they were last asked."""
    found: int = await conn.fetchval("select count(*) from marketplace_cursor where failures > 0")
    return found


async def trouble(conn: Connection) -> str:
    """Return in our words why a feed could not be read; "" where all could."""
    found: str | None = await conn.fetchval("select max(trouble) from marketplace_cursor where failures > 0")
    return found or ""


async def passed_by(conn: Connection) -> int:
    """Return how many changes were passed by since they were wrong in themselves."""
    found: int = await conn.fetchval("select coalesce(sum(refused), 0)::int from marketplace_cursor")
    return found
