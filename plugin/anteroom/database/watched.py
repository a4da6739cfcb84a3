"""A connection that is cut where its server does not answer: one look now and then bounds all statements.

asyncpg's own `command_timeout` makes a timer of each statement, which costs as much as much of a small one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from time import monotonic
from typing import Any
from weakref import WeakSet

import asyncpg

LOOKS = 7
"""How often it is looked within the time that a server has."""
_Ask = Callable[..., Awaitable[Any]]


def _noting(ask: _Ask) -> _Ask:
    @wraps(ask)
    async def noted(self: Watched, *args: Any, **options: Any) -> Any:
        self.asked_at = monotonic()
        try:
            return await ask(self, *args, **options)
        finally:
            self.asked_at = None

    return noted


class Watched(asyncpg.Connection):  # type: ignore[misc]  # asyncpg tells no types
    """A connection that notes since when it waits for an answer (`asked_at`, monotonic seconds)."""

    asked_at: float | None = None
    execute = _noting(asyncpg.Connection.execute)
    executemany = _noting(asyncpg.Connection.executemany)
    fetch = _noting(asyncpg.Connection.fetch)
    fetchrow = _noting(asyncpg.Connection.fetchrow)
    fetchval = _noting(asyncpg.Connection.fetchval)


class Watch:
    """Cuts each of its connections that waits for longer than `patience` seconds; who waits gets an error.

    That is asyncpg.ConnectionDoesNotExistError. What is asked in other ways is not bounded.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._watched: WeakSet[Watched] = WeakSet()
        self._next: asyncio.TimerHandle | None = None

    def over(self, connection: Watched) -> None:
        """Watch over one more, for as long as it is there."""
        self._watched.add(connection)
        if self._next is None:
            self._look()

    def end(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()

    def _look(self) -> None:
        last = monotonic() - self._patience
        for each in list(self._watched):
            if each.asked_at is not None and each.asked_at < last:
                each.terminate()
        later = asyncio.get_running_loop().call_later
        self._next = later(self._patience / LOOKS, self._look) if self._watched else None
