"""The pool: types, transactions, and word from others."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import asyncpg
import pytest

from anteroom.database.listening import Listening
from anteroom.database.pool import Database
from anteroom.once import Joined
from postgres import empty_database, fresh_database

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    made = await Database.connect(await empty_database(), most=4)
    yield made
    await made.close()


async def test_it_keeps_instants_exactly_and_gives_them_back_in_utc(database: Database) -> None:
    instant = datetime(2026, 3, 29, 2, 30, 0, 123457, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    async with database.connection() as connection:
        for sent in (instant, datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)):
            back = await connection.fetchval("SELECT $1::timestamptz", sent)
            assert back == sent
            assert back.tzinfo is UTC
        assert await connection.fetchval("SHOW timezone") == "UTC"


async def test_it_refuses_an_instant_without_a_zone(database: Database) -> None:
    """The driver would take it for the machine's local time, without a word."""
    async with database.connection() as connection:
        with pytest.raises(asyncpg.DataError, match="without a zone"):
            await connection.fetchval("SELECT $1::timestamptz", datetime(2026, 1, 1))


@pytest.mark.parametrize("kind", ["json", "jsonb"])
async def test_it_takes_python_values_for_json(database: Database, kind: str) -> None:
    value = {"a": [1, 2.5, None, True, "ä‹›"], "b": {"c": ""}}
    async with database.connection() as connection:
        assert await connection.fetchval(f"SELECT $1::{kind}", value) == value
        assert await connection.fetchval(f"SELECT $1::{kind} ->> 'b'", value) is not None


async def test_it_lends_another_where_the_server_hung_up_on_one_at_hand(database: Database) -> None:
    async with database.connection() as first:
        pid = await first.fetchval("SELECT pg_backend_pid()")
    async with database.connection() as again:
        assert await again.fetchval("SELECT pg_backend_pid()") == pid
    server = await asyncpg.connect(database.dsn)
    await server.execute("SELECT pg_terminate_backend($1)", pid)
    while await server.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", pid):
        pass
    await server.close()
    async with database.connection() as other:
        assert await other.fetchval("SELECT pg_backend_pid()") != pid


async def test_it_cuts_a_connection_whose_server_does_not_answer_and_lends_another(
    database: Database,
) -> None:
    hasty = await Database.connect(database.dsn, most=1, patience=0.2)
    for query, args in (("SELECT pg_sleep(20)", ()), ("SELECT pg_sleep($1)", (20,))):
        for ask in ("execute", "fetch", "fetchrow", "fetchval"):
            async with hasty.connection() as connection:
                with pytest.raises(asyncpg.ConnectionDoesNotExistError):
                    await getattr(connection, ask)(query, *args)
    async with hasty.transaction() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await hasty.close()


