"""What the overview counts: each by an index, no further than is said; sums of days from summary rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from anteroom.console.figures import count_of
from anteroom.database.connection import Connection
from anteroom.funnel.model import LEAST, Count

SOON = timedelta(days=1)
COUNTED: Mapping[str, str] = {
    "reports": "select 1 from report where state in ('new', 'assigned', 'reopened')",
    "flags": "select 1 from flag where state = 'open'",
    "held": "select 1 from held_text where appealed_at is not null and state = 'held'",
    "cases": "select 1 from support_case where state <> 'solved'",
    "due": "select 1 from interview where due_at is not null and due_at <= $1::timestamptz",
    "effects_waiting": "select 1 from effect where shown < wanted and state <> 'held'",
    "effects_held": "select 1 from effect where state = 'held'",
    "deliveries_dead": "select 1 from effect where kind = 'webhook_delivery' and state = 'held'",
}


async def count(conn: Connection, name: str, now: datetime) -> int:
    """Return how many of a kind wait, as far as is said."""
    query = COUNTED[name]
    return await count_of(conn, query, *((now + SOON,) if "$1" in query else ()))


async def of_days(conn: Connection, since: date, until: date) -> Mapping[tuple[date, str], Count]:
    """Return the funnel's numbers by day and measure, of all plans and rows together, both days too.

    Each says whether it is about enough people to be told to others than the trust people.
    """
    rows = await conn.fetch(
        """select day, measure, sum(count)::integer as count,
            (max(cardinality(clients)) >= $3
                or (select count(distinct who) from funnel_day, unnest(clients) who
                where (day, measure) = (each.day, each.measure)) >= $3)
            and (max(cardinality(freelancers)) >= $3
                or (select count(distinct who) from funnel_day, unnest(freelancers) who
                where (day, measure) = (each.day, each.measure)) >= $3) as enough
        from funnel_day each where day between $1 and $2 group by day, measure""",
        since,
        until,
        LEAST,
    )
    return {(row["day"], row["measure"]): Count(row["count"], row["enough"]) for row in rows}
