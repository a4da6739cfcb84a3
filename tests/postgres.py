"""Real PostgreSQL for tests: one embedded server a run, shared by its workers; databases in no time."""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import os
import secrets
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.file_lock import FileLock
from anteroom.database.migrations import VERSIONS, migrate

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")[:12]
# Not pytest's own folder, which is shut to the server's account when root runs the tests.
_FOLDER = Path("/tmp") / f"anteroom-tests-{os.geteuid()}-{_RUN}"
_server = EmbeddedPostgres(_FOLDER, durable=False)
_dsn: str | None = None
_spare: list[str] = []
"""Databases that were given back, empty again; the last first."""
_laid: str | None = None
"""How everything was laid in a database that nobody used yet."""

LAID = """
select md5(concat_ws('|',
  (select string_agg(concat_ws(' ', nspname, relname, relkind, reloptions), ',' order by c.oid)
   from pg_class c join pg_namespace n on n.oid = relnamespace
   where nspname !~ '^(pg_|information_schema)'),
  (select string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' order by attrelid, attnum)
   from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'public'::regnamespace),
  (select string_agg(pg_get_expr(adbin, adrelid), ',' order by oid) from pg_attrdef),
  (select string_agg(concat_ws(' ', conname, convalidated, pg_get_constraintdef(oid)), ',' order by oid)
   from pg_constraint where connamespace = 'public'::regnamespace),
  (select string_agg(concat_ws(' ', tgrelid, tgname, tgenabled, tgfoid), ',' order by oid) from pg_trigger),
  (select string_agg(concat_ws(' ', indexrelid, indisvalid), ',' order by indexrelid)
   from pg_index where indexrelid >= 16384),
  (select string_agg(concat_ws(' ', oid, proname, md5(prosrc)), ',' order by oid)
   from pg_proc where pronamespace = 'public'::regnamespace),
  (select string_agg(setconfig::text, ',') from pg_db_role_setting
   where setdatabase = (select oid from pg_database where datname = current_database()))))
"""
"""One word for how everything in a database was laid; a copy of a database has the same."""


async def server_dsn() -> str:
    """Return the address of the run's server, started by the first who asks; its own database is empty."""
    global _dsn
    if _dsn is None:
        _dsn = await _server.start()
        atexit.register(stop_server)
    return _dsn


async def fresh_database() -> str:
    """Return the address of a database of your own, migrated and otherwise empty."""
    global _laid
    if _spare:
        return _spare.pop()
    template = await _template()
    dsn = await _create(f"TEMPLATE {template} STRATEGY WAL_LOG")
    if _laid is None:
        connection = await asyncpg.connect(dsn)
        try:
            _laid = await connection.fetchval(LAID)
        finally:
            await connection.close()
    return dsn


async def empty_database() -> str:
    """Return the address of a database of your own without any table."""
    return await _create("TEMPLATE template0")


async def give_back(dsn: str) -> None:
    """Empty a database for the next who asks, which takes a tenth of making one; or drop it.

    Whoever is still connected is cut off. One whose tables are not any more as the migrations laid them is
    dropped.
    """
    try:
        emptied = await _emptied(dsn)
    except (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        OSError,
    ):  # shut, broken or gone: nobody's any more
        emptied = False
    if emptied:
        _spare.append(dsn)
    else:
        await drop_database(dsn)


async def drop_database(dsn: str) -> None:
    """Drop it, whoever is still connected. Not needed: all go with the server."""
    name = urlsplit(dsn).path.removeprefix("/")
    await _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def shut_out(dsn: str) -> None:
    """Cut everybody off from a database and let nobody in, as when its machine is away."""
    name = urlsplit(dsn).path.removeprefix("/")
    await _administer(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await _administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


async def let_in(dsn: str) -> None:
    """Let everybody in again."""
    name = urlsplit(dsn).path.removeprefix("/")
    await _administer(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def stop_server() -> None:
    """Let go of the server, stopped by its last user. Runs by itself when the process ends."""
    global _dsn
    if _dsn is None:
        return
    _dsn = None
    _spare.clear()
    atexit.unregister(stop_server)
    asyncio.run(_server.stop())
    if not (_FOLDER / "postgres" / "postmaster.pid").exists():
        shutil.rmtree(_FOLDER, ignore_errors=True)


async def _template() -> str:
    """The migrated database that all others are copied from; one for each state of the revisions."""
    await server_dsn()
    digest = hashlib.sha256()
    for file in sorted(VERSIONS.glob("[0-9]*")):
        digest.update(file.read_bytes())
    name = f"template_{digest.hexdigest()[:12]}"
    async with FileLock(_FOLDER / "template.lock").held(60):
        if await _ask("SELECT datistemplate FROM pg_database WHERE datname = $1", name):
            return name
        await _administer(f"DROP DATABASE IF EXISTS {name}")
        await _administer(f"CREATE DATABASE {name} TEMPLATE template0")
        await migrate(_address(name))
        # A template with a connection cannot be copied, so nobody may have one.
        await _administer(f"ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
    return name


async def _emptied(dsn: str) -> bool:
    """Take every row out, leaving files as short as new ones; False where tables were changed."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if await connection.fetchval(LAID) != _laid:
            return False
        # Neither what forbids to change the ledger nor the order of foreign keys counts here.
        await connection.execute("SET session_replication_role = replica")
        tables = await connection.fetch(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
        )
        held = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for (name,) in tables)
        for (name,) in await connection.fetch(held):
            await connection.execute(f"DELETE FROM {name}")
            # So that rows lie in the order in which they come, as in a new table.
            await connection.execute(f"VACUUM {name}")
        # Of a table that was never vacuumed the planner expects some rows, of an emptied one none.
        await connection.execute(
            "UPDATE pg_class SET reltuples = -1, relpages = 0"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        await connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
    finally:
        await connection.close()
    return True


async def _create(how: str) -> str:
    await server_dsn()
    name = f"test_{secrets.token_hex(6)}"
    await _administer(f"CREATE DATABASE {name} {how}")
    return _address(name)


async def _administer(statement: str) -> None:
    connection = await asyncpg.connect(await server_dsn())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _ask(question: str, *arguments: str) -> object:
    connection = await asyncpg.connect(await server_dsn())
    try:
        return await connection.fetchval(question, *arguments)
    finally:
        await connection.close()


def _address(name: str) -> str:
    assert _dsn is not None
    return _dsn.replace("/anteroom?", f"/{name}?")
