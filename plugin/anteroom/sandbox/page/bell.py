"""A bell that a twin rings whenever something in it changed; pages and tests wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rung on every change. `count` says how often; after `close` nobody waits any more."""

    def __init__(self) -> None:
        self.count = 0
        self.closed = False
        self._next = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits."""
        self.count += 1
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Ring for the last time."""
        self.closed = True
        self.ring()

    async def heard(self, timeout: float) -> bool:
        """Wait for the next ring; False after `timeout` seconds without one."""
        try:
            await asyncio.wait_for(self._next.wait(), timeout)
        except TimeoutError:
            return False
        return True

    async def wait_for(self, condition: Callable[[], T], timeout: float) -> T:
        """Return the first true value of `condition()`. Raises TimeoutError after `timeout` real seconds.

        The condition is looked at after every ring, and a few times a second besides, because it may look at
        more than the twin that rings.
        """
        async with asyncio.timeout(timeout):
            while not (value := condition()):
                await self.heard(0.2)
        return value
