"""However much waits that is not due: what is due is found by reading as much as if nothing else waited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg

import postgres
from anteroom.conduct.credit.store import MEETINGS
from anteroom.nudges.escalation.store import SHORTLIST, TOLD
from anteroom.nudges.own import ASKED
from anteroom.nudges.store import DUE, OPEN_ON
from blocks_read import blocks

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FEW, MANY = 100, 8_000
PEOPLE = """insert into person (id, kind, created_at)
    select 'per_' || i, 'member', $1::timestamptz from generate_series(0, 50) i"""
MEMBERS = """insert into member (person_id, external_id, role, label, plan)
    select 'per_' || i, 'm-' || i, case when i = 0 then 'client' else 'freelancer' end, 'M ' || i, 'plus'
    from generate_series(0, 50) i"""
PROPOSALS = """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread,
        state)
    select 'prp_' || i, 'p-' || i, 'per_0', 'per_' || i % 50 + 1, 'j', 'A job', 't', 'active'
    from generate_series(1, 8000) i"""
WAITING = """insert into waiting (id, kind, about, proposal_id, person_id, side, waiter_id, since, latest_at,
        due_at)
    select 'wai_' || i, 'message', i::text, 'prp_' || i, 'per_' || i % 50 + 1, 'freelancer', 'per_0', $1,
        $1, $2
    from generate_series($3::integer, $4::integer) i"""

OFFERS = """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread, state)
    select 'prp_' || i, 'p-' || i, 'per_0', 'per_' || i % 50 + 1, 'j-' || i / 10, 'A job', 't',
        case when i < 5 then 'shortlisted' else 'declined' end
    from generate_series($1::integer, $2::integer) i"""
INTERVIEWS = """insert into interview (id, proposal_id, state, revision, sequence, starts_at, ends_at, title,
        agenda, room, neutral, created_at, ended_at, of_client, of_freelancer)
    select 'int_' || i, 'prp_' || i, case when i <= 20 then 'held' else 'cancelled' end, 1, 0,
        $1::timestamptz, $1, '', '', 'r' || i, 'n' || i, $1, $1, 'per_0', 'per_' || i % 50 + 1
    from generate_series($2::integer, $3::integer) i"""
ESCALATED = """insert into nudge_escalation (id, waiting_id, proposal_id, client_id, case_id, at)
    select 'esc_' || i, 'wai_' || i, 'prp_' || i, case when i <= 3 then 'per_0' else 'per_' || i end, 'c', $1
    from generate_series($2::integer, $3::integer) i"""


async def test_a_step_reads_no_more_for_what_is_not_due() -> None:
    dsn = await postgres.fresh_database()
    connection = await asyncpg.connect(dsn)
    try:
        # Nothing else is asked of these rows but what is due, so nobody need refer to anything that is there.
        await connection.execute("set session_replication_role = replica")
        await connection.execute(PEOPLE, NOW)
        await connection.execute(PROPOSALS)
        later, soon = NOW + timedelta(days=1), NOW - timedelta(minutes=1)
        read = []
        for first, last in ((1, FEW), (FEW + 1, MANY)):
            await connection.execute(WAITING, NOW, later, first, last)
            await connection.execute("update waiting set due_at = $1 where id in ('wai_7', 'wai_8')", soon)
            await connection.execute("vacuum analyze waiting")
            assert len(await connection.fetch(DUE, NOW, 200)) == 2
            read.append((await blocks(connection, DUE, NOW, 200), await blocks(connection, OPEN_ON, "prp_9")))
        (due_few, open_few), (due_many, open_many) = read
        assert due_many <= 2 * due_few + 2, "the index by due_at is used, and nothing else is read"
        assert open_many <= 2 * open_few + 2
    finally:
        await connection.close()
        await postgres.give_back(dsn)


async def test_what_is_read_of_a_client_does_not_grow_with_all_that_it_ever_did() -> None:
    """The shortlist and what the client was asked, and the badge that each card of the client shows."""
    dsn = await postgres.fresh_database()
    connection = await asyncpg.connect(dsn)
    asked = {
        "shortlist": (SHORTLIST, ("per_0", "j-0", "prp_1", "per_2", 50)),
        "escalations": (ASKED, ("per_0", 50)),
        "what stands around them": (TOLD, (["esc_1", "esc_2", "esc_3"], 50)),
        "badge": (MEETINGS, ("per_0", NOW - timedelta(days=365))),
        "badge of a freelancer": (MEETINGS, ("per_3", NOW - timedelta(days=365))),
    }
    try:
        await connection.execute("set session_replication_role = replica")
        await connection.execute(PEOPLE, NOW)
        await connection.execute(MEMBERS)
        read, found = [], []
        for first, last in ((1, FEW), (FEW + 1, MANY)):
            await connection.execute(OFFERS, first, last)
            await connection.execute(INTERVIEWS, NOW, first, last)
            await connection.execute(ESCALATED, NOW, first, last)
            await connection.execute("vacuum analyze proposal, interview, nudge_escalation")
            found.append(
                {name: len(await connection.fetch(query, *given)) for name, (query, given) in asked.items()}
            )
            read.append(
                {name: await blocks(connection, query, *given) for name, (query, given) in asked.items()}
            )
        few, many = read
        rows = {"shortlist": 3, "escalations": 3, "what stands around them": 3, "badge": 20}
        assert found == [rows | {"badge of a freelancer": 1}] * 2
        assert {name for name in asked if many[name] > 2 * few[name] + 4} == set(), (few, many)
    finally:
        await connection.close()
        await postgres.give_back(dsn)
