"""SQL of phases, of who was in which arm, and of what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from anteroom.database.connection import Connection, Row
from anteroom.experiment.assignment import Arm
from anteroom.experiment.estimate import Sums
from anteroom.experiment.model import Look, Measure, Phase, State
from anteroom.responsiveness.model import Band

_ITEMS = """from experiment_person as subject join waiting on waiting.person_id = subject.person_id
    where subject.phase = $1 and subject.arm <> 'outside' and waiting.side = 'freelancer'
    and waiting.since >= $2 and ($3::timestamptz is null or waiting.since < $3)
    and not (waiting.ended_for is not null and waiting.ended_for in ('withdrawn', 'closed')
        and waiting.ended_at - waiting.since < $6::interval)"""
# What was soon taken back is left out of either arm alike: no nudge leaves before that time has passed.
_MEASURES = {
    Measure.ANSWERED: f"""select subject.arm, subject.person_id, count(*) as items, count(*) filter (where
            waiting.ended_for in ('answered', 'declined', 'hired')
            and waiting.ended_at <= waiting.since + interval '72 hours') as hits {_ITEMS}
        and waiting.since <= $4::timestamptz - interval '72 hours' group by subject.arm, subject.person_id""",
    Measure.HIRED: f"""select arm, person_id, count(*) as items, count(*) filter (where hired) as hits from (
        select subject.arm, subject.person_id, proposal.id, coalesce(bool_or(proposal.hired_at
            between waiting.since and waiting.since + interval '28 days'), false) as hired
        {_ITEMS.replace("where", "join proposal on proposal.id = waiting.proposal_id where", 1)}
        and waiting.since <= $4::timestamptz - interval '28 days'
        group by subject.arm, subject.person_id, proposal.id) as pair group by arm, person_id""",
    Measure.OPT_OUT: """select arm, person_id, 1 as items, (exists (select from nudge_opt_out as wish
            where wish.who = 'p:' || subject.person_id and wish.said_by = 'person'
            and wish.at >= subject.at))::integer as hits
        from experiment_person as subject where phase = $1 and arm <> 'outside'
        and at >= $2 and ($3::timestamptz is null or at < $3) and $6::interval is not null""",
    Measure.COMPLAINT: """select arm, person_id, 1 as items, (exists (select from ledger_entry as entry
            where entry.chain = 'person:' || subject.person_id and entry.event = 'nudges.refused'
            and entry.facts ->> 'way' = 'complaint' and entry.at >= subject.at))::integer as hits
        from experiment_person as subject where phase = $1 and arm <> 'outside'
        and at >= $2 and ($3::timestamptz is null or at < $3) and $6::interval is not null""",
}


async def lock(conn: Connection) -> None:
    """Hold the phases against other writers until we commit; their ledger chain has no row of its own."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('experiment', 3))")


async def lock_counting(conn: Connection) -> bool:
    """Hold the counting of results until we commit; False where somebody else counts."""
    held = await conn.fetchval("select pg_try_advisory_xact_lock(hashtextextended('experiment-results', 3))")
    return bool(held)


async def newest(conn: Connection) -> Phase | None:
    """Return the phase that is on; None where none ever was."""
    row = await conn.fetchrow("select * from experiment_phase order by number desc limit 1")
    return _phase(row) if row else None


async def phases(conn: Connection, limit: int) -> list[Phase]:
    """Return at most so many phases, newest first."""
    rows = await conn.fetch("select * from experiment_phase order by number desc limit $1", limit)
    return [_phase(row) for row in rows]


async def phase(conn: Connection, number: int) -> tuple[Phase, datetime | None] | None:
    """Return a phase and when it ended, None if it is on."""
    rows = await conn.fetch(
        "select * from experiment_phase where number in ($1, $1 + 1) order by number", number
    )
    if not rows or rows[0]["number"] != number:
        return None
    return _phase(rows[0]), rows[1]["since"] if len(rows) > 1 else None


