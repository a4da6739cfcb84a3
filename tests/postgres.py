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
from emptied import Caretaker, how_laid

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")[:12]
# Not pytest's own folder, which is shut to the server's account when root runs the tests.
_FOLDER = Path("/tmp") / f"anteroom-tests-{os.geteuid()}-{_RUN}"
_server = EmbeddedPostgres(_FOLDER, durable=False)
_dsn: str | None = None
_spare: list[str] = []
"""Databases that were given back, empty again; the last first."""
_caretaker: Caretaker | None = None


async def server_dsn() -> str:
    """Return the address of the run's server, started by the first who asks; its own database is empty."""
    global _dsn
    if _dsn is None:
        _dsn = await _server.start()
        atexit.register(stop_server)
    return _dsn


async def fresh_database() -> str:
    """Return the address of a database of your own, migrated and otherwise empty."""
    global _caretaker
    if _spare:
        return _spare.pop()
    template = await _template()
    dsn = await _create(f"TEMPLATE {template} STRATEGY WAL_LOG")
    if _caretaker is None:
        _caretaker = Caretaker(await how_laid(dsn))
    return dsn


async def empty_database() -> str:
    """Return the address of a database of your own without any table."""
    return await _create("TEMPLATE template0")


async def give_back(dsn: str) -> None:
    """Empty a database for the next who asks, which takes a tenth of making one; or drop it.

    Whoever is still connected is cut off. One whose tables are not any more as the migrations laid them is
    dropped.
    """
    if _caretaker is not None and await _caretaker.emptied(dsn):
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
    global _dsn, _caretaker
    if _dsn is None:
        return
    _dsn = None
    if _caretaker is not None:
        _caretaker.end()
        _caretaker = None
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
