"""A way over UDP that loses packets, for what must go on in spite of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

Address = tuple[str, int]


class LossyWay(asyncio.DatagramProtocol):
    """Passes packets between whoever sends and one port, and drops every so manieth in each direction."""

    def __init__(self, port: int, every: int) -> None:
        self.port = port
        self.every = every
        self.passed = 0
        self.dropped = 0
        self._outside: asyncio.DatagramTransport | None = None
        self._inside: dict[Address, asyncio.Task[asyncio.DatagramTransport]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._outside = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if addr not in self._inside:
            self._inside[addr] = asyncio.get_running_loop().create_task(self._open(addr))
        inside = self._inside[addr]
        # What comes while the inner socket opens is lost too, as on any network.
        if inside.done() and self.lets_through():
            inside.result().sendto(data)

    def back(self, data: bytes, addr: Address) -> None:
        """Pass what the port answered to the one for whom it is."""
        if self._outside is not None and self.lets_through():
            self._outside.sendto(data, addr)

    def lets_through(self) -> bool:
        """Count one packet; False for the one that is dropped."""
        lost = (self.passed + self.dropped + 1) % self.every == 0
        self.dropped += lost
        self.passed += not lost
        return not lost

    def close(self) -> None:
        """Close every socket."""
        for inside in self._inside.values():
            if inside.done():
                inside.result().close()
            else:
                inside.cancel()
        if self._outside is not None:
            self._outside.close()

    async def _open(self, addr: Address) -> asyncio.DatagramTransport:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Inside(self, addr), remote_addr=("127.0.0.1", self.port)
        )
        return transport


class _Inside(asyncio.DatagramProtocol):
    def __init__(self, way: LossyWay, addr: Address) -> None:
        self._way = way
        self._addr = addr

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._way.back(data, self._addr)


@asynccontextmanager
async def lossy_way(port: int, *, every: int, kept: list[LossyWay]) -> AsyncIterator[int]:
    """Open the way to `port`, put it into `kept` to be asked later, and give the port where it begins."""
    transport, way = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: LossyWay(port, every), local_addr=("127.0.0.1", 0)
    )
    kept.append(way)
    try:
        yield int(transport.get_extra_info("sockname")[1])
    finally:
        way.close()
