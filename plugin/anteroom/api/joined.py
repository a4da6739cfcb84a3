"""A request whose every transaction is part of one: what it does and that it was done commit together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.once import Joined

JOINED = web.RequestKey("joined", House)


def house_of(request: web.Request) -> House:
    """Return the house for this request: with the transaction that is open around it, if there is one."""
    return request.get(JOINED) or request.app[HOUSE]


@contextmanager
def joined(request: web.Request, conn: Connection) -> Iterator[None]:
    """Have all that is done for this request inside be part of the transaction that is open on `conn`."""
    around = request.get(JOINED)
    request[JOINED] = replace(house_of(request), database=Joined(conn))
    try:
        yield
    finally:
        if around is None:
            del request[JOINED]
        else:
            request[JOINED] = around
