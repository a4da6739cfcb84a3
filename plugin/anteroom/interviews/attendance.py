"""Who was really in the room, and for how long both sides were there together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.interviews import store
from anteroom.interviews.model import Interview, Side


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of one party in the room; `left_at` is None while it lasts."""

    party_id: str
    joined_at: datetime
    left_at: datetime | None


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


async def left(conn: Connection, party_id: str, at: datetime) -> None:
    """Note that a party went out."""
    await conn.execute(
        "update attendance set left_at = greatest($2, joined_at) where party_id = $1 and left_at is null",
        party_id,
        at,
    )


async def visits(conn: Connection, interview_id: str) -> list[Visit]:
    """Return every stay, in order."""
    rows = await conn.fetch(
        "select party_id, joined_at, left_at from attendance where interview_id = $1 order by joined_at",
        interview_id,
    )
    return [Visit(row["party_id"], row["joined_at"], row["left_at"]) for row in rows]


def together(interview: Interview, stays: Sequence[Visit], now: datetime) -> timedelta:
    """Return for how long, in all, at least one of each side was in the room at once."""
    sides = {party.id: party.side for party in interview.parties}
    moments: list[tuple[datetime, int, Side]] = []
    for stay in stays:
        side = sides.get(stay.party_id, Side.NEITHER)
        moments.append((stay.joined_at, 1, side))
        moments.append((stay.left_at or now, -1, side))
    inside = {Side.CLIENT: 0, Side.FREELANCER: 0, Side.NEITHER: 0}
    total, since = timedelta(0), None
    for at, step, side in sorted(moments, key=lambda moment: (moment[0], moment[1])):
        inside[side] += step
        both = inside[Side.CLIENT] > 0 and inside[Side.FREELANCER] > 0
        if both and since is None:
            since = at
        elif not both and since is not None:
            total, since = total + (at - since), None
    return total


def both_inside(interview: Interview, stays: Sequence[Visit]) -> bool:
    """Tell whether somebody of each side is in the room now."""
    inside = {stay.party_id for stay in stays if stay.left_at is None}
    sides = {party.side for party in interview.parties if party.id in inside}
    return {Side.CLIENT, Side.FREELANCER} <= sides
