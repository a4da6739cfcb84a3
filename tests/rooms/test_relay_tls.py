"""The relay where only TLS gets through: a real client, a slow one, a silent one, and a new certificate."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytest_asyncio import fixture

from anteroom.rooms.relay.caller import Caller, CallerRefused
from anteroom.rooms.relay.credentials import Credentials, Holder, RelayAccess, relay_urls
from anteroom.rooms.relay.process import RelayProcess, Tls
from anteroom.rooms.relay.streams import HANDSHAKES
from anteroom.rooms.relay.stun import channel_data
from anteroom.settings.deployment import Certificate
from calls import CONTROL_SECRET, SECRET
from mail.certificates import self_signed, trusting

HOST = "localhost"


@fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProcess]:
    """A relay that takes TLS at a port of its own."""
    self_signed(tmp_path, HOST)
    process = RelayProcess(
        secret=SECRET,
        control_secret=CONTROL_SECRET,
        tls=Tls(0, tmp_path / "chain.pem", tmp_path / "key.pem"),
    )
    await process.start()
    yield process
    await process.stop()


def login(seat: str, room: str = "room", *, seconds: int = 600, secret: str = SECRET) -> Credentials:
    """What the hub gives a seat."""
    return RelayAccess((), secret.encode()).sign(Holder(int(time.time()) + seconds, room, seat))


def trust(folder: Path) -> ssl.SSLContext:
    """What a browser has that trusts the relay's certificate."""
    return trusting(Certificate(folder / "chain.pem", folder / "key.pem"))


def serial(relay: RelayProcess, trusted: ssl.SSLContext) -> object:
    """The number of the certificate that a new connection is shown."""
    with Caller("tls", HOST, relay.tls_port or 0, login("kim"), trust=trusted) as caller:
        return caller.certificate["serialNumber"]


async def test_a_seat_behind_tls_talks_with_one_on_udp(relay: RelayProcess, tmp_path: Path) -> None:
    def talk() -> None:
        with (
            Caller("tls", HOST, relay.tls_port or 0, login("ana"), trust=trust(tmp_path)) as ana,
            Caller("udp", "127.0.0.1", relay.port, login("hugo")) as hugo,
        ):
            ana.allocate(), hugo.allocate()
            ana.bind(hugo.relayed, 0x4000)
            hugo.bind(ana.relayed, 0x4001)
            for size in (0, 1, 2, 3, 999, 1200):
                ana.send(channel_data(0x4000, bytes(size)))
                assert hugo.receive() == channel_data(0x4001, bytes(size))
                hugo.send(channel_data(0x4001, bytes(size)))
                assert ana.receive() == channel_data(0x4000, bytes(size))
            ana.send(b"".join(channel_data(0x4000, b"%04d" % number) for number in range(200)))
            assert [hugo.receive()[4:] for _ in range(200)] == [b"%04d" % number for number in range(200)]

    await asyncio.to_thread(talk)


async def test_credentials_count_there_as_everywhere(relay: RelayProcess, tmp_path: Path) -> None:
    def refused(wrong: Credentials) -> int:
        with Caller("tls", HOST, relay.tls_port or 0, wrong, trust=trust(tmp_path)) as caller:
            with pytest.raises(CallerRefused) as refusal:
                caller.allocate()
            return refusal.value.number

    assert await asyncio.to_thread(refused, login("ana", secret="another secret, not the relay's")) == 401
    assert await asyncio.to_thread(refused, login("ana", seconds=-1)) == 401


async def test_a_renewed_certificate_is_shown_without_a_restart(relay: RelayProcess, tmp_path: Path) -> None:
    """Half a renewal changes nothing: two files are never written at once."""
    first = trust(tmp_path)
    before = await asyncio.to_thread(serial, relay, first)
    (tmp_path / "chain.pem").write_text("half a renewal")
    control = relay.control()
    async with asyncio.timeout(10):
        while (await control.stats()).unreadable_certificates == 0:  # noqa: ASYNC110  # another process's
            await asyncio.sleep(0.05)
    await control.close()
    assert await asyncio.to_thread(serial, relay, first) == before
    self_signed(tmp_path, HOST)
    second = trust(tmp_path)
    assert await asyncio.to_thread(_shown_at_last, relay, second) != before


def _shown_at_last(relay: RelayProcess, trusted: ssl.SSLContext) -> object:
    for _ in range(200):
        try:
            return serial(relay, trusted)
        except ssl.SSLError:
            time.sleep(0.05)
    return pytest.fail("the renewed certificate was never shown")


async def test_whoever_never_finishes_the_handshake_keeps_nobody_out(
    relay: RelayProcess, tmp_path: Path
) -> None:
    silent = []
    for _ in range(HANDSHAKES + 8):
        silent.append(socket.create_connection((HOST, relay.tls_port or 0)))
        await asyncio.sleep(0.011)  # more than the relay takes in a second, it refuses
    rubbish = socket.create_connection((HOST, relay.tls_port or 0))
    rubbish.sendall(os.urandom(4000))
    try:
        await asyncio.to_thread(serial, relay, trust(tmp_path))
    finally:
        for each in (*silent, rubbish):
            each.close()
    control = relay.control()
    assert (await control.stats()).failed_handshakes > 0
    assert (await control.stats()).allocations == 0
    await control.close()


def test_pages_are_told_of_tls_last() -> None:
    """Browsers try them all at once; whoever reads the list sees what is the quickest first."""
    assert relay_urls("relay.example.org", 3478, tls_port=443) == (
        "turn:relay.example.org:3478?transport=udp",
        "turn:relay.example.org:3478?transport=tcp",
        "turns:relay.example.org:443?transport=tcp",
    )
