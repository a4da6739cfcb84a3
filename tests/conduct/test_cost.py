"""However many are counted at once, each costs as much, though PostgreSQL knows nothing of its tables yet.

After a first large import it has not looked at them: a question that is quick by their statistics alone
walked through a whole table for each hire, for half a minute at a time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

import postgres
from anteroom.conduct.flags.counting import BLIND, QUESTIONS, SMALL
from anteroom.conduct.flags.model import WINDOW, Kind
from blocks_read import blocks

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
AT = NOW - timedelta(days=20)
FEW, COUNTED, MANY = 400, 4_000, 32_000
"""Proposals, eight of each client. Of the many clients five hundred are counted, as many as at once."""
TABLES = (
    "person", "member", "proposal", "contract", "hire_fact", "thread_message", "held_text", "interview",
    "party", "verdict", "contest",
)  # fmt: skip
MEMBERS = """insert into member (person_id, external_id, role, label, plan)
    select 'per_' || i, 'm-' || i, case when i % 2 = 0 then 'client' else 'freelancer' end, 'M', 'basic'
    from generate_series($1::integer, $2::integer) i"""
PROPOSALS = """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread,
        state)
    select 'prp_' || i, 'p-' || i, 'per_' || i - i % 8, 'per_' || i - i % 8 + i % 8 / 2 * 2 + 1, 'j', '', 't',
        'active'
    from generate_series($1::integer, $2::integer) i"""
HIRES = """insert into contract (id, external_id, proposal_id, accepted_at)
    select 'cot_' || i, 'c-' || i, 'prp_' || i, $3::timestamptz
    from generate_series($1::integer, $2::integer) i where i % 4 = 0"""
MESSAGES = """insert into thread_message (id, proposal_id, sender_id, verdict, guard, sent_at)
    select 'msg_' || i, 'prp_' || i, 'per_' || i - i % 8, 'allow', '1', $3::timestamptz
    from generate_series($1::integer, $2::integer) i where i % 8 < 7"""
INTERVIEWS = """insert into interview (id, proposal_id, state, revision, sequence, starts_at, ends_at, title,
        agenda, room, neutral, created_at, ended_at, of_client, of_freelancer, place)
    select 'int_' || i, 'prp_' || i, 'held', 1, 0, $3::timestamptz, $3, '', '', 'r' || i, 'n' || i, $3, $3,
        'per_' || i - i % 8, 'per_' || i - i % 8 + i % 8 / 2 * 2 + 1, 'room'
    from generate_series($1::integer, $2::integer) i where i % 2 = 1"""
PARTIES = """insert into party (id, interview_id, person_id, position, role, side, label, required, answer,
        uid, reply_local)
    select 'pty_' || i, 'int_' || i, 'per_' || i - i % 8, 0, 'host', 'client', 'M', true, 'accepted',
        'u' || i, 'r' || i
    from generate_series($1::integer, $2::integer) i where i % 2 = 1"""

FOUND = {Kind.SILENT_HIRES: 2, Kind.WITHDRAWN_AFTER: 4, Kind.NO_SHOWS: 4, Kind.SLIPS_ALL_OVER: 7}
"""What is found of each client."""


@pytest.mark.parametrize(
    ("kind", "together"), [*((kind, False) for kind in QUESTIONS), (Kind.SILENT_HIRES, True)]
)
async def test_each_costs_as_much_however_many_are_counted(kind: Kind, *, together: bool) -> None:
    """`together`: all clients are of one company, and all freelancers of one agency."""
    dsn = await postgres.fresh_database()
    connection = await asyncpg.connect(dsn)
    given: list[object] = [NOW - WINDOW, NOW]
    if kind is Kind.SILENT_HIRES:
        given += [NOW - WINDOW + BLIND, SMALL]
    try:
        await connection.execute("set session_replication_role = replica")
        # A question that is asked again and again is planned for no people in particular.
        await connection.execute("set plan_cache_mode = force_generic_plan")
        for table in TABLES:
            await connection.execute(f"alter table {table} set (autovacuum_enabled = false)")
        read = []
        # Of a company all that it ever did is read once, so here no more is there than is counted.
        for first, last in ((0, FEW - 1), (FEW, (COUNTED if together else MANY) - 1)):
            for statement in (MEMBERS, PROPOSALS, PARTIES):
                await connection.execute(statement, first, last)
            for statement in (HIRES, MESSAGES, INTERVIEWS):
                await connection.execute(statement, first, last, AT)
            if together:
                await connection.execute(
                    "update member set organisation_id = role where organisation_id is null"
                )
            clients = [f"per_{number}" for number in range(0, min(last, COUNTED), 8)]
            found = await connection.fetch(QUESTIONS[kind], clients, *given)
            assert len(found) == FOUND[kind] * len(clients)
            read.append(await blocks(connection, QUESTIONS[kind], clients, *given) / len(clients))
        few, many = read
        assert many <= 2 * few + 2, (few, many)
    finally:
        await connection.close()
        await postgres.give_back(dsn)
