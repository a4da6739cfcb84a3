"""When this service did not run: nobody is called missing for that."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.database.connection import Connection

BEAT_EVERY = timedelta(seconds=30)
NOTICED = timedelta(seconds=90)
"""A longer pause, found when the clockwork begins anew, was an outage; others may have run beside us."""
FORGET_AFTER = timedelta(days=400)
"""Longer than any interview lies ahead of its end."""


async def begin(conn: Connection, now: datetime) -> None:
    """Note, when this service begins to run, the time in which it did not."""
    last = await conn.fetchval("select at from beat for update")
    if last is not None and now - last > NOTICED:
        await conn.execute(
            "insert into outage (began_at, ended_at) values ($1, $2) on conflict do nothing", last, now
        )
    await conn.execute("delete from outage where ended_at < $1", now - FORGET_AFTER)
    await beat(conn, now)


async def beat(conn: Connection, now: datetime) -> None:
    """Note that this service runs."""
    await conn.execute(
        """insert into beat (at) values ($1)
        on conflict (one) do update set at = greatest(beat.at, excluded.at)""",
        now,
    )
