"""A request whose every transaction is part of one: what it does and that it was done commit together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.once import Joined

JOINED = web.RequestKey("joined", House)
LATER = web.RequestKey("later", list[Callable[[], Awaitable[None]]])


def house_of(request: web.Request) -> House:
    """Return the house for this request: with the transaction that is open around it, if there is one."""
    return request.get(JOINED) or request.app[HOUSE]


@asynccontextmanager
async def as_one(request: web.Request) -> AsyncIterator[Connection]:
    """Have all that is done for this request inside commit together, or not at all where it raises."""
    outermost = JOINED not in request
    async with house_of(request).database.transaction() as conn:
        with _joined(request, conn):
            yield conn
    if outermost:
        for act in request.pop(LATER, []):
            await act()


async def afterwards(request: web.Request, act: Callable[[], Awaitable[None]]) -> None:
    """Do something that others see, once what it shows is committed: now, or when everything is."""
    if JOINED in request:
        request.setdefault(LATER, []).append(act)
    else:
        await act()


@contextmanager
def _joined(request: web.Request, conn: Connection) -> Iterator[None]:
    around = request.get(JOINED)
    request[JOINED] = replace(house_of(request), database=Joined(conn))
    try:
        yield
    finally:
        if around is None:
            del request[JOINED]
        else:
            request[JOINED] = around
