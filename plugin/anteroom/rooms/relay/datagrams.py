"""The relay's UDP socket, one packet at a time; `batches.py` is the same for systems that hand over many."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from ipaddress import ip_address
from struct import Struct

from anteroom.rooms.relay.allocations import Client, Route
from anteroom.rooms.relay.stun import LONGEST_MESSAGE, Address
from anteroom.rooms.relay.turn import Turn

RECEIVE_BUFFER = 8 * 1024 * 1024
"""Bursts wait here while Python is busy; with the usual 200 kB a loaded machine lost packets."""

PACKETS_A_TURN = 64
SLOT = 2048
"""Octets for one packet. What is longer is cut by the system, and refused by its length like all too long."""

HEAD = Struct("!HH")
ToStream = Callable[[int, bytes], None]


class Datagrams:
    """Moves packets between the socket and `Turn`; those for a stream are given to `to_stream`."""

    def __init__(self, sock: socket.socket, turn: Turn, to_stream: ToStream) -> None:
        """The socket is bound and does not block."""
        self._socket = sock
        self._turn = turn
        self._to_stream = to_stream
        self._room = bytearray(SLOT)
        self._view = memoryview(self._room)

    def readable(self, _: int) -> None:
        """Take what waits, up to a bound."""
        now = time.time()
        for _ in range(PACKETS_A_TURN):
            try:
                size, source = self._socket.recvfrom_into(self._room)
            except BlockingIOError:
                return
            except OSError:
                # An ICMP error of an earlier send is reported here; it concerns no packet of this turn.
                continue
            self._take(size, source, now)

    def send(self, client: Client, data: bytes | memoryview) -> None:
        """Send one packet, or lose it."""
        try:
            self._socket.sendto(data, self.place(client))
        except OSError:
            # Full queue, or the client's network is gone: either way the packet is lost, as UDP's may be.
            self._turn.counters.dropped_packets += 1

    def place(self, client: Client) -> tuple[object, ...]:
        """The address of a client, as sockets want it."""
        assert isinstance(client, tuple)
        return client

    def _take(self, size: int, source: Client, now: float) -> None:
        if size >= 4 and self._room[0] & 0xC0 == 0x40:
            channel, said = HEAD.unpack_from(self._room)
            # A frame may carry padding over UDP too (RFC 8656 section 12.5).
            if said <= size - 4 and size <= LONGEST_MESSAGE:
                route = self._turn.carry(source, channel, said, now)
                if route is not None:
                    self._carry(route, said)
                return
        self.judge(bytes(self._view[:size]), source, now)

    def _carry(self, route: Route, said: int) -> None:
        if not route.channel or isinstance(route.client, int):
            message = self._turn.written(route, bytes(self._view[4 : 4 + said]))
            self.hand_on(route.client, message)
            return
        HEAD.pack_into(self._room, 0, route.channel, said)
        self.send(route.client, self._view[: 4 + said])

    def judge(self, data: bytes, source: Client, now: float) -> None:
        """Let `Turn` judge whatever is no plain packet of a call."""
        answer = self._turn.receive(data, source, plain_address(self.place(source)), now)
        if answer is not None:
            self.hand_on(*answer)

    def hand_on(self, client: Client, message: bytes) -> None:
        """Send a message to whomever it is for."""
        if isinstance(client, int):
            self._to_stream(client, message)
        else:
            self.send(client, message)


def plain_address(source: tuple[object, ...]) -> Address:
    """What a socket calls its peer, without an IPv6 scope and without the IPv4-in-IPv6 mapping."""
    ip = ip_address(str(source[0]).partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or ip), int(str(source[1]))
