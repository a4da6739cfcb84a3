"""The relay's sockets: one UDP port and the same TCP port."""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from ipaddress import ip_address

from anteroom.rooms.relay.allocations import Client
from anteroom.rooms.relay.framing import BrokenStream, Framing, frame
from anteroom.rooms.relay.stun import Address
from anteroom.rooms.relay.turn import Outgoing, Turn

RECEIVE_BUFFER = 8 * 1024 * 1024
"""Bursts wait here while Python is busy; with the usual 200 kB a loaded machine lost packets."""

PACKETS_A_TURN = 64
WAITING_ON_A_STREAM = 256 * 1024
"""A stream that takes no more than this loses packets, as in a full network queue; memory stays bounded."""

STREAMS = 2_000
IDLE_SECONDS = 20.0


class RelayServer:
    """Moves packets between the sockets and `Turn`."""

    def __init__(self, turn: Turn, *, streams: int = STREAMS, idle_seconds: float = IDLE_SECONDS) -> None:
        self._turn = turn
        self._most_streams = streams
        self._idle_seconds = idle_seconds
        self._udp: socket.socket | None = None
        self._tcp: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._streams: dict[int, Stream] = {}
        self._numbers = itertools.count(1)

    async def start(self, host: str, port: int) -> int:
        """Bind both sockets and return their port. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._udp, listening = _bind(host, port)
        self._tcp = await loop.create_server(lambda: Stream(self), sock=listening)
        loop.add_reader(self._udp, self._readable, self._udp)
        self._sweeper = asyncio.create_task(self._sweep())
        return int(self._udp.getsockname()[1])

    async def stop(self) -> None:
        """Close everything; what clients hold is gone."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._udp is not None:
            asyncio.get_running_loop().remove_reader(self._udp)
            self._udp.close()
        for stream in tuple(self._streams.values()):
            stream.abort()
        if self._tcp is not None:
            self._tcp.close()
            await self._tcp.wait_closed()

    def take_stream(self, stream: Stream) -> int | None:
        """Number a new stream, or None when there are too many."""
        if len(self._streams) >= self._most_streams:
            return None
        number = next(self._numbers)
        self._streams[number] = stream
        return number

    def drop_stream(self, number: int) -> None:
        """Forget a stream that ended, and its allocation with it."""
        self._streams.pop(number, None)
        allocation = self._turn.allocations.of(number, time.time())
        if allocation is not None:
            self._turn.allocations.drop(allocation)

    def cut(self, clients: list[Client]) -> None:
        """Close the streams among clients whose allocations were ended."""
        for client in clients:
            if isinstance(client, int) and client in self._streams:
                self._streams[client].abort()

    def received(self, data: bytes, client: Client, address: Address) -> None:
        """Let `Turn` judge one packet and send on what it says."""
        answer = self._turn.receive(data, client, address, time.time())
        if answer is not None:
            self._deliver(answer)

    def _deliver(self, answer: Outgoing) -> None:
        client, data = answer
        if isinstance(client, int):
            stream = self._streams.get(client)
            if stream is None or not stream.send(data):
                self._turn.counters.dropped_packets += 1
            return
        assert self._udp is not None
        try:
            self._udp.sendto(data, client)
        except OSError:
            # Full queue, or the client's network is gone: either way the packet is lost, as UDP's may be.
            self._turn.counters.dropped_packets += 1

    def _readable(self, udp: socket.socket) -> None:
        for _ in range(PACKETS_A_TURN):
            try:
                data, source = udp.recvfrom(4096)
            except BlockingIOError:
                return
            except OSError:
                # An ICMP error of an earlier send is reported here; it concerns no packet of this turn.
                continue
            self.received(data, source, plain_address(source))

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.time()
            self._turn.allocations.sweep(now)
            for number, stream in tuple(self._streams.items()):
                idle = self._turn.allocations.of(number, now) is None
                if idle and time.monotonic() - stream.since > self._idle_seconds:
                    stream.abort()


class Stream(asyncio.Protocol):
    """One TCP connection."""

    def __init__(self, server: RelayServer) -> None:
        self._server = server
        self._framing = Framing()
        self._transport: asyncio.Transport | None = None
        self._number: int | None = None
        self._address: Address = ("0.0.0.0", 0)
        self.since = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._number = self._server.take_stream(self)
        if self._number is None:
            transport.abort()
            return
        self._address = plain_address(transport.get_extra_info("peername"))

    def data_received(self, data: bytes) -> None:
        if self._number is None:
            return
        try:
            whole = self._framing.feed(data)
        except BrokenStream:
            self.abort()
            return
        for message in whole:
            self._server.received(message, self._number, self._address)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._number is not None:
            self._server.drop_stream(self._number)

    def send(self, message: bytes) -> bool:
        """Send a message, or say False when this stream does not keep up."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() > WAITING_ON_A_STREAM:
            return False
        self._transport.write(frame(message))
        return True

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()


def plain_address(source: tuple[object, ...]) -> Address:
    """What a socket calls its peer, without an IPv6 scope and without the IPv4-in-IPv6 mapping."""
    ip = ip_address(str(source[0]).partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or ip), int(str(source[1]))


def _bind(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    attempts = 20 if port == 0 else 1
    for attempt in range(attempts):
        tcp = socket.socket(family, socket.SOCK_STREAM)
        udp = socket.socket(family, socket.SOCK_DGRAM)
        try:
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            tcp.bind((host, port))
            udp.bind((host, tcp.getsockname()[1]))
        except OSError:
            tcp.close()
            udp.close()
            if attempt == attempts - 1:
                raise
            continue
        _widen(udp)
        udp.setblocking(False)
        tcp.setblocking(False)
        return udp, tcp
    raise AssertionError("unreachable")


def _widen(udp: socket.socket) -> None:
    force = getattr(socket, "SO_RCVBUFFORCE", 33)
    try:
        udp.setsockopt(socket.SOL_SOCKET, force, RECEIVE_BUFFER)
    except OSError:
        # Only the superuser may go beyond net.core.rmem_max; others get as much as it allows.
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
