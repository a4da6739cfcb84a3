"""A plain load balancer: each connection goes to the next instance that takes it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager


class Balancer:
    """Listens at `port`; `ports` are those of the instances, which may be set later."""

    def __init__(self) -> None:
        self.port = 0
        self.ports: Sequence[int] = ()
        self._turn = itertools.count()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, both ways, until either side ends it."""
        try:
            there = await self._next()
            if there is not None:
                ways = [_copy(reader, there[1]), _copy(there[0], writer)]
                await asyncio.wait([asyncio.create_task(way) for way in ways], return_when="FIRST_COMPLETED")
                there[1].close()
        finally:
            writer.close()

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(self._turn)
        for at in range(len(self.ports)):
            try:
                return await asyncio.open_connection("127.0.0.1", self.ports[(first + at) % len(self.ports)])
            except OSError:
                continue  # that one is dead: the next
        return None


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        return


@asynccontextmanager
async def balancer() -> AsyncIterator[Balancer]:
    """Start one."""
    made = Balancer()
    server = await asyncio.start_server(made.carry, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
