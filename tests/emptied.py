"""Databases that tests gave back, emptied for the next."""

from __future__ import annotations

import asyncio
from threading import Thread

import asyncpg

LAID = """
select md5(concat_ws('|',
  (select string_agg(concat_ws(' ', nspname, relname, relkind, reloptions), ',' order by c.oid)
   from pg_class c join pg_namespace n on n.oid = relnamespace
   where nspname !~ '^(pg_|information_schema)'),
  (select string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' order by attrelid, attnum)
   from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'public'::regnamespace),
  (select string_agg(concat_ws(' ', oid, adrelid, adnum), ',' order by oid) from pg_attrdef),
  (select string_agg(concat_ws(' ', oid, conname, convalidated, condeferrable, condeferred), ',' order by oid)
   from pg_constraint where connamespace = 'public'::regnamespace),
  (select string_agg(concat_ws(' ', tgrelid, tgname, tgenabled, tgfoid), ',' order by oid) from pg_trigger),
  (select string_agg(concat_ws(' ', indexrelid, indisvalid), ',' order by indexrelid)
   from pg_index where indexrelid >= 16384),
  (select string_agg(concat_ws(' ', oid, proname, md5(prosrc)), ',' order by oid)
   from pg_proc where pronamespace = 'public'::regnamespace),
  (select string_agg(setconfig::text, ',') from pg_db_role_setting
   where setdatabase = (select oid from pg_database where datname = current_database()))))
"""
"""One word for how everything in a database was laid; a copy of a database has the same.

What cannot be changed without becoming another has another number then: a default, what a constraint says.
"""


async def how_laid(dsn: str) -> str:
    """Return the word for how everything in a database is laid."""
    connection = await asyncpg.connect(dsn)
    try:
        word: str = await connection.fetchval(LAID)
    finally:
        await connection.close()
    return word


class Caretaker:
    """A thread that empties databases, and stays connected to each of them.

    A new connection has to learn all about all tables first, which took the server a quarter of the time that
    the tests gave it. A test's own loop ends with the test, and its connections with it.
    """

    def __init__(self, laid: str) -> None:
        """`laid` is how everything is laid in a database that nobody used yet."""
        self._laid = laid
        self._connections: dict[str, asyncpg.Connection] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="caretaker", daemon=True)
        self._thread.start()

    async def emptied(self, dsn: str) -> bool:
        """Take every row out; False for a database that can only be dropped."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._empty(dsn), self._loop))

    def end(self) -> None:
        """Let go of all databases."""
        asyncio.run_coroutine_threadsafe(self._let_go(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _empty(self, dsn: str) -> bool:
        try:
            connection = self._connections.pop(dsn, None)
            if connection is None or connection.is_closed():
                connection = await asyncpg.connect(dsn)
            if not await self._emptied(connection):
                await connection.close()
                return False
        except (
            asyncpg.PostgresError,
            asyncpg.InterfaceError,
            OSError,
        ):  # shut, broken or gone: nobody's any more
            return False
        self._connections[dsn] = connection
        return True

    async def _emptied(self, connection: asyncpg.Connection) -> bool:
        """Take every row out, leaving files as short as new ones; False where tables were changed."""
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if await connection.fetchval(LAID) != self._laid:
            return False
        # Neither what forbids to change the ledger nor the order of foreign keys counts here.
        await connection.execute("SET session_replication_role = replica")
        tables = await connection.fetch(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
        )
        held = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for (name,) in tables)
        names = [name for (name,) in await connection.fetch(held)]
        if names:
            await connection.execute("; ".join(f"DELETE FROM {name}" for name in names))
            # So that rows lie in the order in which they come, as in a new table.
            await connection.execute(f"VACUUM {', '.join(names)}")
        # Of a table that was never vacuumed the planner expects some rows, of an emptied one none.
        await connection.execute(
            "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND (reltuples, relpages) <> (-1, 0)"
        )
        await connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
        return True

    async def _let_go(self) -> None:
        for connection in self._connections.values():
            await connection.close()
        self._connections.clear()
