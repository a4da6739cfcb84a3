"""SQL of the times of an interview day that several freelancers may take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.errors import Conflict
from anteroom.interviews.model import Interview

GONE = "This time is no longer offered. Choose another, or accept the invitation as it stands."


async def add(conn: Connection, day: str, spans: Sequence[tuple[datetime, datetime]]) -> None:
    """Keep times of a day that nobody has yet."""
    await conn.executemany(
        "insert into day_slot (day, starts_at, ends_at) values ($1, $2, $3)",
        [(day, starts_at, ends_at) for starts_at, ends_at in spans],
    )


async def claim(conn: Connection, interview: Interview) -> None:
    """Let an interview have the shared time to which it has just been moved, against all who want it at once.

    Whoever comes second waits until the first has committed. Raises Conflict for a time that another has;
    for one that is not shared there is nothing to do.
    """
    if interview.day is None:
        return
    row = await conn.fetchrow(
        "select taken_by from day_slot where day = $1 and starts_at = $2 for update",
        interview.day,
        interview.starts_at,
    )
    if row is None:
        return
    if row["taken_by"] not in (None, interview.id):
        raise Conflict(GONE, field="offer")
    await conn.execute(
        "update day_slot set taken_by = $3 where day = $1 and starts_at = $2",
        interview.day,
        interview.starts_at,
        interview.id,
    )


async def taken(conn: Connection) -> list[Row]:
    """Return the times that one has and that may still be offered to others: day, starts_at, taken_by."""
    return await conn.fetch(
        """select day, starts_at, taken_by from day_slot where taken_by is not null and not withdrawn
        order by day, starts_at limit 50"""
    )


async def offered_to_others(conn: Connection, slot: Row) -> list[str]:
    """Return the other interviews of a day to which a time is still offered."""
    rows = await conn.fetch(
        """select distinct interview_id from counter join interview on interview.id = interview_id
        where day = $1 and interview_id <> $2 and counter.starts_at = $3 and counter.state = 'open'
        order by interview_id""",
        slot["day"],
        slot["taken_by"],
        slot["starts_at"],
    )
    return [row["interview_id"] for row in rows]


async def withdrawn(conn: Connection, slot: Row) -> None:
    """Note that a time is offered to nobody else any more."""
    await conn.execute(
        "update day_slot set withdrawn = true where day = $1 and starts_at = $2",
        slot["day"],
        slot["starts_at"],
    )


async def forget(conn: Connection, now: datetime) -> None:
    """Forget the times of days that are over."""
    await conn.execute("delete from day_slot where ends_at < $1", now)
