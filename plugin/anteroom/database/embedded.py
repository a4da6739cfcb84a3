"""PostgreSQL inside: started by ourselves from the binaries of the wheel, reached over a unix socket only.

The wheel's own launcher is not used: as root it opens every parent folder to everybody, and right after a
kill it hands out servers that are dead.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from anteroom.database.account import Account, NoDatabaseAccount, can_enter, owner_of, server_account
from anteroom.database.binaries import find_binaries, reachable_binaries
from anteroom.database.cluster import Cluster
from anteroom.database.file_lock import FileLock
from anteroom.database.folders import make_folder, own_folder

_DATA = "postgres"
# sun_path holds 104 octets on macOS and 108 on Linux, the name of the socket and a NUL among them.
_LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")


class EmbeddedPostgres:
    """The server of one folder. Several objects, in one process or many, may share it; the last one stops it.

    `folder` holds the locks, and data and socket too where the server's account can enter it; as root they
    lie under `system_folder` otherwise, because no existing folder's mode is ever changed. `durable=False`
    trades safety against a power cut for speed. `patience`: seconds a start may take, recovery included.
    `binaries`: a folder with `postgres`, `initdb` and `pg_ctl` to use instead of the wheel's.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        patience: float = 120.0,
        binaries: Path | None = None,
        system_folder: Path = Path("/var/lib/anteroom"),
    ) -> None:
        self._folder = Path(os.path.realpath(folder))
        self._durable = durable
        self._patience = patience
        self._binaries = binaries
        self._system_folder = system_folder
        self._cluster: Cluster | None = None
        self._in_use = FileLock(self._folder / "in-use.lock")

    async def start(self) -> str:
        """Return the address of the database `anteroom`, after it answered `SELECT 1`.

        Attaches where the folder's server is running already. Raises NoDatabaseBinaries, NoDatabaseAccount,
        FolderNotOurs, FolderNotWritable, DatabaseDidNotStart, or TimeoutError.
        """
        make_folder(self._folder)
        async with FileLock(self._folder / "start.lock").held(self._patience):
            cluster = await self._find_cluster()
            await self._in_use.share(self._patience)
            try:
                dsn = await cluster.up(self._patience)
            except BaseException:
                self._in_use.release()
                raise
            self._cluster = cluster
        return dsn

    async def stop(self) -> None:
        """Let go of the server, and stop it if nobody else uses it. Raises DatabaseDidNotStop."""
        if self._cluster is None:
            return
        cluster, self._cluster = self._cluster, None
        async with FileLock(self._folder / "start.lock").held(self._patience):
            self._in_use.release()
            if self._in_use.try_alone():
                try:
                    await cluster.down(self._patience)
                finally:
                    self._in_use.release()

    @property
    def data(self) -> Path | None:
        """Where the data lie, once started."""
        return self._cluster.data if self._cluster else None

    async def _find_cluster(self) -> Cluster:
        packaged = self._binaries or find_binaries()
        mark = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:16]
        account, base = await self._placed(mark)
        socket = base / "socket"
        if len(os.fsencode(socket)) > _LONGEST_SOCKET_FOLDER:
            socket = _short_folder() / f"anteroom-{os.geteuid()}-{mark}"
        own_folder(socket, account)
        binaries = await reachable_binaries(packaged, account, self._system_folder)
        return Cluster(base / _DATA, socket, binaries, account, durable=self._durable)

    async def _placed(self, mark: str) -> tuple[Account | None, Path]:
        """Who runs the server, and in which folder data and socket lie."""
        if os.geteuid() != 0:
            return None, self._folder
        made_before = self._folder / _DATA
        if made_before.exists():
            # Data that an ordinary user made stay that user's.
            return owner_of(made_before), self._folder
        account = await server_account()
        if await can_enter(account, self._folder):
            return account, self._folder
        base = self._system_folder / mark
        make_folder(self._system_folder)
        make_folder(base)
        if not await can_enter(account, base):
            raise NoDatabaseAccount(f"The system user {account.name!r} cannot enter {base}.")
        return account, base


def _short_folder() -> Path:
    # Only root writes to /run, so nobody was there before us. Not XDG_RUNTIME_DIR: it goes at logout.
    run = Path("/run")
    return run if os.geteuid() == 0 and run.is_dir() else Path("/tmp")
