"""What the page of health asks the database: by indexes, and no further than is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.console.figures import MOST_COUNTED
from anteroom.database.connection import Connection
from anteroom.verdicts.outages import NOTICED

WEEK = timedelta(days=7)
LOOKED_AT = 1000
"""The newest calls that are looked at, and the effects in trouble that are sorted by kind."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How it goes now. `waiting_since` is when the oldest effect that is ready became so, None for none."""

    beat_at: datetime | None
    alive: bool
    waiting: int
    waiting_since: datetime | None
    held: int
    ended: int
    technical: int
    last_outage: datetime | None


async def pulse(conn: Connection, now: datetime) -> Pulse:
    """Return it. Of calls the newest of the last week are looked at, `LOOKED_AT` at most."""
    row = await conn.fetchrow(
        """select (select at from beat) as beat_at,
            (select count(*) from (select from effect where shown < wanted and state <> 'held'
                limit $3) as found) as waiting,
            (select min(next_at) from effect where shown < wanted and state <> 'held'
                and next_at <= $1) as waiting_since,
            (select count(*) from (select from effect where state = 'held' limit $3) as found) as held,
            (select began_at from outage order by began_at desc limit 1) as last_outage,
            count(*) filter (where state in ('held', 'missed', 'technical')) as ended,
            count(*) filter (where state = 'technical') as technical
        from (select state from interview where ended_at > $2 order by ended_at desc limit $4) as calls""",
        now,
        now - WEEK,
        MOST_COUNTED + 1,
        LOOKED_AT,
    )
    assert row is not None
    beat_at = row["beat_at"]
    alive = beat_at is not None and now - beat_at <= NOTICED
    return Pulse(alive=alive, **dict(row))


async def troubled_kinds(conn: Connection) -> Sequence[tuple[str, int, int]]:
    """Return by kind how many effects failed and are tried again, and how many are held, of some at most."""
    rows = await conn.fetch(
        """select kind, count(*) filter (where state <> 'held') as failing,
            count(*) filter (where state = 'held') as held from (
            (select kind, state from effect where state = 'held' limit $1) union all
            (select kind, state from (select kind, state, attempts from effect
                where shown < wanted and state <> 'held' order by next_at limit $1) as tried
                where attempts > 0)) as troubled
        group by kind order by kind""",
        LOOKED_AT,
    )
    return [(row["kind"], row["failing"], row["held"]) for row in rows]
