"""Calls for a relay to carry: pairs of TURN clients that send one another packets, and what that cost it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anteroom.rooms.relay.caller import Caller, Transport
from anteroom.rooms.relay.credentials import Credentials, Holder, sign
from anteroom.rooms.relay.framing import frame
from anteroom.rooms.relay.stun import channel_data

CHANNEL = 0x4000
OCTETS = 1000
"""Of one packet's payload: a picture's packets are about so long."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay that runs: where, with which secret, as which process."""

    name: str
    port: int
    secret: bytes
    pid: int


@dataclass(frozen=True, slots=True)
class Carried:
    """What one turn showed: packets that arrived, of how many, seconds of the clock, seconds of its CPU."""

    sent: int
    arrived: int
    seconds: float
    cpu: float

    @property
    def micros(self) -> float:
        """Microseconds of CPU time for each packet that arrived."""
        return self.cpu / max(1, self.arrived) * 1e6


@contextlib.contextmanager
def pairs(
    relay: Relay, transport: Transport, count: int, *, trust: ssl.SSLContext | None = None
) -> Iterator[list[tuple[Caller, Caller]]]:
    """So many rooms of two, channels bound both ways."""
    with contextlib.ExitStack() as stack:
        bound = []
        for number in range(count):
            both = []
            for seat in ("ana", "hugo"):
                username = Holder(int(time.time()) + 900, f"bench-{number}", seat).username
                login = Credentials((), username, sign(relay.secret, username))
                caller = Caller(transport, "127.0.0.1", relay.port, login, trust=trust)
                both.append(stack.enter_context(caller))
                caller.allocate()
                if transport == "udp":
                    caller.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            ana, hugo = both
            ana.bind(hugo.relayed, CHANNEL)
            hugo.bind(ana.relayed, CHANNEL)
            bound.append((ana, hugo))
        yield bound


def carry(
    relay: Relay,
    bound: list[tuple[Caller, Caller]],
    transport: Transport,
    *,
    rounds: int,
    burst: int,
    pause: float = 0,
) -> Carried:
    """Let each pair's first send `burst` packets a round to its second, who waits for them; then rest."""
    packet = channel_data(CHANNEL, bytes(OCTETS))
    wire = packet if transport == "udp" else frame(packet) * burst
    room = bytearray(1 << 20)
    arrived = 0
    began, cpu = time.perf_counter(), cpu_seconds(relay.pid)
    for _ in range(rounds):
        for sender, _ in bound:
            if transport == "udp":
                for _ in range(burst):
                    sender.socket.send(wire)
            else:
                sender.socket.sendall(wire)
        for _, receiver in bound:
            arrived += _take(receiver.socket, burst, len(packet), room, transport)
        if pause:
            time.sleep(pause)
    seconds = time.perf_counter() - began
    return Carried(rounds * burst * len(bound), arrived, seconds, cpu_seconds(relay.pid) - cpu)


def _take(sock: socket.socket, burst: int, size: int, room: bytearray, transport: Transport) -> int:
    """Receive a burst; a packet that does not come within the socket's time is lost.

    Raises ConnectionResetError where the relay hung up.
    """
    try:
        if transport == "udp":
            for taken in range(burst):
                if sock.recv_into(room) != size:
                    return taken
            return burst
        wanted = burst * size
        while wanted > 0:
            taken = sock.recv_into(room, min(wanted, len(room)))
            if not taken:
                raise ConnectionResetError("the relay hung up")
            wanted -= taken
        return burst
    except TimeoutError:
        return 0


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used, all its threads."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
