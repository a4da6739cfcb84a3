"""The relay's sockets, many packets at a call and one by one, over IPv4 and IPv6: the same is carried."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from anteroom.randomness import SystemRandomness
from anteroom.rooms.relay.allocations import Allocations, Limits
from anteroom.rooms.relay.batches import batches_possible
from anteroom.rooms.relay.caller import Caller
from anteroom.rooms.relay.credentials import Credentials, Holder, RelayAccess
from anteroom.rooms.relay.server import RelayServer
from anteroom.rooms.relay.stun import LONGEST_MESSAGE, channel_data
from anteroom.rooms.relay.turn import Turn
from calls import SECRET
from required import lacking


def login(seat: str) -> Credentials:
    """What the hub gives a seat."""
    return RelayAccess((), SECRET.encode()).sign(Holder(int(time.time()) + 600, "room", seat))


def has_ipv6() -> bool:
    """Tell whether this machine has a loopback of IPv6."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


# Many a container has no IPv6: there nothing can be carried over it, and no setting of ours would help.
HOSTS = ("127.0.0.1", "::1") if has_ipv6() else ("127.0.0.1",)


@pytest.mark.parametrize("batches", [True, False], ids=["many at a call", "one by one"])
@pytest.mark.parametrize("host", HOSTS)
async def test_it_carries_packets_in_order_and_loses_none(host: str, batches: bool) -> None:
    if batches and not batches_possible():
        lacking("packets are taken many at a call on Linux alone: run this there")
    turn = Turn(SECRET.encode(), Allocations(SystemRandomness(), Limits(bytes_per_second=10**9)))
    server = RelayServer(turn, batches=batches)
    port = await server.start(host, 0)
    try:
        await asyncio.to_thread(_talk, host, port)
    finally:
        await server.stop()
    assert turn.counters.relayed_packets == 2 * 5 * 30 + 2 * 3 + 1


async def test_one_source_holds_a_share_of_the_connections_and_no_more() -> None:
    """And what it gives back it may have again: nothing is kept of who has gone."""
    turn = Turn(SECRET.encode(), Allocations(SystemRandomness()))
    server = RelayServer(turn, streams=30)
    port = await server.start("127.0.0.1", 0)

    def connected(source: str, count: int) -> list[socket.socket]:
        return [socket.create_connection(("127.0.0.1", port), 5, (source, 0)) for _ in range(count)]

    async def open_now(expected: int) -> None:
        for _ in range(200):
            if server.streams == expected:
                return
            await asyncio.sleep(0.01)
        assert server.streams == expected

    try:
        greedy = await asyncio.to_thread(connected, "127.0.0.1", 20)
        await open_now(6)
        others = await asyncio.to_thread(connected, "127.0.0.2", 2)
        await open_now(8)
        assert turn.counters.refused_streams == 14
        for each in greedy:
            each.close()
        await open_now(2)
        again = await asyncio.to_thread(connected, "127.0.0.1", 6)
        await open_now(8)
        for each in (*others, *again):
            each.close()
        await open_now(0)
        assert not server.sources
    finally:
        await server.stop()


def _talk(host: str, port: int) -> None:
    with (
        Caller("udp", host, port, login("ana")) as ana,
        Caller("udp", host, port, login("hugo")) as hugo,
        Caller("tcp", host, port, login("kim")) as kim,
    ):
        assert ana.binding() == ana.socket.getsockname()[:2]
        for each in (ana, hugo, kim):
            each.allocate()
        ana.bind(hugo.relayed, 0x4000)
        hugo.bind(ana.relayed, 0x4001)
        ana.bind(kim.relayed, 0x4002)
        kim.bind(ana.relayed, 0x4003)
        for _ in range(5):
            for number in range(30):
                ana.send(channel_data(0x4000, b"%d" % number * 50))
                hugo.send(channel_data(0x4001, b"%d" % number * 60))
            assert [hugo.receive() for _ in range(30)] == [
                channel_data(0x4001, b"%d" % number * 50) for number in range(30)
            ]
            assert [ana.receive() for _ in range(30)] == [
                channel_data(0x4000, b"%d" % number * 60) for number in range(30)
            ]
        for size in (1, 2, 7):
            ana.send(channel_data(0x4002, bytes(size)))
            assert kim.receive() == channel_data(0x4003, bytes(size))
            kim.send(channel_data(0x4003, bytes(size)))
            assert ana.receive() == channel_data(0x4002, bytes(size))
        ana.send(channel_data(0x4000, bytes(LONGEST_MESSAGE)))  # too long by its head
        ana.send(channel_data(0x4000, bytes(4)) + bytes(40))  # padded, as is allowed
        assert hugo.receive() == channel_data(0x4001, bytes(4))
