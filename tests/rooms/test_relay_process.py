"""The relay as it runs: a process with sockets, commanded from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from pytest_asyncio import fixture

from anteroom.errors import Unavailable
from anteroom.rooms.relay.client import RelayControl
from anteroom.rooms.relay.control import AskStats, Conversation, Greeting
from anteroom.rooms.relay.credentials import REALM, Holder, sign
from anteroom.rooms.relay.framing import Framing, frame
from anteroom.rooms.relay.process import RelayProcess
from anteroom.rooms.relay.stun import Attribute, Kind, Message, Method, Pair, build, long_term_key, parse
from calls import CONTROL_SECRET, SECRET, relay_process

UDP = (Attribute.REQUESTED_TRANSPORT, b"\x11\x00\x00\x00")
TRANSACTION = bytes(range(12))


@fixture
async def relay() -> AsyncIterator[RelayProcess]:
    """A relay process on free ports."""
    process = relay_process()
    await process.start()
    yield process
    await process.stop()


def signed(method: Method, attributes: list[Pair], nonce: bytes, seat: str = "ana") -> bytes:
    """A request as a browser would sign it."""
    holder = Holder(int(time.time()) + 600, "room", seat)
    said: list[Pair] = [
        *attributes,
        (Attribute.USERNAME, holder.username.encode()),
        (Attribute.REALM, REALM.encode()),
        (Attribute.NONCE, nonce),
    ]
    key = long_term_key(holder.username, REALM, sign(SECRET.encode(), holder.username))
    return build(method, Kind.REQUEST, TRANSACTION, said, key=key)


async def say(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, messages: list[bytes], *, step: int = 7
) -> list[Message]:
    """Send messages in crumbs and return the answers."""
    stream = b"".join(frame(message) for message in messages)
    for start in range(0, len(stream), step):
        writer.write(stream[start : start + step])
        await writer.drain()
    framing, answers = Framing(), list[Message]()
    async with asyncio.timeout(5):
        while len(answers) < len(messages):
            answers += [parse(whole) for whole in framing.feed(await reader.read(4096))]
    return answers


async def over_tcp(port: int, messages: list[bytes]) -> list[Message]:
    """The answers to messages on a connection of their own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = await say(reader, writer, messages)
    writer.close()
    await writer.wait_closed()
    return answers


async def allocate_over_tcp(port: int) -> Message:
    """Go through the challenge and allocate, then hang up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    (challenge,) = await say(reader, writer, [build(Method.ALLOCATE, Kind.REQUEST, TRANSACTION, [UDP])])
    nonce = challenge.first(Attribute.NONCE)
    assert nonce is not None
    (answer,) = await say(reader, writer, [signed(Method.ALLOCATE, [UDP], nonce)])
    writer.close()
    await writer.wait_closed()
    return answer


async def test_it_answers_on_udp_and_tcp_at_the_same_port(relay: RelayProcess) -> None:
    binding = build(Method.BINDING, Kind.REQUEST, TRANSACTION, [])
    assert [each.kind for each in await over_tcp(relay.port, [binding, binding])] == [Kind.SUCCESS] * 2
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_sendto(udp, binding, ("127.0.0.1", relay.port))
    async with asyncio.timeout(5):
        assert parse(await loop.sock_recv(udp, 2048)).kind is Kind.SUCCESS
    udp.close()


async def test_it_frees_an_allocation_when_its_stream_ends(relay: RelayProcess) -> None:
    control = relay.control()
    assert (await allocate_over_tcp(relay.port)).kind is Kind.SUCCESS
    for _ in range(50):
        if (await control.stats()).allocations == 0:
            break
        await asyncio.sleep(0.02)
    assert (await control.stats()).allocations == 0
    await control.close()


async def test_it_hangs_up_on_a_stream_that_is_not_turn(relay: RelayProcess) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(5):
        try:
            assert await reader.read() == b""
        except ConnectionResetError:
            pass
    writer.close()


async def test_it_stays_up_under_random_packets(relay: RelayProcess) -> None:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for at in range(2_000):
        udp.sendto(os.urandom(at % 700 + 1), ("127.0.0.1", relay.port))
        if at % 100 == 0:
            await asyncio.sleep(0.005)
    udp.close()
    control = relay.control()
    stats = await control.stats()
    assert (stats.allocations, stats.relayed_packets) == (0, 0)
    assert stats.unreadable_packets + stats.dropped_packets > 1_000
    await control.close()


async def test_it_obeys_only_who_proves_the_control_secret(relay: RelayProcess) -> None:
    control = relay.control()
    stranger = RelayControl("127.0.0.1", relay.control_port, b"not the control secret")
    with pytest.raises(Unavailable):
        await stranger.revoke("room", None, 2_000_000_000)
    assert await control.revoke("room", None, 1) == 0
    await stranger.close()
    await control.close()


async def test_it_does_not_take_a_recorded_command_twice(relay: RelayProcess) -> None:
    line = b""
    answers = []
    for turn in range(2):
        reader, writer = await asyncio.open_connection("127.0.0.1", relay.control_port)
        theirs = msgspec.json.decode(await reader.readline(), type=Greeting)
        if turn == 0:
            conversation = Conversation(CONTROL_SECRET.encode(), theirs.nonce, "house", of_relay=False)
            line = conversation.seal(AskStats())
        writer.write(b'{"nonce":"house"}\n' + line + line)
        answers.append([await reader.readline(), await reader.readline()])
        writer.close()
    assert answers[0][0] and answers[0][1] == b""
    assert answers[1] == [b"", b""]


async def test_it_is_started_again_when_it_dies_and_remembers_what_was_revoked(relay: RelayProcess) -> None:
    control = relay.control()
    port, epoch = relay.port, (await control.stats()).epoch
    await control.revoke("room", "ana", int(time.time()) + 3600)
    assert relay.pid is not None
    os.kill(relay.pid, signal.SIGKILL)
    async with asyncio.timeout(10):
        while True:
            try:
                if (await control.stats()).epoch != epoch:
                    break
            except Unavailable:
                await asyncio.sleep(0.05)
    assert relay.port == port
    assert (await allocate_over_tcp(port)).kind is Kind.ERROR
    await control.close()


PARENT = """
import asyncio
from anteroom.rooms.relay.process import RelayProcess

async def main():
    relay = RelayProcess(secret="s" * 20, control_secret="c" * 20)
    await relay.start()
    print(relay.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_it_ends_when_its_parent_is_killed() -> None:
    """Else it would hold the port against the next start."""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    for _ in range(250):
        if not _runs(pid):
            return
        await asyncio.sleep(0.02)
    pytest.fail("the relay outlived its parent")


def _runs(pid: int) -> bool:
    """Say whether a process is alive; one that ended and was not collected by anybody counts as ended."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_it_names_every_fault_of_its_settings_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "anteroom.rooms.relay"],
        env={"ANTEROOM_RELAY_SECRET": "short", "ANTEROOM_RELAY_LISTEN": "nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    for name in ("ANTEROOM_RELAY_SECRET", "ANTEROOM_RELAY_CONTROL_SECRET", "ANTEROOM_RELAY_LISTEN"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr
