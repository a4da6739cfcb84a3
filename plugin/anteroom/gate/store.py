"""SQL of seats: a row once a seat was opened; without one it is invited.

Whoever keeps the gate may sit at another instance: each change is said on `CHANNEL`, by the room, once it is
committed.
"""

from __future__ import annotations

from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.gate.model import Seat, Stands, begun_anew
from anteroom.interviews.model import Interview

CHANNEL = "anteroom_gate"
_COLUMNS = "party_id, epoch, stands, since, device, asking, allowed, proved_at, told_at"


async def seats_of(conn: Connection, interview: Interview) -> dict[str, Seat]:
    """Return the seat of each party of an interview, by the party's id."""
    rows = await conn.fetch(f"select {_COLUMNS} from seat where interview_id = $1", interview.id)
    kept = {row["party_id"]: _seat(row) for row in rows}
    return {each.id: _of_now(kept.get(each.id), each.id, each.epoch) for each in interview.parties}


async def seat_of(conn: Connection, party_id: str, epoch: int) -> Seat:
    """Return one seat as the pass of that epoch finds it."""
    row = await conn.fetchrow(f"select {_COLUMNS} from seat where party_id = $1", party_id)
    return _of_now(_seat(row) if row else None, party_id, epoch)


async def put(conn: Connection, interview_id: str, seat: Seat, now: datetime) -> None:
    """Write a seat; the interview's row is held."""
    await conn.execute(
        """insert into seat (party_id, interview_id, epoch, stands, since, device, asking, allowed, proved_at,
            told_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (party_id) do update set epoch = excluded.epoch, stands = excluded.stands,
            since = excluded.since, device = excluded.device, asking = excluded.asking,
            allowed = excluded.allowed, told_at = excluded.told_at,
            proved_at = case when excluded.proved_at is null then null
                else coalesce(seat.proved_at, excluded.proved_at) end""",
        seat.party_id,
        interview_id,
        seat.epoch,
        seat.stands.value,
        seat.since or now,
        seat.device,
        seat.asking,
        seat.allowed,
        now if seat.proved else None,
        seat.told_at,
    )
    await say_changed(conn, interview_id)


async def over(conn: Connection, interview_id: str, now: datetime) -> None:
    """Let every seat of an interview expire that is over."""
    await conn.execute(
        """update seat set stands = 'expired', since = $2, asking = null, allowed = false
        where interview_id = $1 and stands <> 'expired'""",
        interview_id,
        now,
    )


async def say_changed(conn: Connection, interview_id: str) -> None:
    """Say, once this is committed, that who keeps the gate of an interview is to look at it anew."""
    await conn.execute("select pg_notify($1, room) from interview where id = $2", CHANNEL, interview_id)


async def begin_anew(conn: Connection, interview: Interview, now: datetime) -> None:
    """Let the seats of an interview begin anew that has another time."""
    for seat in (await seats_of(conn, interview)).values():
        if seat.stands is not Stands.INVITED:
            await put(conn, interview.id, begun_anew(seat, now), now)


async def put_out(conn: Connection, party_id: str, now: datetime) -> None:
    """Keep that a party's seat is nobody's any more."""
    await conn.execute(
        """update seat set stands = 'removed', since = $2, asking = null, allowed = false
        where party_id = $1""",
        party_id,
        now,
    )


def _of_now(kept: Seat | None, party_id: str, epoch: int) -> Seat:
    """A row of another epoch says how that ended, and no more."""
    if kept is None:
        return Seat(party_id, epoch)
    if kept.epoch == epoch:
        return kept
    ended = kept.stands in (Stands.REMOVED, Stands.EXPIRED)
    return Seat(party_id, epoch, kept.stands, kept.since) if ended else Seat(party_id, epoch)


def _seat(row: Row) -> Seat:
    return Seat(
        party_id=row["party_id"],
        epoch=row["epoch"],
        stands=Stands(row["stands"]),
        since=row["since"],
        device=row["device"],
        asking=row["asking"],
        allowed=row["allowed"],
        proved=row["proved_at"] is not None,
        told_at=row["told_at"],
    )


async def asked_instead(conn: Connection, interview_id: str) -> dict[str, str]:
    """Return under which name somebody asks to come instead, by the party it would be for."""
    rows = await conn.fetch(
        "select party_id, name from deputy where interview_id = $1 and state = 'asked'", interview_id
    )
    return {row["party_id"]: row["name"] for row in rows}


async def times_asked_instead(conn: Connection, party_id: str) -> int:
    """Return how often somebody asked to come instead of a party."""
    return int(await conn.fetchval("select count(*) from deputy where party_id = $1", party_id))


async def ask_instead(
    conn: Connection,
    deputy_id: str,
    interview_id: str,
    party_id: str,
    name: str,
    device: bytes,
    now: datetime,
) -> None:
    """Keep that somebody asks; what was asked before at this seat is asked no more."""
    await conn.execute(
        "update deputy set state = 'refused' where party_id = $1 and state = 'asked'", party_id
    )
    await conn.execute(
        """insert into deputy (id, interview_id, party_id, name, device, state, at)
        values ($1, $2, $3, $4, $5, 'asked', $6)""",
        deputy_id,
        interview_id,
        party_id,
        name,
        device,
        now,
    )
    await say_changed(conn, interview_id)


async def open_deputy(conn: Connection, party_id: str) -> Row | None:
    """Return the request that waits at a seat."""
    return await conn.fetchrow(
        "select id, name, device from deputy where party_id = $1 and state = 'asked'", party_id
    )


async def decide_deputy(conn: Connection, deputy_id: str, state: str, new_party_id: str | None) -> None:
    """Keep what the host decided."""
    interview_id = await conn.fetchval(
        "update deputy set state = $2, new_party_id = $3 where id = $1 returning interview_id",
        deputy_id,
        state,
        new_party_id,
    )
    await say_changed(conn, interview_id)
