"""What leaves, as the console lists it: by indexes, behind a place, and never what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anteroom.database.connection import Connection

Which = Literal["held", "waiting"]
_COLUMNS = """id, kind, interview_id, party_id, wanted, shown, state, attempts, uncertain, next_at, trouble,
    position"""
OF_ONE = 200
"""Effects of one interview that are listed."""


@dataclass(frozen=True, slots=True)
class EffectLine:
    """An effect in a list. `next_at` is when it is tried next, where it waits."""

    id: str
    kind: str
    interview_id: str | None
    party_id: str | None
    wanted: int
    shown: int
    state: str
    attempts: int
    uncertain: int
    next_at: datetime
    trouble: str
    position: int

    @property
    def held(self) -> bool:
        """Tell whether it waits for people."""
        return self.state == "held"

    @property
    def waits(self) -> bool:
        """Tell whether it is still on its way."""
        return self.shown < self.wanted and not self.held


async def of_interview(conn: Connection, interview_id: str) -> Sequence[EffectLine]:
    """Return an interview's effects, those that wait or are held first, then as they came."""
    rows = await conn.fetch(
        f"""select {_COLUMNS} from effect where interview_id = $1
        order by (shown < wanted or state = 'held') desc, position desc limit $2""",
        interview_id,
        OF_ONE,
    )
    return [EffectLine(**dict(row)) for row in rows]


async def held(conn: Connection, behind: int | None, limit: int) -> Sequence[EffectLine]:
    """Return what waits for people, newest first, behind a position. Events have a page of their own."""
    rows = await conn.fetch(
        f"""select {_COLUMNS} from effect where state = 'held' and kind <> 'webhook_delivery'
        and ($1::bigint is null or position < $1) order by position desc limit $2""",
        behind,
        limit,
    )
    return [EffectLine(**dict(row)) for row in rows]


async def waiting(conn: Connection, behind: tuple[datetime, str] | None, limit: int) -> Sequence[EffectLine]:
    """Return what is on its way, in the order in which it is tried, behind an instant and an id."""
    at, last = behind or (None, "")
    rows = await conn.fetch(
        f"""select {_COLUMNS} from effect where shown < wanted and state <> 'held'
        and ($1::timestamptz is null or (next_at >= $1 and (next_at, id) > ($1, $2)))
        order by next_at, id limit $3""",
        at,
        last,
        limit,
    )
    return [EffectLine(**dict(row)) for row in rows]
