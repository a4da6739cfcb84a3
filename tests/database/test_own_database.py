"""A sandbox's own database: from nothing each time, and never another run's."""

from __future__ import annotations

import asyncpg

from anteroom.sandbox.demo import OURS, own_database
from postgres import server_dsn


async def names() -> set[str]:
    conn = await asyncpg.connect(await server_dsn())
    try:
        rows = await conn.fetch("select datname from pg_database where starts_with(datname, $1)", OURS)
        return {row["datname"] for row in rows}
    finally:
        await conn.close()


async def test_it_leaves_a_sandbox_beside_it_alone_and_drops_what_nobody_lives_in() -> None:
    """A second `make demo` in the folder once took the database from under the first."""
    dsn = await server_dsn()
    async with own_database(dsn, "first") as first:
        async with first.transaction() as conn:
            await conn.execute("create table kept (n int)")
        async with own_database(dsn, "second") as second:
            async with second.connection() as conn:
                assert await conn.fetchval("select to_regclass('kept')") is None
            assert {f"{OURS}first", f"{OURS}second"} <= await names()
        async with first.connection() as conn:
            assert await conn.fetchval("select count(*) from kept") == 0
    async with own_database(dsn, "third"):
        assert not {f"{OURS}first", f"{OURS}second"} & await names()
