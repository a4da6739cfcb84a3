"""However much waits that is not due: what is due is found by reading as much as if nothing else waited."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import asyncpg

import postgres
from anteroom.nudges.store import DUE, OPEN_ON

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FEW, MANY = 100, 8_000
PEOPLE = """insert into person (id, kind, created_at)
    select 'per_' || i, 'member', $1::timestamptz from generate_series(0, 50) i"""
PROPOSALS = """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread,
        state)
    select 'prp_' || i, 'p-' || i, 'per_0', 'per_' || i % 50 + 1, 'j', 'A job', 't', 'active'
    from generate_series(1, 8000) i"""
WAITING = """insert into waiting (id, kind, about, proposal_id, person_id, side, waiter_id, since, latest_at,
        due_at)
    select 'wai_' || i, 'message', i::text, 'prp_' || i, 'per_' || i % 50 + 1, 'freelancer', 'per_0', $1,
        $1, $2
    from generate_series($3::integer, $4::integer) i"""


async def blocks(connection: asyncpg.Connection, query: str, *args: object) -> int:
    """How many blocks PostgreSQL reads for a question."""
    (plan,) = json.loads(await connection.fetchval(f"explain (analyze, buffers, format json) {query}", *args))
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])


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
