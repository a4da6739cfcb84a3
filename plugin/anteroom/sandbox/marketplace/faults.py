"""Failures that can be asked for, to see what Anteroom does about them."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

Place = Literal["webhooks", "cards", "messages", "notices", "changes"]


@dataclass(frozen=True, slots=True)
class Fault:
    """How one arrival goes wrong.

    `status` is answered; `retry_after` (seconds) goes with a 429 or 503; `hang` makes the answer wait that
    many seconds, longer than a sender's patience; `kept` says that the arrival was taken in before the
    failure, as when only the answer is lost.
    """

    status: int = 500
    retry_after: int | None = None
    hang: float = 0.0
    kept: bool = False

    async def answer(self) -> web.Response:
        """Wait and fail as told."""
        if self.hang:
            await asyncio.sleep(self.hang)
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return web.Response(status=self.status, headers=headers, text="This failure was asked for.")


class Faults:
    """The failures still to come, in order, for each place."""

    def __init__(self) -> None:
        self._due: defaultdict[Place, deque[Fault]] = defaultdict(deque)

    def inject(self, place: Place, fault: Fault, times: int = 1) -> None:
        """Let the next `times` arrivals at `place` go wrong."""
        self._due[place].extend([fault] * times)

    def clear(self) -> None:
        """Let everything go right again."""
        self._due.clear()

    def next(self, place: Place) -> Fault | None:
        """Take the fault that is due at `place`, if any."""
        return self._due[place].popleft() if self._due[place] else None
