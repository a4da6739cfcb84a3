"""How often Upwork may be asked: so many requests in any one second, and no more."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable


class Budget:
    """Lets at most `each_second` requests go in any one second; `now` is a clock.

    Upwork's pages name ten requests in a second from one address, so all accounts share them; older copies of
    the same page name 40 in a minute. A bucket that refills would let twice its size through in its first
    second, so the last moments are remembered instead. What Upwork itself says (429) is kept to besides.
    """

    def __init__(
        self,
        each_second: int,
        *,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._each_second = each_second
        self._now = now
        self._sleep = sleep
        self._leaving: deque[float] = deque(maxlen=each_second)

    async def spend(self) -> None:
        """Return when one more request may leave."""
        wait = self._taken()
        if wait > 0:
            await self._sleep(wait)

    def _taken(self) -> float:
        """Take the next place in the row; return how many seconds it is away."""
        now = self._now() if self._now is not None else asyncio.get_running_loop().time()
        full = len(self._leaving) == self._each_second
        at = max(now, self._leaving[0] + 1) if full else now
        self._leaving.append(at)
        return at - now
