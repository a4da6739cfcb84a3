"""SQL of keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.keys.model import USED_TO, Key, scopes_of


async def insert(conn: Connection, key: Key) -> None:
    """Keep a new key."""
    await conn.execute(
        """insert into api_key (id, family, name, digest, scopes, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        key.id,
        key.family,
        key.name,
        key.digest,
        sorted(scope.value for scope in key.scopes),
        key.created_at,
        key.expires_at,
    )


async def load(conn: Connection, key_id: str, *, lock: bool = False) -> Key | None:
    """Return a key by its id; `lock` holds it against others until we commit."""
    row = await conn.fetchrow(f"select * from api_key where id = $1{' for update' if lock else ''}", key_id)
    return _key(row) if row else None


async def newest_first(conn: Connection, behind: tuple[datetime, str] | None, limit: int) -> Sequence[Key]:
    """Return at most `limit` keys behind the one that `behind` names by its time and id."""
    rows = await conn.fetch(
        """select * from api_key where $1::timestamptz is null or (created_at, id) < ($1, $2)
        order by created_at desc, id desc limit $3""",
        behind[0] if behind else None,
        behind[1] if behind else "",
        limit,
    )
    return [_key(row) for row in rows]


async def replace(conn: Connection, key_id: str, by: str, expires_at: datetime) -> None:
    """Note that another key took its place, and until when both work."""
    await conn.execute(
        "update api_key set replaced_by = $2, expires_at = $3 where id = $1", key_id, by, expires_at
    )


async def revoke(conn: Connection, key_id: str, at: datetime) -> None:
    """Let a key open nothing from now on."""
    await conn.execute("update api_key set revoked_at = $2 where id = $1", key_id, at)


async def used(conn: Connection, key_id: str, now: datetime) -> None:
    """Note, to the hour, that a key was used."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    await conn.execute(
        "update api_key set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $3)",
        key_id,
        hour,
        hour - USED_TO / 2,
    )


def _key(row: Row) -> Key:
    return Key(**{**dict(row), "scopes": scopes_of(row["scopes"])})
