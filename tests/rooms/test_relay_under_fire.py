"""A call goes on at the relay while everything that must not count is thrown at it.

Twenty thousand packets in `make check`, a million in `make soak`. None moves anything, and the relay's memory
is measured against the same number of harmless packets before.
"""

from __future__ import annotations

import os
import random
import select
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from pytest_asyncio import fixture

from anteroom.rooms.relay.caller import UDP_RELAYED, Caller
from anteroom.rooms.relay.credentials import REALM, Credentials, Holder, RelayAccess
from anteroom.rooms.relay.process import RelayProcess
from anteroom.rooms.relay.stun import (
    Attribute,
    Kind,
    Method,
    Pair,
    build,
    channel_data,
    long_term_key,
    xor_address,
)
from calls import SECRET, relay_process

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
PACKETS = 1_000_000 if SOAK else 20_000
AT_A_TIME = 20
TOGETHER = 100
"""So many are thrown before the relay is asked whether it has read them: none may be lost on the way."""

MAY_GROW = 1 << 20
"""Octets by which the relay's memory may grow beyond what harmless packets made it grow."""

CHANNEL = 0x4000


@fixture
async def relay() -> AsyncIterator[RelayProcess]:
    """A relay process on free ports."""
    process = relay_process()
    await process.start()
    yield process
    await process.stop()


def login(room: str, seat: str, *, seconds: int = 3600, secret: str = SECRET) -> Credentials:
    """Credentials that are good, unless it is said otherwise."""
    return RelayAccess((), secret.encode()).sign(Holder(int(time.time()) + seconds, room, seat))


@dataclass
class Fire:
    """Packets that must not count, kind by kind. `ana` and `hugo` are in a call, `eve` in another room."""

    ana: Caller
    hugo: Caller
    eve: Caller
    recorded: list[bytes]
    source: random.Random

    def go_on_with_the_call(self) -> None:
        """Do what browsers do every few minutes, as a million packets take longer."""
        for each in (self.ana, self.hugo, self.eve):
            each.refresh(600)
        self.ana.bind(self.hugo.relayed, CHANNEL)
        self.hugo.bind(self.ana.relayed, CHANNEL)

    def kinds(self) -> dict[str, Callable[[], bytes]]:
        """Each makes one packet."""
        return {
            "random": lambda: self.source.randbytes(self.source.randrange(0, 1600)),
            "like STUN": self._like_stun,
            "forged": lambda: self._signed(login("fire", "ana", secret="a secret that somebody guessed")),
            "expired": lambda: self._signed(login("fire", "ana", seconds=-1)),
            "replayed": lambda: self.source.choice(self.recorded),
            "changed": self._changed,
            "oversized": lambda: channel_data(CHANNEL, bytes(self.source.randrange(1497, 9000))),
            "a stranger's": lambda: channel_data(CHANNEL, self.source.randbytes(200)),
        }

    def of_eve(self) -> dict[str, Callable[[], bytes]]:
        """What somebody sends who has an address, in another room."""
        return {
            "a foreign room's": lambda: self._indication(self.source.choice((self.ana, self.hugo)).relayed),
            "a foreign address's": lambda: self._indication(
                self.source.choice((("10.0.0.5", 80), ("127.0.0.1", 8091), ("198.51.100.9", 50_000)))
            ),
            "an unbound channel's": lambda: channel_data(
                self.source.randrange(0x4000, 0x8000), self.source.randbytes(100)
            ),
        }

    def _signed(self, wrong: Credentials) -> bytes:
        said: list[Pair] = [
            UDP_RELAYED,
            (Attribute.USERNAME, wrong.username.encode()),
            (Attribute.REALM, REALM.encode()),
            (Attribute.NONCE, b"%x-%s" % (int(time.time()), self.source.randbytes(12).hex().encode())),
        ]
        key = long_term_key(wrong.username, REALM, wrong.credential)
        method = self.source.choice((Method.ALLOCATE, Method.REFRESH, Method.CHANNEL_BIND))
        return build(method, Kind.REQUEST, self.source.randbytes(12), said, key=key)

    def _like_stun(self) -> bytes:
        rubbish = bytearray(self.source.randbytes(4 * self.source.randrange(5, 200)))
        rubbish[0] &= 0x3F
        rubbish[2:8] = struct.pack("!HI", len(rubbish) - 20, 0x2112A442)
        return bytes(rubbish)

    def _changed(self) -> bytes:
        changed = bytearray(self.source.choice(self.recorded))
        for _ in range(self.source.randrange(1, 5)):
            changed[self.source.randrange(len(changed))] ^= self.source.randrange(1, 256)
        return bytes(changed)

    def _indication(self, peer: tuple[str, int]) -> bytes:
        transaction = self.source.randbytes(12)
        said = [(int(Attribute.XOR_PEER_ADDRESS), xor_address(peer, transaction))]
        return build(Method.SEND, Kind.INDICATION, transaction, [*said, (Attribute.DATA, b"hello")])


