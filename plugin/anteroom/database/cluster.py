"""One data folder of PostgreSQL: made, brought up, asked, brought down."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import asyncpg

from anteroom.database.account import Account, run_as
from anteroom.database.folders import own_folder
from anteroom.errors import Unavailable

ROLE = DATABASE = "anteroom"
_SOCKET = ".s.PGSQL.5432"
# The children of a killed postmaster live on for a moment and keep its memory: not a fault, only too early.
_PASSING = ("is still in use", "shared memory block", "already exists")
_SOCKET_SECONDS = 10.0
_FULL = "The disk is full. PostgreSQL needs some 100 MB to begin with: make room, or set DATABASE_URL."
_NAMELESS = (
    "PostgreSQL does not run as a user without a name, and this one has none in /etc/passwd. "
    "Give it one, or set DATABASE_URL."
)
_KNOWN = {
    "No space left on device": _FULL,
    "Check free disk space": _FULL,
    "could not look up effective user ID": _NAMELESS,
}
"""What PostgreSQL says of this machine, and what to do about it."""


class DatabaseDidNotStart(Unavailable):
    """The embedded server did not come up; the reason holds the end of its log."""

    code = "database-did-not-start"


class DatabaseDidNotStop(Unavailable):
    """The embedded server is still there after all our patience."""

    code = "database-did-not-stop"


@dataclass(frozen=True)
class _Postmaster:
    """What a living server wrote into postmaster.pid: its process and the folder of its socket."""

    pid: int
    socket: Path


class Cluster:
    """The server of `data`. Callers see to it that only one of them at a time brings it up or down."""

    def __init__(
        self, data: Path, socket: Path, binaries: Path, account: Account | None, *, durable: bool
    ) -> None:
        self.data = data
        self.socket = socket
        self._binaries = binaries
        self._account = account
        self._durable = durable

    async def up(self, patience: float) -> str:
        """Return the address of a server that answers. Raises DatabaseDidNotStart."""
        if not self.data.exists():
            await self._initialise(patience)
        end = monotonic() + patience
        silent_since = monotonic()
        while True:
            running = self._running()
            if running is None:
                await self._launch(end - monotonic())
                silent_since = monotonic()
            elif await self._answers(running.socket):
                return self._dsn(running.socket)
            elif not (running.socket / _SOCKET).exists() and monotonic() - silent_since > _SOCKET_SECONDS:
                await self.down(end - monotonic())  # somebody cleaned up the socket under a living server
            if monotonic() > end:
                raise DatabaseDidNotStart(
                    f"PostgreSQL in {self.data} did not answer within {patience:.0f} seconds.",
                    reason=self._end_of_log(),
                )
            await asyncio.sleep(0.02 if self._running() else 0.1)

    async def down(self, patience: float) -> None:
        """Stop the server, if it runs, cutting its connections. Raises DatabaseDidNotStop."""
        said = ""
        for mode in ("fast", "immediate"):
            if self._running() is None:
                return
            code, said = await self._pg_ctl("stop", "-m", mode, patience=max(patience / 2, 5.0))
            if code == 0:
                return
        if self._running() is not None:
            raise DatabaseDidNotStop(f"PostgreSQL in {self.data} does not stop.", reason=said)

    async def _initialise(self, patience: float) -> None:
        """Make the data folder, under another name first: a kill in the middle leaves nothing half done."""
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        own_folder(fresh, self._account)
        command = [
            str(self._binaries / "initdb"),
            f"--pgdata={fresh}",
            f"--username={ROLE}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        code, said = await run_as(
            self._account, command if self._durable else [*command, "--no-sync"], timeout=patience
        )
        if code != 0:
            raise _did_not_start(f"PostgreSQL cannot make its data in {fresh}.", said.strip())
        fresh.rename(self.data)

    async def _launch(self, patience: float) -> None:
        """Start it; too early after a kill is not a fault, `up` comes again."""
        self._clear_remains()
        log = self.data / "server.log"
        if log.exists():
            log.replace(log.with_suffix(".before"))
        code, said = await self._pg_ctl(
            "start", "-l", str(log), "-o", shlex.join(self._options()), patience=max(patience, 1.0)
        )
        reason = f"{said.strip()} {self._end_of_log()}"
        # Code 1 with a living process: recovery takes longer than pg_ctl waits; `up` goes on waiting.
        if code != 0 and self._running() is None and not any(word in reason for word in _PASSING):
            raise _did_not_start(f"PostgreSQL in {self.data} does not start.", reason)

    def _options(self) -> list[str]:
        values = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(self.socket).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # A failed statement and its DETAIL hold values, and a value may be a contact detail.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self._durable:
            values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]

    async def _pg_ctl(self, verb: str, *options: str, patience: float) -> tuple[int, str]:
        command = [
            str(self._binaries / "pg_ctl"),
            verb,
            "-D",
            str(self.data),
            "-w",
            "-t",
            str(int(patience) or 1),
        ]
        return await run_as(self._account, [*command, "-s", *options], timeout=patience + 10)

    async def _answers(self, socket: Path) -> bool:
        """Whether a real statement gets a real answer, from the server of this very folder."""
        try:
            connection = await asyncpg.connect(self._dsn(socket), timeout=5)
        except asyncpg.InvalidCatalogNameError:
            await self._create_database(socket)
            return False
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        try:
            place = await connection.fetchval("SELECT current_setting('data_directory')", timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        finally:
            connection.terminate()
        return _same(place, self.data)

    async def _create_database(self, socket: Path) -> None:
        connection = await asyncpg.connect(self._dsn(socket, "postgres"), timeout=10)
        try:
            await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    def _running(self) -> _Postmaster | None:
        """The postmaster named in its pid file, if that process lives and is this folder's."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        if not _lives(pid, self.data):
            return None
        return _Postmaster(pid, Path(lines[4]) if len(lines) > 4 and lines[4] else self.socket)

    def _clear_remains(self) -> None:
        """Take away the pid files of a dead server.

        PostgreSQL does so itself, but only where the number is free again: not where it belongs to another
        process by now (every restart of a container), nor where nobody reaped the killed one. Orphans are
        still found, by the shared memory of the folder.
        """
        if Path("/proc/self/cwd").exists():
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.socket / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def _end_of_log(self) -> str:
        try:
            return (self.data / "server.log").read_text(errors="replace")[-1500:].strip()
        except FileNotFoundError:
            return ""

    def _dsn(self, socket: Path, database: str = DATABASE) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(socket), safe='')}&port=5432"


def _did_not_start(what: str, said: str) -> DatabaseDidNotStart:
    """With the line that tells a known cause and what to do about it; with all that was said otherwise."""
    for mark, sentence in _KNOWN.items():
        telling = [line.strip() for line in said.splitlines() if mark in line]
        if telling:
            return DatabaseDidNotStart(f"{what} {sentence}", reason=telling[0])
    return DatabaseDidNotStart(what, reason=said)


def _lives(pid: int, data: Path) -> bool:
    if Path("/proc/self/cwd").exists():
        try:
            return _same(f"/proc/{pid}/cwd", data)
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _same(one: str, other: Path) -> bool:
    return os.path.samefile(one, other)
