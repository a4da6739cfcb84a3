"""One thing at a time in one room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anteroom.rooms.hooks import Room


class RoomLocks:
    """A lock for each room that is in use; it goes when nobody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: dict[Room, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, room: Room) -> AsyncIterator[None]:
        """Hold the room's lock. Not reentrant."""
        lock, users = self._locks.get(room, (asyncio.Lock(), 0))
        self._locks[room] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            users = self._locks[room][1] - 1
            if users:
                self._locks[room] = (lock, users)
            else:
                del self._locks[room]
