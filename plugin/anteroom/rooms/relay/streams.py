"""The relay's TCP connections, plain and TLS: messages out of streams and into them, waiting for none."""

from __future__ import annotations

import itertools
import selectors
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable

from anteroom.rooms.relay.allocations import Client
from anteroom.rooms.relay.certificate import RenewedCertificate
from anteroom.rooms.relay.datagrams import HEAD, plain_address
from anteroom.rooms.relay.framing import BrokenStream, message_size
from anteroom.rooms.relay.sources import network_of
from anteroom.rooms.relay.stun import Address
from anteroom.rooms.relay.turn import Turn

WAITING_ON_A_STREAM = 256 * 1024
"""A stream that takes no more than this loses packets, as in a full network queue; memory stays bounded."""

STREAMS = 2_000
SHARE = 5
"""One source holds a fifth of them at most, so that nobody keeps everybody else out alone."""

HANDSHAKES = 128
"""At once; the oldest gives way to a new one, so that whoever holds them all keeps nobody out for long."""

HANDSHAKE_SECONDS = 5.0
HANDSHAKES_A_SECOND = 100.0
"""Each costs about a millisecond of the core that carries the calls."""

IDLE_SECONDS = 20.0
ACCEPTED_A_TURN = 16
READS_A_TURN = 4
ROOM = 64 * 1024
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
ToUdp = Callable[[Client, bytes], None]


class Stream:
    """One connection. `handshaking` while TLS is not agreed."""

    __slots__ = ("address", "handshaking", "number", "queue", "rest", "since", "socket", "waiting", "watched")

    def __init__(self, number: int, sock: socket.socket, address: Address, *, handshaking: bool) -> None:
        self.number = number
        self.socket = sock
        self.address = address
        self.handshaking = handshaking
        self.since = time.monotonic()
        self.rest = b""
        self.queue: list[bytes] = []
        self.waiting = 0
        self.watched = READ


