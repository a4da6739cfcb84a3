"""What waits, and what was done about it, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.guard.model import Action
from anteroom.interviews.model import Side
from anteroom.nudges.model import Kind, Silence, Step, Stop, Thread, Waiting, Waits
from anteroom.proposals.model import Proposal

SHOWN = [action.value for action in Action if action is not Action.BLOCK]
"""What of a message reaches the other member, were it without a part of it: that is an answer, too."""
DUE = "select id, proposal_id from waiting where due_at <= $1 order by due_at limit $2"
OPEN_ON = "select * from waiting where proposal_id = $1 and ended_at is null order by since, id"


async def open_on(conn: Connection, proposal_id: str) -> list[Waiting]:
    """Return what waits on a proposal, at its interviews too. The proposal is locked."""
    rows = await conn.fetch(OPEN_ON, proposal_id)
    return [waiting_of(row) for row in rows]


async def load(conn: Connection, waiting_id: str) -> Waiting | None:
    """Return what waits, or waited, under an id."""
    row = await conn.fetchrow("select * from waiting where id = $1", waiting_id)
    return waiting_of(row) if row is not None else None


async def add(conn: Connection, waiting: Waiting) -> None:
    """Keep that something waits."""
    waits = waiting.waits
    await conn.execute(
        """insert into waiting (id, kind, about, proposal_id, interview_id, person_id, side, waiter_id,
            escalates, since, latest_at, until, steps, due_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""",
        waiting.id,
        waits.kind.value,
        waits.about,
        waits.proposal_id,
        waits.interview_id,
        waits.person_id,
        waits.side.value,
        waits.waiter_id,
        waits.escalates,
        waiting.since,
        waiting.latest_at,
        waits.until,
        waiting.steps,
        waiting.due_at,
    )


async def change(conn: Connection, waiting: Waiting) -> None:
    """Keep what changed of something that still waits: who waits, until when, since when."""
    await conn.execute(
        """update waiting set waiter_id = $2, escalates = $3, until = $4, since = $5, latest_at = $6
        where id = $1 and ended_at is null""",
        waiting.id,
        waiting.waits.waiter_id,
        waiting.waits.escalates,
        waiting.waits.until,
        waiting.since,
        waiting.latest_at,
    )


async def end(conn: Connection, waiting_id: str, now: datetime, stop: Stop) -> bool:
    """Keep that something waits no more, and why; once ended it stays as it was, and this is False."""
    ended = await conn.fetchval(
        """update waiting set ended_at = $2, ended_for = $3, due_at = null
        where id = $1 and ended_at is null returning true""",
        waiting_id,
        now,
        stop.value,
    )
    return bool(ended)


async def end_between(
    conn: Connection, proposal_id: str, one: str, other: str, now: datetime, stop: Stop
) -> list[str]:
    """End what waits of either of two persons for the other on a proposal; return what did."""
    rows = await conn.fetch(
        """update waiting set ended_at = $4, ended_for = $5, due_at = null
        where proposal_id = $1 and ended_at is null
        and ((person_id = $2 and waiter_id = $3) or (person_id = $3 and waiter_id = $2)) returning id""",
        proposal_id,
        one,
        other,
        now,
        stop.value,
    )
    return sorted(row["id"] for row in rows)


async def forget_person(conn: Connection, person_id: str, now: datetime) -> list[str]:
    """End what waits for a person who is erased, or of whom such a person waits; return what did."""
    rows = await conn.fetch(
        """update waiting set ended_at = $2, ended_for = 'erased', due_at = null
        where ended_at is null and (person_id = $1 or waiter_id = $1) returning id""",
        person_id,
        now,
    )
    return sorted(row["id"] for row in rows)


async def endings_of(conn: Connection, waiting_ids: Sequence[str]) -> dict[str, Stop]:
    """Return why those of these wait no more that do not; what is forgotten by now is not in it."""
    rows = await conn.fetch(
        "select id, ended_for from waiting where id = any($1::text[]) and ended_at is not null",
        list(waiting_ids),
    )
    return {row["id"]: Stop(row["ended_for"]) for row in rows}


async def settled(conn: Connection, keys: Sequence[tuple[Kind, str, str]]) -> set[tuple[Kind, str, str]]:
    """Return those of these keys whose waiting has ended for good: it does not begin again by itself."""
    rows = await conn.fetch(
        """select distinct kind, about, person_id from waiting
        where about = any($1::text[]) and ended_for in ('hired', 'blocked')""",
        [about for _, about, _ in keys],
    )
    return {(Kind(row["kind"]), row["about"], row["person_id"]) for row in rows} & set(keys)


async def thread_of(conn: Connection, proposal: Proposal) -> Thread:
    """Return when the two members of a proposal last wrote what was shown, or answered by another way."""
    row = await conn.fetchrow(
        """select
            (select min(sent_at) from thread_message where proposal_id = $1 and sender_id = $2
                and verdict = any($4::text[])) as first_by_client,
            (select max(sent_at) from thread_message where proposal_id = $1 and sender_id = $2
                and verdict = any($4::text[])) as client_wrote,
            (select max(sent_at) from thread_message where proposal_id = $1 and sender_id = $3
                and verdict = any($4::text[])) as freelancer_wrote,
            (select max(ended_at) from waiting where proposal_id = $1 and kind = 'message'
                and person_id = $2 and ended_for <> 'withdrawn') as client_settled,
            (select max(ended_at) from waiting where proposal_id = $1 and kind = 'message'
                and person_id = $3 and ended_for <> 'withdrawn') as freelancer_settled""",
        proposal.id,
        proposal.client_id,
        proposal.freelancer_id,
        SHOWN,
    )
    assert row is not None
    return Thread(
        first_by_client=row["first_by_client"],
        client_wrote=row["client_wrote"],
        freelancer_wrote=row["freelancer_wrote"],
        client_answered=_newest(row["client_wrote"], row["client_settled"]),
        freelancer_answered=_newest(row["freelancer_wrote"], row["freelancer_settled"]),
    )


async def due(conn: Connection, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Return what is due, the longest first, with its proposal; what is not due is not looked at."""
    rows = await conn.fetch(DUE, now, limit)
    return [(row["id"], row["proposal_id"]) for row in rows]


async def claim(conn: Connection, waiting_id: str, proposal_id: str, now: datetime) -> Waiting | None:
    """Hold what is due and its proposal until we commit; None where somebody else holds or has done it.

    The proposal first, as everywhere, so that two never wait for one another; and neither is waited for.
    """
    held = await conn.fetchval(
        "select true from proposal where id = $1 for no key update skip locked", proposal_id
    )
    if not held:
        return None
    row = await conn.fetchrow(
        "select * from waiting where id = $1 and due_at <= $2 for update skip locked", waiting_id, now
    )
    return waiting_of(row) if row is not None else None


async def one_at_a_time(conn: Connection, person_id: str) -> None:
    """Let nobody else nudge a person before this transaction has ended: two must not each miss the other."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 9))", person_id)


async def put_off(conn: Connection, waiting_id: str, until: datetime | None) -> None:
    """Look at it again at a moment; None: never."""
    await conn.execute("update waiting set due_at = $2 where id = $1", waiting_id, until)


async def sent_to(conn: Connection, person_id: str, since: datetime, now: datetime) -> tuple[datetime, ...]:
    """Return when nudges left to a person after a moment, newest first.

    One that is still on its way, because its way out is down, will have left at `now` at the earliest.
    """
    rows = await conn.fetch(
        """select case when shown < wanted and state <> 'held' then $3 else at end as left_at
        from nudge left join effect on effect.id = effect_id
        where person_id = $1 and outcome = 'sent' and at > $2 order by left_at desc limit 100""",
        person_id,
        since,
        now,
    )
    return tuple(row["left_at"] for row in rows)


async def leaves(conn: Connection, waiting_id: str, step: int, now: datetime) -> None:
    """Keep that a nudge which had to wait leaves only now: the next is reckoned from here."""
    await conn.execute(
        "update nudge set at = $3 where waiting_id = $1 and step = $2 and at < $3", waiting_id, step, now
    )


async def took_step(
    conn: Connection,
    nudge_id: str,
    waiting: Waiting,
    step: Step,
    outcome: str,
    now: datetime,
    *,
    why: Silence | None = None,
    channel: str = "",
    effect_id: str | None = None,
) -> None:
    """Keep that a step was taken, or passed over and why. The database takes no step twice."""
    await conn.execute(
        """insert into nudge (id, waiting_id, person_id, step, outcome, why, channel, effect_id, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        nudge_id,
        waiting.id,
        waiting.waits.person_id,
        step.number,
        outcome,
        why.value if why is not None else "",
        channel,
        effect_id,
        now,
    )
    await conn.execute("update waiting set steps = $2 where id = $1", waiting.id, step.number)


async def forget(conn: Connection, before: datetime) -> None:
    """Forget what ended before a moment, with what was done about it; the ledger keeps that it was."""
    await conn.execute(
        """delete from waiting where id in (select id from waiting where ended_at < $1
        order by ended_at limit 5000)""",
        before,
    )
    await conn.execute("delete from nudge_answer where at < $1", before)


def waiting_of(row: Row) -> Waiting:
    """Return a row of the table as the value that it is."""
    return Waiting(
        id=row["id"],
        waits=Waits(
            kind=Kind(row["kind"]),
            about=row["about"],
            proposal_id=row["proposal_id"],
            person_id=row["person_id"],
            side=Side(row["side"]),
            waiter_id=row["waiter_id"],
            interview_id=row["interview_id"],
            until=row["until"],
            escalates=row["escalates"],
        ),
        since=row["since"],
        latest_at=row["latest_at"],
        steps=row["steps"],
        due_at=row["due_at"],
        ended_at=row["ended_at"],
        ended_for=Stop(row["ended_for"]) if row["ended_for"] else None,
    )


def _newest(*moments: datetime | None) -> datetime | None:
    return max(filter(None, moments), default=None)
