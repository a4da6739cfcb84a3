"""The database as everybody gets it: connections, transactions, and word from other instances."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import TypeAlias

import asyncpg

from anteroom.database.connection import Connection, teach_types
from anteroom.database.listening import Hear, Listening, Subscription
from anteroom.database.watched import Watch, Watched

# Given to the server at connect, milliseconds. A pooler in front of it must let startup parameters pass.
SESSION = {
    "application_name": "anteroom",
    "timezone": "UTC",
    "statement_timeout": "30000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "60000",
}
_CONNECT_SECONDS = 10.0
_ACQUIRE_SECONDS = 10.0
_ANSWER_SECONDS = 35.0
"""Longer than `statement_timeout`: by then the server itself should have answered."""
_AT_HAND = 2
"""Connections that stay lent to us between loans: the pool makes a task and a timer of each return."""


_Lent: TypeAlias = asyncpg.Connection


class Database:
    """A pool of connections to one database. Made by `connect`, ended by `close`."""

    def __init__(self, dsn: str, pool: asyncpg.Pool, watch: Watch) -> None:
        self.dsn = dsn
        self._pool = pool
        self._watch = watch
        self._at_hand: list[_Lent] = []
        self._waiting = 0
        self._listening = Listening(dsn)

    def __repr__(self) -> str:
        return "Database(‹sealed›)"

    @classmethod
    async def connect(cls, dsn: str, *, most: int = 10, patience: float = _ANSWER_SECONDS) -> Database:
        """Open a pool of at most `most` connections. Raises OSError or asyncpg.PostgresError.

        A connection whose server leaves a statement unanswered for longer than `patience` seconds is cut.
        """
        watch = Watch(patience)

        async def prepared(connection: Watched) -> None:
            watch.over(connection)
            await teach_types(connection)

        pool = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=most,
            connection_class=Watched,
            init=prepared,
            server_settings=SESSION,
            reset=_nothing_left,
            timeout=_CONNECT_SECONDS,
        )
        return cls(dsn, pool, watch)

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection; each statement commits by itself. Raises TimeoutError when none gets free.

        Nothing may be done on it that outlasts a transaction: no lock of the session's, no SET, no LISTEN, no
        temporary table. Whoever needs that takes a `session`.
        """
        return _Loan(self._taken, self._given_back)

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside one READ COMMITTED transaction: commits at the end, undoes on a raise."""
        return _Transaction(self._taken, self._given_back)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """Lend a connection whose session is put back: what it locked and set ends with the loan."""
        async with _Loan(self._taken, self._given_back) as connection:
            try:
                yield connection
            finally:
                try:
                    if not connection.is_closed():
                        await connection.reset()
                except BaseException:
                    # Nobody may be lent what was not put back; the pool makes a new one.
                    connection.terminate()
                    raise

    async def _taken(self) -> _Lent:
        connection = self._at_hand.pop() if self._at_hand else None
        if connection is None or not _open(connection):
            connection = await self._acquired(connection)
        return connection

    async def _given_back(self, connection: _Lent, *, sound: bool) -> None:
        # What ended badly, and what others wait for, goes back to the pool, which looks at it.
        sound = sound and _open(connection) and not connection.is_in_transaction()
        if sound and not self._waiting and len(self._at_hand) < _AT_HAND and not self._pool.is_closing():
            self._at_hand.append(connection)
        else:
            await self._pool.release(connection)

    async def _acquired(self, dead: _Lent | None) -> _Lent:
        if dead is not None:
            await self._pool.release(dead)
        self._waiting += 1
        try:
            # asyncpg's own timeout makes a task of each loan, which costs more than many a query.
            async with asyncio.timeout(_ACQUIRE_SECONDS):
                return await self._pool.acquire()
        finally:
            self._waiting -= 1

    async def listen(self, channel: str, hear: Hear) -> Subscription:
        """Call `await hear(payload)` for each NOTIFY on `channel`, one after the other.

        All channels share one connection, which comes back by itself when it is lost. What was said meanwhile
        is lost: after each new connection `hear(None)` means "read everything again". Returns once listening.
        """
        return await self._listening.subscribe(channel, hear)

    async def close(self) -> None:
        """Stop listening and give the connections back; those still lent after ten seconds are cut."""
        await self._listening.close()
        try:
            async with asyncio.timeout(10):
                while self._at_hand:
                    await self._pool.release(self._at_hand.pop())
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()
        finally:
            self._watch.end()


class _Loan:
    """A connection while somebody is in it; a class, since a generator costs much of a small query."""

    __slots__ = ("_connection", "_give_back", "_take")

    def __init__(
        self, take: Callable[[], Awaitable[_Lent]], give_back: Callable[..., Awaitable[None]]
    ) -> None:
        self._take = take
        self._give_back = give_back

    async def __aenter__(self) -> _Lent:
        self._connection = await self._take()
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._give_back(self._connection, sound=kind is None)


class _Transaction(_Loan):
    """A loan inside a transaction of its own."""

    __slots__ = ("_transaction",)

    async def __aenter__(self) -> _Lent:
        connection = await super().__aenter__()
        self._transaction = connection.transaction()
        try:
            await self._transaction.__aenter__()
        except BaseException:
            await self._give_back(self._connection, sound=False)
            raise
        return connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended = False
        try:
            await self._transaction.__aexit__(kind, error, trace)
            ended = kind is None
        finally:
            await self._give_back(self._connection, sound=ended)


def _open(connection: _Lent) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:  # the server hung up, and the pool has taken it back by itself
        return False


async def _nothing_left(_: asyncpg.Connection) -> None:
    """Put a lent connection back as it is: asyncpg has ended its transaction, and it had nothing else.

    Its own way of doing so asks the server once for each loan, which costs more than many a query.
    """
