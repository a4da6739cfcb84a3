"""The relay's sockets: one UDP port, the same TCP port, and one for TLS, in a plain loop of their own.

The loop lies within asyncio's, which has little else to do here than the control channel: while packets
come it stays in its own, for some milliseconds at a time.
"""

from __future__ import annotations

import asyncio
import selectors
import socket
import time

from anteroom.rooms.relay.allocations import Client
from anteroom.rooms.relay.batches import BatchedDatagrams, batches_possible
from anteroom.rooms.relay.certificate import RenewedCertificate
from anteroom.rooms.relay.datagrams import RECEIVE_BUFFER, Datagrams
from anteroom.rooms.relay.streams import IDLE_SECONDS, STREAMS, Streams
from anteroom.rooms.relay.turn import Turn

LONGEST_STAY = 0.02
"""Seconds in the own loop before the control channel gets its turn."""

LINGER = 0.002
"""Seconds to wait for the next packet there: of a call it comes sooner than asyncio's loop goes round."""


class RelayServer:
    """Moves packets between the sockets and `Turn`."""

    def __init__(
        self,
        turn: Turn,
        *,
        streams: int = STREAMS,
        idle_seconds: float = IDLE_SECONDS,
        batches: bool | None = None,
    ) -> None:
        """`batches` says whether packets are taken many at a time; None: where the system can."""
        self._turn = turn
        self._batches = batches_possible() if batches is None else batches
        self._selector = selectors.DefaultSelector()
        self._streams = Streams(self._selector, turn, self._to_udp, most=streams, idle_seconds=idle_seconds)
        self._listening: list[socket.socket] = []
        self._datagrams: Datagrams | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._certificate: RenewedCertificate | None = None

    async def start(self, host: str, port: int) -> int:
        """Bind UDP and TCP and return their port. Raises OSError when the port is taken."""
        udp, tcp = _bind(host, port)
        self._listening += [udp, tcp]
        kind = BatchedDatagrams if self._batches else Datagrams
        self._datagrams = kind(udp, self._turn, self._streams.put)
        self._selector.register(udp, selectors.EVENT_READ, self._datagrams.readable)
        tcp.listen(128)
        self._streams.listen(tcp)
        asyncio.get_running_loop().add_reader(_file_of(self._selector), self._ready)
        self._sweeper = asyncio.create_task(self._sweep())
        return int(udp.getsockname()[1])

    async def start_tls(self, host: str, port: int, certificate: RenewedCertificate) -> int:
        """Listen for TLS too, and return its port. Raises OSError when the port is taken."""
        tls = _tcp_socket(host)
        try:
            tls.bind((host, port))
        except OSError:
            tls.close()
            raise
        tls.listen(128)
        self._listening.append(tls)
        self._certificate = certificate
        self._streams.listen(tls, certificate)
        return int(tls.getsockname()[1])

    async def stop(self) -> None:
        """Close everything; what clients hold is gone."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            asyncio.get_running_loop().remove_reader(_file_of(self._selector))
        self._streams.close()
        self._selector.close()
        for sock in self._listening:
            sock.close()

    @property
    def streams(self) -> int:
        """How many connections are open."""
        return len(self._streams)

    @property
    def sources(self) -> int:
        """How many sources hold one."""
        return self._streams.sources

    @property
    def unreadable_certificates(self) -> int:
        """How often the certificate's files changed into something that is none."""
        return 0 if self._certificate is None else self._certificate.unreadable

    def cut(self, clients: list[Client]) -> None:
        """Close the streams among clients whose allocations were ended."""
        self._streams.cut(clients)

    def _ready(self) -> None:
        until = time.monotonic() + LONGEST_STAY
        events = self._selector.select(0)
        while events:
            for key, mask in events:
                key.data(mask)
            self._streams.flush()
            if time.monotonic() > until:
                return
            events = self._selector.select(LINGER)

    def _to_udp(self, client: Client, message: bytes) -> None:
        assert self._datagrams is not None
        self._datagrams.send(client, message)

    async def _sweep(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            self._turn.allocations.sweep(time.time())
            self._streams.sweep(now - last)
            if self._certificate is not None:
                self._certificate.look()
            last = now


def _file_of(selector: selectors.BaseSelector) -> int:
    # epoll and kqueue are files themselves, which become readable when one of theirs is.
    return int(selector.fileno())  # type: ignore[attr-defined]  # not of the base, but of both of these


def _tcp_socket(host: str) -> socket.socket:
    tcp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return tcp


def _bind(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    attempts = 20 if port == 0 else 1
    for attempt in range(attempts):
        tcp, udp = _tcp_socket(host), socket.socket(family, socket.SOCK_DGRAM)
        try:
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
        return udp, tcp
    raise AssertionError("unreachable")


def _widen(udp: socket.socket) -> None:
    force = getattr(socket, "SO_RCVBUFFORCE", 33)
    try:
        udp.setsockopt(socket.SOL_SOCKET, force, RECEIVE_BUFFER)
    except OSError:
        # Only the superuser may go beyond net.core.rmem_max; others get as much as it allows.
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
