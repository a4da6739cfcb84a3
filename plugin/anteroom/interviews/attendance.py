"""Who was really in the room: each stay of each party, and what its page came to there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.interviews import store
from anteroom.interviews.model import Interview
from anteroom.interviews.presence import Visit, both_inside


async def joined(conn: Connection, interview_id: str, party_id: str, at: datetime) -> None:
    """Note that a party came in; one that is in already stays as it is."""
    await conn.execute(
        """insert into attendance (interview_id, party_id, joined_at) select $1, $2, $3
        where not exists (select 1 from attendance where party_id = $2 and left_at is null)""",
        interview_id,
        party_id,
        at,
    )


async def came(conn: Connection, interview: Interview, party_id: str, at: datetime) -> None:
    """Note that a party came in, and when both sides were first together."""
    await joined(conn, interview.id, party_id, at)
    if interview.first_together_at is None and both_inside(interview, await visits(conn, interview.id)):
        await store.save(conn, replace(interview, first_together_at=at))


async def left(conn: Connection, party_id: str, at: datetime, *, lost: bool = False) -> None:
    """Note that a party went out; `lost`: its connection ended, and it did not come back in time."""
    await conn.execute(
        """update attendance set left_at = greatest($2, joined_at), lost = $3
        where party_id = $1 and left_at is null""",
        party_id,
        at,
        lost,
    )


async def reached(conn: Connection, party_id: str, other_id: str, at: datetime, *, connected: bool) -> None:
    """Note that a party's page set out to reach one of the other side's, or has reached it.

    The first time of a stay counts; to reach one of the own side is nothing.
    """
    column = "connected_at" if connected else "tried_at"
    await conn.execute(
        f"""update attendance set {column} = coalesce({column}, $3) where party_id = $1 and left_at is null
        and exists (select from party own join party other on other.interview_id = own.interview_id
            where own.id = $1 and other.id = $2
            and array[own.side, other.side] <@ array['client', 'freelancer'] and own.side <> other.side)""",
        party_id,
        other_id,
        at,
    )


async def visits(conn: Connection, interview_id: str) -> list[Visit]:
    """Return every stay, in order."""
    rows = await conn.fetch(
        """select party_id, joined_at, left_at, tried_at, connected_at, lost from attendance
        where interview_id = $1 order by joined_at""",
        interview_id,
    )
    return [
        Visit(
            row["party_id"],
            row["joined_at"],
            row["left_at"],
            row["tried_at"] is not None,
            row["connected_at"] is not None,
            row["lost"],
        )
        for row in rows
    ]
