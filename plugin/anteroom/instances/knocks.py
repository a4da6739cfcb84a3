"""Shows who waits to those who keep the gate in our rooms, whichever instance somebody knocked at.

A seat is a row and a call is a page here. Where another instance changes the row, the database says for which
room; nothing else is said, and what is shown is read anew.
"""

from __future__ import annotations

from anteroom.database.listening import Subscription
from anteroom.database.pool import Database
from anteroom.gate.store import CHANNEL
from anteroom.rooms.signalling import Rooms


class Knocks:
    """Hears of every change at a gate, our own too: what a page has been shown already is not said again."""

    def __init__(self, database: Database, rooms: Rooms) -> None:
        self._database = database
        self._rooms = rooms
        self._subscription: Subscription | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._subscription = await self._database.listen(CHANNEL, self._hear)

    async def stop(self) -> None:
        """Listen no more."""
        if self._subscription is not None:
            await self._subscription.close()
            self._subscription = None

    async def _hear(self, room: str | None) -> None:
        used = self._rooms.used
        for each in sorted(used) if room is None else sorted(used & {room}):
            await self._rooms.show_gate(each)