async def add(conn: Connection, phase: Phase) -> None:
    """Append a phase; whoever does so holds the lock."""
    await conn.execute(
        """insert into experiment_phase
            (number, state, name, share, cohort, opt_outs, complaints, since, by_whom, reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        phase.number,
        phase.state.value,
        phase.name,
        phase.share,
        sorted(band.value for band in phase.cohort),
        phase.opt_outs,
        phase.complaints,
        phase.since,
        phase.by,
        phase.reason,
    )


async def take_news(conn: Connection, limit: int) -> list[tuple[str, str, datetime]]:
    """Take out at most so many who are newly waited for: person, side, and since when."""
    rows = await conn.fetch(
        """delete from experiment_news where position in (
            select position from experiment_news order by position limit $1 for update skip locked)
        returning person_id, side, since""",
        limit,
    )
    return [(row["person_id"], row["side"], row["since"]) for row in rows]


async def bands(conn: Connection, people: Iterable[str]) -> Mapping[str, Band]:
    """Return how soon people answer, as far as it is known."""
    rows = await conn.fetch(
        "select person_id, band from responsiveness where person_id = any($1::text[])", list(people)
    )
    return {row["person_id"]: Band(row["band"]) for row in rows}


async def add_people(conn: Connection, drawn: Sequence[tuple[int, str, Arm, datetime]]) -> None:
    """Keep the arms of people in phases, each since when; what was kept first stays."""
    await conn.execute(
        """insert into experiment_person (phase, person_id, arm, at)
        select * from unnest($1::integer[], $2::text[], $3::text[], $4::timestamptz[])
        on conflict do nothing""",
        [phase for phase, _, _, _ in drawn],
        [person_id for _, person_id, _, _ in drawn],
        [arm.value for _, _, arm, _ in drawn],
        [at for _, _, _, at in drawn],
    )


async def arm(conn: Connection, phase: int, person_id: str) -> Arm | None:
    """Return a person's arm in a phase, once it is kept."""
    found = await conn.fetchval(
        "select arm from experiment_person where phase = $1 and person_id = $2", phase, person_id
    )
    return Arm(found) if found else None


async def last_look(conn: Connection, phase: int) -> Look | None:
    """Return what the guardrails said last."""
    row = await conn.fetchrow(
        "select at, people, opt_outs, complaints from experiment_look where phase = $1", phase
    )
    return Look(**dict(row)) if row else None


async def look(conn: Connection, phase: Phase, now: datetime) -> Look:
    """Count to whom nudges were sent in a phase, on whichever side, and what they said to it; keep it."""
    row = await conn.fetchrow(
        """with nudged as (
            select person_id, min(at) as at from nudge
            where outcome = 'sent' and at >= $1 group by person_id),
        refused as (
            select nudged.person_id, exists (
                select from ledger_entry as entry where entry.chain = 'person:' || nudged.person_id
                and entry.event = 'nudges.refused' and entry.facts ->> 'way' = 'complaint'
                and entry.at >= nudged.at) as complained
            from nudged join nudge_opt_out as wish on wish.who = 'p:' || nudged.person_id
            where wish.said_by = 'person' and wish.at >= nudged.at)
        select (select count(*) from nudged) as people, count(*) as opt_outs,
            count(*) filter (where complained) as complaints from refused""",
        phase.since,
    )
    assert row is not None
    found = Look(now, row["people"], row["opt_outs"], row["complaints"])
    await conn.execute(
        """insert into experiment_look (phase, at, people, opt_outs, complaints) values ($1, $2, $3, $4, $5)
        on conflict (phase) do update set at = excluded.at, people = excluded.people,
            opt_outs = excluded.opt_outs, complaints = excluded.complaints""",
        phase.number,
        found.at,
        found.people,
        found.opt_outs,
        found.complaints,
    )
    return found


async def count(
    conn: Connection, phase: Phase, until: datetime | None, now: datetime, withdrawal: timedelta
) -> None:
    """Count what became of either arm, as far as it is settled, and keep it in place of what was counted.

    What was taken back within `withdrawal` never was a wait.
    """
    await conn.execute("delete from experiment_result where phase = $1", phase.number)
    for measure, people in _MEASURES.items():
        await conn.execute(
            f"""insert into experiment_result (phase, outcome, arm, people, items, hits, items_squared,
                hits_squared, items_by_hits, at)
            select $1, $5, arm, count(*), sum(items), sum(hits), sum(items * items), sum(hits * hits),
                sum(items * hits), $4 from ({people}) as person group by arm""",
            phase.number,
            phase.since,
            until,
            now,
            measure.value,
            withdrawal,
        )


async def counted(conn: Connection, phase: int) -> tuple[Mapping[tuple[Measure, Arm], Sums], datetime | None]:
    """Return what was counted last, and when."""
    rows = await conn.fetch("select * from experiment_result where phase = $1", phase)
    found = {
        (Measure(row["outcome"]), Arm(row["arm"])): Sums(
            row["people"],
            row["items"],
            row["hits"],
            row["items_squared"],
            row["hits_squared"],
            row["items_by_hits"],
        )
        for row in rows
    }
    return found, max((row["at"] for row in rows), default=None)


def _phase(row: Row) -> Phase:
    return Phase(
        number=row["number"],
        state=State(row["state"]),
        name=row["name"],
        share=row["share"],
        cohort=frozenset(Band(each) for each in row["cohort"]),
        opt_outs=row["opt_outs"],
        complaints=row["complaints"],
        since=row["since"],
        by=row["by_whom"],
        reason=row["reason"],
    )
