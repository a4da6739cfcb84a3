"""What is told twice takes effect once: what was seen is written in the transaction that acts on it.

Slack repeats events up to three times and people press twice (docs.slack.dev/apis/events-api, "Retries");
programs repeat a call whose answer they lost (draft-ietf-httpapi-idempotency-key-header-06).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from anteroom.database.connection import Connection
from anteroom.database.pool import Database
from anteroom.house import House
from anteroom.replaced import replace

_NUMBERS = count(1)

Act = Callable[[House, Connection], Awaitable[dict[str, Any]]]


async def once(house: House, source: str, key: str, act: Act) -> tuple[dict[str, Any], bool]:
    """Run `act` and keep its answer, or return the answer kept for this key before; and whether it ran now.

    `act` is given a house whose every transaction is part of ours: what it does and that it was seen commit
    together. What it raises undoes both, so that the same payload may be tried again. It may be run twice,
    the first time to no effect, and so does nothing but by our transaction.
    """
    key = key[:300]
    if isinstance(house.database, Joined):
        return await _tried(house, source, key, act, Joined)
    try:
        return await _tried(house, source, key, act, Whole)
    except _InPart:
        return await _tried(house, source, key, act, Joined)


async def _tried(
    house: House, source: str, key: str, act: Act, joined: type[Joined]
) -> tuple[dict[str, Any], bool]:
    async with house.database.transaction() as conn:
        # A second one with this key waits here until the first has committed or undone.
        fresh = await conn.fetchval(
            "insert into seen (source, key, at) values ($1, $2, $3) on conflict do nothing returning true",
            source,
            key,
            house.clock.now(),
        )
        if not fresh:
            kept = await conn.fetchval("select answer from seen where source = $1 and key = $2", source, key)
            return dict(kept or {}), False
        inside = joined(conn)
        try:
            answer = await act(replace(house, database=inside), conn)
        except Exception as error:
            if isinstance(inside, Whole) and inside.raised not in (None, error):
                raise _InPart from error
            raise
        if isinstance(inside, Whole) and inside.raised:
            raise _InPart
        await conn.execute("update seen set answer = $3 where source = $1 and key = $2", source, key, answer)
        return answer, True


class _InPart(Exception):
    """What was done must be undone in part, and was done without a point to go back to."""


class Joined(Database):
    """A database whose transactions are savepoints of one that is already open."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend the connection of the open transaction."""
        yield self._conn

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend it inside a savepoint: a raise undoes what was done since, and no more."""
        # Never the same name twice: what joins the connection in turn would take ours for its own.
        name = f"joined_{next(_NUMBERS)}"
        await self._conn.execute(f"savepoint {name}")
        # It is not released: it ends with the transaction around it, and nobody has to say so.
        try:
            yield self._conn
        except BaseException:
            await self._conn.execute(f"rollback to savepoint {name}")
            raise


class Whole(Joined):
    """A database whose transactions are one that is already open, to be undone whole where one `raised`.

    A point to go back to costs a question to the server, and hardly ever does anybody go back.
    """

    raised: BaseException | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend it as it is."""
        try:
            yield self._conn
        except BaseException as error:
            self.raised = self.raised or error
            raise