async def test_it_undoes_a_transaction_that_raises(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("CREATE TABLE one (n int)")
    with pytest.raises(LookupError):
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO one VALUES (1)")
            raise LookupError
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM one") == 0


async def test_a_part_of_a_transaction_is_undone_whole_whatever_parts_it_had_itself(
    database: Database,
) -> None:
    """Each part may hand its connection on to somebody who makes parts of it in turn."""
    async with database.transaction() as connection:
        await connection.execute("CREATE TABLE two (n int)")
        with pytest.raises(LookupError):
            async with Joined(connection).transaction() as part:
                await part.execute("INSERT INTO two VALUES (1)")
                async with Joined(part).transaction() as inner:
                    await inner.execute("INSERT INTO two VALUES (2)")
                raise LookupError
        assert await connection.fetchval("SELECT count(*) FROM two") == 0


async def test_it_lends_a_connection_with_nothing_left_of_the_loan_before(database: Database) -> None:
    """A session is put back as it was; nobody else does what outlasts a transaction, which it ends itself."""
    alone = await Database.connect(database.dsn, most=1)
    # This very lock: other tests share the cluster, and hold theirs meanwhile.
    held = """SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
              WHERE locktype = 'advisory' AND datname = current_database() AND objid = 7"""
    with pytest.raises(LookupError):
        async with alone.session() as connection:
            await connection.execute("SET lock_timeout = '77ms'")
            await connection.execute("SELECT pg_advisory_lock(7)")
            raise LookupError
    async with alone.connection() as connection:
        assert await connection.fetchval(held) == 0
        assert await connection.fetchval("SHOW lock_timeout") == "10s"
        await connection.execute("BEGIN")
        await connection.execute("SELECT pg_advisory_xact_lock(7)")
    async with alone.connection() as connection:
        assert await connection.fetchval(held) == 0
    await alone.close()


def test_only_who_takes_a_session_does_what_outlasts_a_transaction() -> None:
    """What the pool lends is not asked for what was left on it, so nothing may be."""
    outlasting = re.compile(
        r"pg_(?:try_)?advisory_(?:unlock|lock)|set_config\((?![^)]*, true\))|create temp"
        r"|execute\(\s*f?[\"']+(?:set(?! local)|reset|listen|prepare|declare|discard) ",
        re.IGNORECASE,
    )
    doing = {
        path.relative_to(ROOT).as_posix()
        for part in ("plugin", "integrations")
        for path in (ROOT / part).rglob("*.py")
        if outlasting.search(path.read_text())
    }
    # Worker and poller take a session; the sandbox's run has connections of its own, and closes them.
    sessions = {"plugin/anteroom/effects/worker.py", "plugin/anteroom/marketplaces/polling.py"}
    assert doing == {*sessions, "plugin/anteroom/sandbox/demo.py"}


async def test_it_hears_what_another_instance_says_in_order(database: Database) -> None:
    other = await Database.connect(database.dsn, most=1)
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    subscription = await database.listen("rooms", heard.put)
    async with other.transaction() as connection:
        for number in range(3):
            await connection.execute("SELECT pg_notify('rooms', $1)", str(number))
    async with asyncio.timeout(5):
        assert [await heard.get() for _ in range(3)] == ["0", "1", "2"]
    await subscription.close()
    async with other.connection() as connection:
        await connection.execute("SELECT pg_notify('rooms', 'nobody')")
    await asyncio.sleep(0.1)
    assert heard.empty()
    await other.close()


async def test_it_comes_back_when_the_listening_connection_is_lost(database: Database) -> None:
    """And says None first, because what was said meanwhile is gone."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    await database.listen("rooms", heard.put)
    async with database.connection() as connection:
        cut = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'anteroom-listen' AND datname = current_database()"
        )
        assert len(cut) == 1
        async with asyncio.timeout(5):
            assert await heard.get() is None
        await connection.execute("SELECT pg_notify('rooms', 'again')")
        async with asyncio.timeout(5):
            assert await heard.get() == "again"


async def test_it_goes_on_hearing_after_a_listener_failed(database: Database) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()

    async def fail_once(payload: str | None) -> None:
        if payload == "first":
            raise RuntimeError("a listener's fault")
        await heard.put(payload)

    await database.listen("rooms", fail_once)
    async with database.connection() as connection:
        await connection.execute("SELECT pg_notify('rooms', 'first'), pg_notify('rooms', 'second')")
    async with asyncio.timeout(5):
        assert await heard.get() == "second"


async def test_it_shows_no_password(database: Database) -> None:
    assert "host" not in repr(database)


async def test_it_gives_each_test_a_database_of_its_own() -> None:
    first, second = await asyncio.gather(fresh_database(), fresh_database())
    assert first != second


async def test_it_begins_and_ends_to_hear_while_it_looks_whether_the_connection_is_alive(
    database: Database,
) -> None:
    """The connection does one thing at a time; here the looks follow one another without a pause."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    listening = Listening(database.dsn, pulse=0)
    stays = await listening.subscribe("rooms", heard.put)
    for number in range(50):
        await (await listening.subscribe(f"room_{number}", heard.put)).close()
    async with database.connection() as connection:
        await connection.execute("NOTIFY rooms, 'still'")
    assert await asyncio.wait_for(heard.get(), 10) == "still"
    await stays.close()
    await listening.close()
