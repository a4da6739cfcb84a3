"""What was decided of texts in which something was found: kept without the texts, for whoever asks later.

A text of which the same is decided several times a day under one table is one case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.database.connection import Connection, Row
from anteroom.guard import Action
from anteroom.house import House
from anteroom.policy.model import Circumstances, Purpose, Stage
from anteroom.policy.outcome import Decided, Looked, Outcome
from anteroom.policy.store import keep_table


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose text it is, and what was found in it by which version of the guard."""

    proposal_id: str
    writer_id: str
    digest: bytes
    kinds: tuple[str, ...]
    guard: str
    held_id: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A text that was decided about, as its row tells it. `released_at`: when people let it pass."""

    id: str
    position: int
    at: datetime
    proposal_id: str
    writer_id: str
    held_id: str | None
    digest: bytes
    circumstances: Circumstances
    kinds: tuple[str, ...]
    looked: Looked
    row: str
    policy: str
    outcome: Outcome
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class Try:
    """A text that was held: it counts as a try of its writer until people release it."""

    proposal_id: str
    writer_id: str
    digest: bytes
    at: datetime
    released_at: datetime | None


async def record(conn: Connection, house: House, subject: Subject, decided: Decided) -> None:
    """Keep a ruling, in the transaction that acts on it."""
    now, of = house.clock.now(), decided.ruling.of
    if of is None:
        return
    table = house.policy if decided.ruling.policy not in house.tables else None
    if table is not None:
        await keep_table(conn, table, now)
    await conn.execute(
        """insert into ruling (id, at, day, proposal_id, writer_id, held_id, digest, purpose, surface, stage,
            plan, rating, completed_jobs, found, kinds, guard, maskable, released, door, nth, policy,
            policy_row, decided)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23)
        on conflict (digest, purpose, surface, day, policy, decided) do update set
            held_id = coalesce(ruling.held_id, excluded.held_id)""",
        f"rul_{house.randomness.token(20)}",
        now,
        now.date(),
        subject.proposal_id,
        subject.writer_id,
        subject.held_id,
        subject.digest,
        of.purpose.value,
        of.surface,
        of.stage.value,
        of.plan,
        of.rating,
        of.completed_jobs,
        decided.found.value,
        list(subject.kinds),
        subject.guard,
        decided.maskable,
        decided.released,
        decided.door,
        decided.nth,
        decided.ruling.policy,
        decided.ruling.row,
        decided.outcome.value,
    )


async def cases(
    conn: Connection, since: datetime, until: datetime, after: tuple[datetime, int] | None, limit: int
) -> Sequence[Case]:
    """Return what was decided in a time, oldest first, behind `after`."""
    rows = await conn.fetch(
        """select ruling.*, case when held_text.state = 'released' then held_text.closed_at end as released_at
        from ruling left join held_text on held_text.id = held_id
        where ruling.at >= $1 and ruling.at < $2
        and ($3::timestamptz is null or (ruling.at, ruling.position) > ($3, $4))
        order by ruling.at, ruling.position limit $5""",
        since,
        until,
        after[0] if after else None,
        after[1] if after else 0,
        limit,
    )
    return [_case(row) for row in rows]


async def count(conn: Connection, since: datetime, until: datetime) -> int:
    """Return how many texts were decided about in a time."""
    found = await conn.fetchval("select count(*) from ruling where at >= $1 and at < $2", since, until)
    return int(found)


async def not_kept(conn: Connection, since: datetime, until: datetime) -> int:
    """Return how many texts were held, or their writers told, of which the facts were not kept."""
    held = await conn.fetchval(
        """select count(*) from held_text where at >= $1 and at < $2
        and not exists (select from ruling where ruling.digest = held_text.digest)""",
        since,
        until,
    )
    told = await conn.fetchval(
        """select count(*) from thread_message where sent_at >= $1 and sent_at < $2 and verdict = 'warn'
        and not exists (select from ruling where ruling.digest = thread_message.digest)""",
        since,
        until,
    )
    return int(held) + int(told)


async def tries_beside(conn: Connection, since: datetime, until: datetime, days: int) -> list[Try]:
    """Return what was held in the `days` before `since`, and until then what no case tells of."""
    rows = await conn.fetch(
        """select proposal_id, writer_id, digest, at, case when state = 'released' then closed_at end as gone
        from held_text where at > $1 and at < $3 and (at < $2
            or not exists (select from ruling where ruling.digest = held_text.digest))
        order by at""",
        since - timedelta(days=days),
        since,
        until,
    )
    return [Try(row["proposal_id"], row["writer_id"], row["digest"], row["at"], row["gone"]) for row in rows]


def _case(row: Row) -> Case:
    return Case(
        id=row["id"],
        position=row["position"],
        at=row["at"],
        proposal_id=row["proposal_id"],
        writer_id=row["writer_id"],
        held_id=row["held_id"],
        digest=row["digest"],
        circumstances=Circumstances(
            plan=row["plan"],
            stage=Stage(row["stage"]),
            rating=row["rating"],
            completed_jobs=row["completed_jobs"],
            purpose=Purpose(row["purpose"]),
            surface=row["surface"],
        ),
        kinds=tuple(row["kinds"]),
        looked=Looked(Action(row["found"]), row["maskable"], row["released"], bool(row["door"]), row["nth"]),
        row=row["policy_row"],
        policy=row["policy"],
        outcome=Outcome(row["decided"]),
        released_at=row["released_at"],
    )
