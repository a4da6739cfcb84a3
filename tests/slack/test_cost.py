"""However many others there are: what is read of one person for each command and change stays the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

import postgres
from anteroom.interviews.store import NOT_OVER, ahead_sql
from anteroom_slack.people.accounts import REACHED_OF
from blocks_read import blocks

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FEW, MANY = 100, 8_000
INSTALLED = """insert into slack_installation (team_id, sealed, at)
    select 'T' || i, '', $1 from generate_series(0, 20) i"""
ACCOUNTS = """insert into slack_account (team_id, user_id, person_id, linked_at)
    select 'T' || i % 20, 'U' || i, 'per_' || i, $1 from generate_series($2::integer, $3::integer) i"""
INTERVIEWS = """insert into interview (id, proposal_id, state, revision, sequence, starts_at, ends_at, title,
        agenda, room, neutral, created_at, of_client, of_freelancer)
    select 'int_' || i, 'prp_' || i, 'scheduled', 1, 0, $1::timestamptz, $1, '', '', 'r' || i, 'n' || i, $1,
        'per_' || i, 'per_0'
    from generate_series($2::integer, $3::integer) i"""
PARTIES = """insert into party (id, interview_id, person_id, position, role, side, label, required, answer,
        uid, reply_local)
    select 'pty_' || i, 'int_' || i, 'per_' || i, 0, 'host', 'client', 'M', true, 'accepted', 'u' || i,
        'r' || i
    from generate_series($1::integer, $2::integer) i"""


async def test_what_is_read_of_a_person_does_not_grow_with_everybody_else() -> None:
    dsn = await postgres.fresh_database()
    connection = await asyncpg.connect(dsn)
    ahead = ahead_sql("interview.id", "$1", "$2", "$3")
    asked: dict[str, tuple[Any, ...]] = {
        "how it is reached": (REACHED_OF, ["per_1", "per_2"], NOW),
        "what lies ahead": (ahead, "per_1", NOW - timedelta(days=1), NOT_OVER),
    }
    try:
        await connection.execute("set session_replication_role = replica")
        await connection.execute(INSTALLED, NOW)
        read = []
        for first, last in ((1, FEW), (FEW + 1, MANY)):
            await connection.execute(ACCOUNTS, NOW, first, last)
            await connection.execute(INTERVIEWS, NOW, first, last)
            await connection.execute(PARTIES, first, last)
            await connection.execute("vacuum analyze slack_account, slack_installation, interview, party")
            reached = await connection.fetch(*asked["how it is reached"])
            assert [(row["id"], row["reached"]) for row in reached] == [("per_1", True), ("per_2", True)]
            assert [row["id"] for row in await connection.fetch(*asked["what lies ahead"])] == ["int_1"]
            read.append({name: await blocks(connection, *each) for name, each in asked.items()})
        few, many = read
        assert {name for name in asked if many[name] > 2 * few[name] + 4} == set(), (few, many)
    finally:
        await connection.close()
        await postgres.give_back(dsn)
