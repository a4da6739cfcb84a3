"""What the page of nudges reads: counts by indexes, no further than is said, and the newest steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from anteroom.console.figures import count_of
from anteroom.database.connection import Connection

COUNTED: Mapping[str, str] = {
    "due": "select 1 from waiting where due_at is not null",
    "sent": "select 1 from nudge where at > $1::timestamptz and outcome = 'sent'",
    "suppressed": "select 1 from nudge where at > $1::timestamptz and outcome = 'suppressed'",
    "escalated": "select 1 from nudge where at > $1::timestamptz and outcome = 'escalated'",
}


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step that was taken, or passed over and why; `member` is the marketplace's id, None for a guest."""

    id: str
    at: datetime
    step: int
    outcome: str
    why: str
    channel: str
    kind: str
    side: str
    member: str | None
    proposal: str
    proposal_id: str


async def count(conn: Connection, name: str, since: datetime) -> int:
    """Return how many of a kind there are, as far as is said."""
    query = COUNTED[name]
    return await count_of(conn, query, *((since,) if "$1" in query else ()))


async def newest_first(conn: Connection, behind: tuple[datetime, str] | None, limit: int) -> list[Stepped]:
    """Return at most so many steps behind one (by its instant and id), or the newest."""
    at, last = behind or (None, "")
    rows = await conn.fetch(
        """select step.*, waiting.kind, waiting.side, waiting.proposal_id, member.external_id as member,
            proposal.external_id as proposal
        from (select id, waiting_id, person_id, step, outcome, why, channel, at from nudge
            where $1::timestamptz is null or (at <= $1 and (at, id) < ($1, $2))
            order by at desc, id desc limit $3) step
        join waiting on waiting.id = step.waiting_id join proposal on proposal.id = waiting.proposal_id
        left join member on member.person_id = step.person_id order by step.at desc, step.id desc""",
        at,
        last,
        limit,
    )
    return [
        Stepped(
            id=row["id"],
            at=row["at"],
            step=row["step"],
            outcome=row["outcome"],
            why=row["why"],
            channel=row["channel"],
            kind=row["kind"],
            side=row["side"],
            member=row["member"],
            proposal=row["proposal"],
            proposal_id=row["proposal_id"],
        )
        for row in rows
    ]
