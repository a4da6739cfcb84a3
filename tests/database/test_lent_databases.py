"""Databases for tests that were used before are as good as new ones."""

from __future__ import annotations

import asyncpg
import pytest

from postgres import fresh_database, give_back


async def run(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_what_was_given_back_is_lent_again_and_empty() -> None:
    dsn = await fresh_database()
    await run(dsn, "insert into seen (source, key, at) values ('slack', 'once', now())")
    still_there = await asyncpg.connect(dsn)
    await give_back(dsn)
    again = await fresh_database()
    assert again == dsn
    assert await run(again, "select count(*) from seen") == 0
    assert await run(again, "select pg_relation_size('seen')") == 0
    assert await run(again, "select count(*) from alembic_version") == 1
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await still_there.fetchval("select 1")
    still_there.terminate()
    await give_back(again)


@pytest.mark.parametrize(
    "change",
    [
        "create table left_behind (n int)",
        "alter table seen add column more int",
        "alter table party disable trigger all",
        "create function left_behind() returns int language sql as 'select 1'",
        "do $$ begin execute format('alter database %I set work_mem = 2048', current_database()); end $$",
    ],
)
async def test_what_was_laid_otherwise_is_not_lent_again(change: str) -> None:
    dsn = await fresh_database()
    await run(dsn, change)
    await give_back(dsn)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await run(dsn, "select 1")
