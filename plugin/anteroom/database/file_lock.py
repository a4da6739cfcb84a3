"""A lock between processes that dies with its holder, kill -9 included."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic


class FileLock:
    """flock(2) on one file, which is made when missing and stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @asynccontextmanager
    async def held(self, patience: float) -> AsyncIterator[None]:
        """Hold it alone. Raises TimeoutError after `patience` seconds."""
        await self._wait(fcntl.LOCK_EX, patience)
        try:
            yield
        finally:
            self.release()

    async def share(self, patience: float) -> None:
        """Hold it together with others who share it. Raises TimeoutError after `patience` seconds."""
        await self._wait(fcntl.LOCK_SH, patience)

    def try_alone(self) -> bool:
        """Hold it alone if nobody else holds it; say whether."""
        return self._try(fcntl.LOCK_EX)

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    async def _wait(self, kind: int, patience: float) -> None:
        end = monotonic() + patience
        while not self._try(kind):
            if monotonic() > end:
                raise TimeoutError(f"{self._path} is held by another process")
            await asyncio.sleep(0.05)

    def _try(self, kind: int) -> bool:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            if os.geteuid() == 0:
                # A later start as the folder's owner must be able to open it.
                owner = self._path.parent.stat()
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except BaseException:
            os.close(descriptor)
            raise
        self.release()
        self._descriptor = descriptor
        return True
