"""One page's WebSocket: what goes out waits in a short queue, what comes in is counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import WSCloseCode, web

from anteroom.errors import AnteroomError
from anteroom.rooms.hooks import Reason
from anteroom.rooms.messages import Ended, HubMessage, write

FINAL = 4000
"""Close code after which a page does not come back by itself; the close reason is a `Reason`."""

COME_BACK = 4100
"""Close code after which a page connects again."""

MOST_WAITING = 2_048
"""More than five others may say at once, so that nobody can push out a page that keeps up."""
SECONDS_TO_SEND = 10.0
MESSAGES_A_SECOND = 40.0
MESSAGES_AT_ONCE = 240.0
OCTETS_A_SECOND = 128.0 * 1024
OCTETS_AT_ONCE = 768.0 * 1024
TEXTS_A_SECOND = 0.5
TEXTS_AT_ONCE = 6.0

_log = structlog.get_logger("anteroom.rooms")


@dataclass(slots=True)
class Budget:
    """Token buckets for what one page may say. `at` is a monotonic time in seconds."""

    at: float
    messages: float = MESSAGES_AT_ONCE
    octets: float = OCTETS_AT_ONCE

    def take(self, octets: int, now: float, *, messages: int = 1) -> bool:
        """Count one message, or what weighs as many as `messages`; False when the page is too fast."""
        passed, self.at = now - self.at, now
        self.messages = min(MESSAGES_AT_ONCE, self.messages + passed * MESSAGES_A_SECOND) - messages
        self.octets = min(OCTETS_AT_ONCE, self.octets + passed * OCTETS_A_SECOND) - octets
        return self.messages >= 0 and self.octets >= 0


@dataclass(slots=True)
class Pace:
    """A token bucket for what one seat writes. `at` is a monotonic time in seconds."""

    at: float
    texts: float = TEXTS_AT_ONCE

    def take(self, now: float) -> bool:
        """Count one text; False where it comes too soon."""
        passed, self.at = now - self.at, now
        self.texts = min(TEXTS_AT_ONCE, self.texts + passed * TEXTS_A_SECOND)
        if self.texts < 1:
            return False
        self.texts -= 1
        return True


class Connection:
    """Sends in order, each text through the door first. A page that does not keep up is cut off."""

    def __init__(self, socket: web.WebSocketResponse, door: Callable[[str], Awaitable[str]]) -> None:
        self._socket = socket
        self._door = door
        self._queue: asyncio.Queue[HubMessage | tuple[int, Reason]] = asyncio.Queue(MOST_WAITING)
        self._pump = asyncio.create_task(self._run())
        self.budget = Budget(asyncio.get_running_loop().time())
        self.strikes = 0
        self.ending = False

    def say(self, message: HubMessage) -> None:
        """Send soon. Never waits, so that one slow page holds nobody up."""
        self._put(message)

    def end(self, reason: Reason, *, code: int = FINAL) -> None:
        """Say why, then close; the first reason counts, and nothing is said after it."""
        self._put(Ended(reason.value))
        self._put((code, reason))
        self.ending = True

    async def finished(self) -> None:
        """Return when everything before the end was sent, or could not be."""
        await asyncio.wait([self._pump])

    async def stop(self) -> None:
        """Drop what waits, as the socket is gone; an end that was begun is brought to its end."""
        if not self.ending:
            self._pump.cancel()
        await self.finished()

    def _put(self, item: HubMessage | tuple[int, Reason]) -> None:
        if self.ending:
            return
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self._pump.cancel()

    async def _run(self) -> None:
        try:
            await self._send_all()
        except Exception:
            # The door itself failed: nothing unseen goes out; this page is closed and comes back by itself.
            _log.exception("room.connection_failed")
        finally:
            if not self._socket.closed:
                # Nobody sends any more, so the reader must end too.
                await self._close(WSCloseCode.GOING_AWAY, Reason.LOST)

    async def _send_all(self) -> None:
        while True:
            item = await self._queue.get()
            if isinstance(item, tuple):
                await self._close(*item)
                return
            try:
                text = await self._door(write(item))
                async with asyncio.timeout(SECONDS_TO_SEND):
                    await self._socket.send_str(text)
            except AnteroomError as held:
                # Withheld, or the door could not judge: either way nothing more goes to this page.
                _log.error("room.message_withheld", kind=type(item).__name__, code=held.code)
                await self._close(FINAL, Reason.WITHHELD)
                return
            except (ConnectionError, TimeoutError):
                return

    async def _close(self, code: int, reason: Reason) -> None:
        try:
            async with asyncio.timeout(SECONDS_TO_SEND):
                await self._socket.close(code=code, message=reason.value.encode())
        except (ConnectionError, TimeoutError):
            return
