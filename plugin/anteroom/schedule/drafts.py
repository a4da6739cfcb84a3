"""Forms that are filled in and perhaps not sent yet: sealed, found again by their writer, sent once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from anteroom.database.connection import Connection, Row
from anteroom.errors import Conflict
from anteroom.house import House
from anteroom.schedule.filled import Filled

LIFE = timedelta(hours=2)
FORGET_AFTER = timedelta(days=2)
"""A sent form answers for that long with what it became, should it be sent again."""
GONE = "This form was open for too long, and what it held is forgotten. Please fill it in again."


@dataclass(frozen=True, slots=True)
class Draft:
    """One form of one person on one proposal. `filled` is None once it was sent."""

    id: str
    proposal_id: str
    person_id: str
    filled: Filled | None
    interview_id: str | None
    at: datetime


async def keep(
    conn: Connection, house: House, proposal_id: str, person_id: str, draft_id: str, filled: Filled
) -> str:
    """Keep a form and return its id; in place of the earlier state of the same one, unless that was sent."""
    known = await _row(conn, draft_id, proposal_id, person_id) if draft_id else None
    new_id = draft_id if known is not None else f"dft_{house.randomness.token(24)}"
    if known is not None and known["interview_id"] is not None:
        raise Conflict("This form was sent already.")
    sealed = house.vault.seal(msgspec.json.encode(filled), f"schedule:{new_id}")
    await conn.execute(
        """insert into schedule_draft (id, proposal_id, person_id, sealed, at) values ($1, $2, $3, $4, $5)
        on conflict (id) do update set sealed = excluded.sealed, at = excluded.at""",
        new_id,
        proposal_id,
        person_id,
        sealed,
        house.clock.now(),
    )
    return new_id


async def load(
    conn: Connection, house: House, draft_id: str, proposal_id: str, person_id: str, *, lock: bool = False
) -> Draft:
    """Return somebody's own draft. Raises Conflict once it is gone, and for another's."""
    row = await _row(conn, draft_id, proposal_id, person_id, lock=lock)
    if row is None or (row["interview_id"] is None and row["at"] < house.clock.now() - LIFE):
        raise Conflict(GONE)
    return _draft(house, row)


async def newest(conn: Connection, house: House, proposal_id: str, person_id: str) -> Draft | None:
    """Return what somebody filled in last on a proposal and has not sent; None where there is none."""
    row = await conn.fetchrow(
        """select * from schedule_draft where proposal_id = $1 and person_id = $2 and interview_id is null
        and at > $3 order by at desc limit 1""",
        proposal_id,
        person_id,
        house.clock.now() - LIFE,
    )
    return _draft(house, row) if row is not None else None


async def sent(conn: Connection, draft_id: str, interview_id: str) -> None:
    """Note what a draft became; what it held is gone."""
    await conn.execute(
        "update schedule_draft set sealed = null, interview_id = $2 where id = $1", draft_id, interview_id
    )


async def drop(conn: Connection, draft_id: str, proposal_id: str, person_id: str) -> None:
    """Forget somebody's own draft."""
    await conn.execute(
        """delete from schedule_draft where id = $1 and proposal_id = $2 and person_id = $3
        and interview_id is null""",
        draft_id,
        proposal_id,
        person_id,
    )


async def forget(conn: Connection, now: datetime) -> None:
    """Forget what was never sent, and what was sent long ago."""
    await conn.execute(
        "delete from schedule_draft where at < $1 or (interview_id is null and at < $2)",
        now - FORGET_AFTER,
        now - LIFE,
    )


async def _row(
    conn: Connection, draft_id: str, proposal_id: str, person_id: str, *, lock: bool = False
) -> Row | None:
    return await conn.fetchrow(
        f"""select * from schedule_draft where id = $1 and proposal_id = $2 and person_id = $3
        {"for update" if lock else ""}""",
        draft_id,
        proposal_id,
        person_id,
    )


def _draft(house: House, row: Row) -> Draft:
    filled = None
    if row["sealed"] is not None:
        filled = msgspec.json.decode(house.vault.unseal(row["sealed"], f"schedule:{row['id']}"), type=Filled)
    return Draft(row["id"], row["proposal_id"], row["person_id"], filled, row["interview_id"], row["at"])