class Recording(Caller):
    """A caller in whose network somebody listens."""

    heard: ClassVar[list[bytes]] = []

    def send(self, data: bytes) -> None:
        """Send, and let it be overheard."""
        self.heard.append(data)
        super().send(data)


async def test_nothing_that_must_not_count_moves_anything_or_leaks(
    relay: RelayProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    control = relay.control()
    Recording.heard.clear()
    with (
        Recording("udp", "127.0.0.1", relay.port, login("fire", "ana")) as ana,
        Recording("udp", "127.0.0.1", relay.port, login("fire", "hugo")) as hugo,
        Caller("udp", "127.0.0.1", relay.port, login("other", "eve")) as eve,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        for each in (ana, hugo, eve):
            each.allocate()
        fire = Fire(ana, hugo, eve, Recording.heard, random.Random(11))
        fire.go_on_with_the_call()
        fire.recorded = list(Recording.heard)
        stranger.connect(("127.0.0.1", relay.port))
        stranger.settimeout(5)
        harmless = build(Method.BINDING, Kind.REQUEST, bytes(12), [])

        throw(stranger, (harmless for _ in range(2_000)), eve)
        begun = memory(relay)
        throw(stranger, (harmless for _ in range(PACKETS)), eve)
        control_growth = memory(relay) - begun
        kinds, of_eve = fire.kinds(), fire.of_eve()
        parts = ((stranger, kinds, PACKETS * 8 // 11), (eve.socket, of_eve, PACKETS * 3 // 11))
        for through, made, count in parts:
            # Once through everything, so that what is only made at its first use is not taken for a leak.
            throw(through, shuffled(made, count // 20), eve)
        before, begun = await control.stats(), memory(relay)
        for through, made, count in parts:
            for _ in range(AT_A_TIME):
                throw(through, shuffled(made, count // AT_A_TIME), eve)
                fire.go_on_with_the_call()
        thrown = sum(count for _, _, count in parts)
        growth = memory(relay) - begun
        after = await control.stats()

        assert (after.relayed_packets, after.allocations, after.rooms) == (0, 3, 2)
        judged = after.dropped_packets + after.unreadable_packets + after.refused_requests
        judged -= before.dropped_packets + before.unreadable_packets + before.refused_requests
        assert judged > 0.9 * thrown, "packets were lost before the relay could judge them"
        assert after.withheld_answers > PACKETS // 2, (
            "whoever proves nothing is answered so often and no more"
        )
        for victim in (ana, hugo):
            victim.socket.settimeout(0.01)
            with pytest.raises(TimeoutError):
                victim.receive()
            victim.socket.settimeout(5)
        ana.send(channel_data(CHANNEL, b"still there?"))
        assert hugo.receive() == channel_data(CHANNEL, b"still there?")
        assert growth < max(0, control_growth) + MAY_GROW
    await control.close()
    if SOAK:
        with capsys.disabled():
            print(  # noqa: T201  # whoever soaks wants the figures
                f"\n{thrown:,} packets that must not count moved nothing at the relay; its memory grew by "
                f"{growth // 1024} KiB, by {control_growth // 1024} KiB in {PACKETS:,} harmless ones"
            )


def shuffled(made: dict[str, Callable[[], bytes]], count: int) -> Iterator[bytes]:
    """So many packets, of every kind in turn."""
    makers = list(made.values())
    return (makers[number % len(makers)]() for number in range(count))


def throw(through: socket.socket, packets: Iterator[bytes], sign: Caller) -> None:
    """Send them all, never faster than the relay reads: `sign` asks it for a sign of life in between.

    It proves who it is, for who does not is answered so often and no more; and as all come to one socket,
    its answer comes once everything before it was read.
    """
    for number, packet in enumerate(packets, start=1):
        through.send(packet)
        if number % TOGETHER == 0:
            sign.refresh(600)
            _forget_answers(through, sign)
    sign.refresh(600)
    _forget_answers(through, sign)


def _forget_answers(through: socket.socket, sign: Caller) -> None:
    """Errors and challenges, which would fill the socket; what a call hears is not thrown away."""
    while through is not sign.socket and select.select([through], [], [], 0)[0]:
        through.recv(4096)


def memory(relay: RelayProcess) -> int:
    """Octets of memory that the relay holds."""
    pages = int(Path(f"/proc/{relay.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