class Streams:
    """All connections of one relay."""

    def __init__(
        self,
        selector: selectors.BaseSelector,
        turn: Turn,
        to_udp: ToUdp,
        *,
        most: int = STREAMS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._selector = selector
        self._turn = turn
        self._to_udp = to_udp
        self._most = most
        self._idle_seconds = idle_seconds
        self._open: dict[int, Stream] = {}
        self._by_source: Counter[str] = Counter()
        self._handshaking: dict[int, Stream] = {}
        self._handshakes_left = HANDSHAKES_A_SECOND
        self._numbers = itertools.count(1)
        self._to_flush: dict[int, Stream] = {}
        self._room = bytearray(ROOM)

    def __len__(self) -> int:
        return len(self._open)

    @property
    def sources(self) -> int:
        """From how many sources they come."""
        return len(self._by_source)

    def listen(self, listening: socket.socket, certificate: RenewedCertificate | None = None) -> None:
        """Take connections, as TLS where a certificate is given."""
        listening.setblocking(False)
        self._selector.register(listening, READ, lambda _: self._accept(listening, certificate))

    def cut(self, clients: list[Client]) -> None:
        """Close the streams among clients whose allocations were ended."""
        for client in clients:
            if isinstance(client, int) and client in self._open:
                self._close(self._open[client])

    def close(self) -> None:
        """Close every connection."""
        for stream in tuple(self._open.values()):
            self._close(stream)

    def put(self, number: int, message: bytes) -> None:
        """Send a message soon; a stream that is gone or does not keep up loses it."""
        stream = self._open.get(number)
        if stream is None or stream.handshaking or stream.waiting > WAITING_ON_A_STREAM:
            self._turn.counters.dropped_packets += 1
            return
        if len(message) & 3:
            message += bytes(-len(message) & 3)
        stream.queue.append(message)
        stream.waiting += len(message)
        self._to_flush[number] = stream

    def flush(self) -> None:
        """Hand what was put to the system, one call a stream."""
        while self._to_flush:
            _, stream = self._to_flush.popitem()
            if stream.watched & WRITE == 0:
                self._write(stream)

    def sweep(self, seconds: float) -> None:
        """Close what never agreed on TLS, and what holds no address; `seconds` have passed since the last."""
        self._handshakes_left = min(
            HANDSHAKES_A_SECOND, self._handshakes_left + HANDSHAKES_A_SECOND * seconds
        )
        now, held = time.monotonic(), self._turn.allocations.by_client
        for stream in tuple(self._open.values()):
            age = now - stream.since
            if stream.handshaking and age > HANDSHAKE_SECONDS:
                self._turn.counters.failed_handshakes += 1
                self._close(stream)
            elif age > self._idle_seconds and stream.number not in held:
                self._close(stream)

    def _accept(self, listening: socket.socket, certificate: RenewedCertificate | None) -> None:
        for _ in range(ACCEPTED_A_TURN):
            try:
                sock, _ = listening.accept()
            except OSError:
                # Nobody waits, or whoever did has gone, or we have no files left: the sweep frees some.
                return
            try:
                self._take(sock, certificate)
            except OSError:
                sock.close()

    def _take(self, sock: socket.socket, certificate: RenewedCertificate | None) -> None:
        address = plain_address(sock.getpeername())
        source = network_of(address)
        if (
            len(self._open) >= self._most
            or self._by_source[source] >= max(1, self._most // SHARE)
            or (certificate is not None and self._handshakes_left < 1)
        ):
            self._turn.counters.refused_streams += 1
            sock.close()
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if certificate is not None:
            self._handshakes_left -= 1
            sock = certificate.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
            if len(self._handshaking) >= HANDSHAKES:
                self._turn.counters.failed_handshakes += 1
                self._close(next(iter(self._handshaking.values())))
        stream = Stream(next(self._numbers), sock, address, handshaking=certificate is not None)
        self._open[stream.number] = stream
        self._by_source[source] += 1
        if stream.handshaking:
            self._handshaking[stream.number] = stream
        self._selector.register(sock, READ, lambda events: self._ready(stream, events))

    def _ready(self, stream: Stream, events: int) -> None:
        if stream.number not in self._open:
            # Closed by what came before it in the same turn.
            return
        if stream.handshaking:
            self._shake(stream)
            return
        if events & WRITE:
            self._write(stream)
        if events & READ and stream.number in self._open:
            self._read(stream)

    def _shake(self, stream: Stream) -> None:
        assert isinstance(stream.socket, ssl.SSLSocket)
        try:
            stream.socket.do_handshake()
        except ssl.SSLWantReadError:
            self._watch(stream, READ)
        except ssl.SSLWantWriteError:
            self._watch(stream, WRITE)
        except (OSError, ValueError):
            self._turn.counters.failed_handshakes += 1
            self._close(stream)
        else:
            stream.handshaking = False
            del self._handshaking[stream.number]
            self._watch(stream, READ)

    def _read(self, stream: Stream) -> None:
        for _ in range(READS_A_TURN):
            try:
                size = stream.socket.recv_into(self._room)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except (OSError, ValueError):
                self._close(stream)
                return
            if not size:
                self._close(stream)
                return
            try:
                self._take_messages(stream, stream.rest + self._room[:size])
            except BrokenStream:
                self._close(stream)
                return
            if size < ROOM and not isinstance(stream.socket, ssl.SSLSocket):
                return

    def _take_messages(self, stream: Stream, data: bytes) -> None:
        """Judge each whole message. Raises BrokenStream when it is not said where the next one begins."""
        now, carry, start, end = time.time(), self._turn.carry, 0, len(data)
        while end - start >= 4:
            first, said = HEAD.unpack_from(data, start)
            size = message_size(data, start, first, said)
            after = start + size + (-size & 3)
            if after > end:
                break
            if first & 0xC000 == 0x4000:
                route = carry(stream.number, first, said, now)
                if route is not None:
                    payload = data[start + 4 : start + size]
                    self._hand_on(
                        route.client,
                        HEAD.pack(route.channel, said) + payload
                        if route.channel
                        else self._turn.written(route, payload),
                    )
            else:
                answer = self._turn.receive(data[start : start + size], stream.number, stream.address, now)
                if answer is not None:
                    self._hand_on(*answer)
            start = after
        stream.rest = data[start:] if start < end else b""

    def _hand_on(self, client: Client, message: bytes) -> None:
        if isinstance(client, int):
            self.put(client, message)
        else:
            self._to_udp(client, message)

    def _write(self, stream: Stream) -> None:
        """Give the system what it takes. TLS wants what it did not take offered again just so."""
        data = stream.queue[0] if len(stream.queue) == 1 else b"".join(stream.queue)
        try:
            sent = stream.socket.send(data) if data else 0
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            sent = 0
        except (OSError, ValueError):
            self._close(stream)
            return
        stream.queue = [data[sent:]] if sent < len(data) else []
        stream.waiting = len(data) - sent
        self._watch(stream, READ | WRITE if stream.queue else READ)

    def _watch(self, stream: Stream, events: int) -> None:
        if stream.watched != events:
            stream.watched = events
            key = self._selector.get_key(stream.socket)
            self._selector.modify(stream.socket, events, key.data)

    def _close(self, stream: Stream) -> None:
        """Forget a stream, and its allocation with it."""
        if self._open.pop(stream.number, None) is None:
            return
        source = network_of(stream.address)
        self._by_source[source] -= 1
        if not self._by_source[source]:
            del self._by_source[source]
        self._handshaking.pop(stream.number, None)
        self._to_flush.pop(stream.number, None)
        self._selector.unregister(stream.socket)
        stream.socket.close()
        allocation = self._turn.allocations.by_client.get(stream.number)
        if allocation is not None:
            self._turn.allocations.drop(allocation)
