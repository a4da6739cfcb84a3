"""One LISTEN connection for all channels of a process, which comes back when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat

import asyncpg
import structlog

Hear = Callable[[str | None], Awaitable[None]]

_log = structlog.get_logger(__name__)
_RETRY_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)
PULSE = 15.0
"""Seconds between two looks whether the connection is alive."""


class Listening:
    """Keeps the connection; opened by the first subscription."""

    def __init__(self, dsn: str, *, pulse: float = PULSE) -> None:
        self._dsn = dsn
        self._pulse = pulse
        self._subscriptions: list[Subscription] = []
        self._connection: asyncpg.Connection | None = None
        self._lost = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    async def subscribe(self, channel: str, hear: Hear) -> Subscription:
        """Begin to hear `channel`. Raises what a connect raises when the first connection cannot be made."""
        async with self._lock:
            if self._connection is None:
                self._connection = await self._connect()
                self._task = asyncio.create_task(self._keep())
            subscription = Subscription(channel, hear, self)
            self._subscriptions.append(subscription)
            # While the connection is lost, `_keep` attaches everybody to the next one.
            if not self._connection.is_closed():
                await self._connection.add_listener(channel, subscription.notified)
        return subscription

    async def forget(self, subscription: Subscription) -> None:
        """End one subscription."""
        async with self._lock:
            if subscription in self._subscriptions:
                self._subscriptions.remove(subscription)
                if self._connection is not None and not self._connection.is_closed():
                    await self._connection.remove_listener(subscription.channel, subscription.notified)
        await subscription.end()

    async def close(self) -> None:
        """End all subscriptions and the connection."""
        if self._task is not None:
            await _end(self._task)
        for subscription in self._subscriptions:
            await subscription.end()
        self._subscriptions.clear()
        if self._connection is not None and not self._connection.is_closed():
            self._connection.remove_termination_listener(self._on_loss)
            await self._connection.close(timeout=5)
        self._connection = None

    async def _connect(self) -> asyncpg.Connection:
        self._lost.clear()
        connection = await asyncpg.connect(
            self._dsn, timeout=10, command_timeout=10, server_settings={"application_name": "anteroom-listen"}
        )
        connection.add_termination_listener(self._on_loss)
        return connection

    def _on_loss(self, _: object) -> None:
        self._lost.set()

    async def _keep(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._pulse):
                    await self._lost.wait()
            except TimeoutError:
                if await self._alive():
                    continue
            _log.warning("listening.connection_lost")
            await self._reconnect()

    async def _alive(self) -> bool:
        """Ask the server; a connection cut without a word looks open until then."""
        assert self._connection is not None
        # It does one thing at a time, and somebody may begin or end to hear a channel just now.
        async with self._lock:
            try:
                await self._connection.fetchval("SELECT 1", timeout=5)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                self._connection.terminate()
                return False
        return True

    async def _reconnect(self) -> None:
        for pause in chain(_RETRY_SECONDS, repeat(_RETRY_SECONDS[-1])):
            try:
                async with self._lock:
                    self._connection = await self._connect()
                    for subscription in self._subscriptions:
                        await self._connection.add_listener(subscription.channel, subscription.notified)
                        subscription.tell(None)
                return
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("listening.reconnect_failed", error=type(error).__name__)
                await asyncio.sleep(pause)


class Subscription:
    """One listener on one channel; `close` ends it."""

    def __init__(self, channel: str, hear: Hear, listening: Listening) -> None:
        self.channel = channel
        self._hear = hear
        self._listening = listening
        self._said: asyncio.Queue[str | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._deliver())

    async def close(self) -> None:
        """Hear nothing more; a call under way is cut."""
        await self._listening.forget(self)

    async def end(self) -> None:
        await _end(self._task)

    def tell(self, payload: str | None) -> None:
        self._said.put_nowait(payload)

    def notified(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        """asyncpg's shape of a listener."""
        self.tell(payload)

    async def _deliver(self) -> None:
        """Hand on what was said, in order. A failing listener is logged, and hears the next all the same."""
        while True:
            payload = await self._said.get()
            try:
                await self._hear(payload)
            except Exception as error:
                _log.error("listening.listener_failed", channel=self.channel, error=type(error).__name__)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise  # we ourselves are being cancelled, and not only the task
