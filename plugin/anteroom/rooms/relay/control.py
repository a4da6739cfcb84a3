"""How the house commands a relay: JSON lines, each with a MAC over both sides' nonces, direction and number.

A line is `MAC in hex, space, JSON`. Each side first sends its nonce bare; so no line of an older
conversation, and none of the other direction, counts here.
"""

from __future__ import annotations

import asyncio
import hmac

import msgspec

from anteroom.randomness import Randomness
from anteroom.rooms.relay.server import RelayServer
from anteroom.rooms.relay.turn import Turn

LONGEST_LINE = 4096
MOST_TOLD = 40
"""Seats of a room whose end is told; a room has six, and a line bears no more."""

CONNECTIONS = 16
SECONDS_TO_PROVE = 5.0


class Greeting(msgspec.Struct, forbid_unknown_fields=True):
    """The first line of each side. The relay's also says which start of it this is."""

    nonce: str
    epoch: str = ""


class Revoke(msgspec.Struct, tag="revoke", forbid_unknown_fields=True):
    """End credentials that expire by `up_to` (Unix seconds), and what they opened; seat None: the room's."""

    room: str
    seat: str | None
    up_to: int


class AskRevoked(msgspec.Struct, tag="revoked", forbid_unknown_fields=True):
    """Ask which credentials of a room were ended."""

    room: str


class AskStats(msgspec.Struct, tag="stats", forbid_unknown_fields=True):
    """Ask for the counters."""


class Done(msgspec.Struct, tag="done"):
    """A revocation was carried out; so many allocations were cut."""

    cut: int


class Revoked(msgspec.Struct, tag="revoked"):
    """Seats whose credentials were ended, up to when; None stands for the whole room's."""

    seats: list[tuple[str | None, int]]


class Stats(msgspec.Struct, tag="stats"):
    """The relay's counters since its start, and what it holds now."""

    epoch: str
    rooms: int
    allocations: int
    relayed_packets: int
    relayed_bytes: int
    dropped_packets: int
    unreadable_packets: int
    refused_requests: int
    streams: int = 0
    refused_streams: int = 0
    withheld_answers: int = 0
    failed_handshakes: int = 0
    unreadable_certificates: int = 0


Command = Revoke | AskRevoked | AskStats
Reply = Done | Revoked | Stats


class Conversation:
    """Seals and opens the lines of one connection. `ours` tells the directions apart."""

    def __init__(self, secret: bytes, relay_nonce: str, house_nonce: str, *, of_relay: bool) -> None:
        self._secret = secret
        self._nonces = f"{relay_nonce}|{house_nonce}"
        self._out, self._in = (b"<", b">") if of_relay else (b">", b"<")
        self._sent = 0
        self._received = 0

    def seal(self, value: Command | Reply) -> bytes:
        """Return the next line."""
        body = msgspec.json.encode(value)
        self._sent += 1
        return self._mac(self._out, self._sent, body) + b" " + body + b"\n"

    def open(self, line: bytes) -> bytes | None:
        """Return the JSON of the next line, or None unless it is genuine and in its turn."""
        mac, space, body = line.rstrip(b"\n").partition(b" ")
        expected = self._mac(self._in, self._received + 1, body)
        if not space or not hmac.compare_digest(mac, expected):
            return None
        self._received += 1
        return body

    def _mac(self, direction: bytes, number: int, body: bytes) -> bytes:
        covered = b"|".join((self._nonces.encode(), direction, str(number).encode(), body))
        return hmac.digest(self._secret, covered, "sha256").hex().encode()


class ControlServer:
    """The relay's end. Whoever does not prove the secret within seconds is cut off, without an answer."""

    def __init__(
        self,
        turn: Turn,
        *,
        secret: bytes,
        epoch: str,
        randomness: Randomness,
        server: RelayServer,
    ) -> None:
        self._turn = turn
        self._secret = secret
        self._epoch = epoch
        self._randomness = randomness
        self._relay = server
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port."""
        self._server = await asyncio.start_server(self._serve, host, port, limit=LONGEST_LINE)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        if self._server is not None:
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            await self._converse(reader, writer)
        except (TimeoutError, ConnectionError, ValueError, msgspec.MsgspecError, asyncio.LimitOverrunError):
            # Unproven, unreadable or gone: the connection ends and nothing was done.
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonce = self._randomness.token(26)
        writer.write(msgspec.json.encode(Greeting(nonce, self._epoch)) + b"\n")
        async with asyncio.timeout(SECONDS_TO_PROVE):
            greeting = msgspec.json.decode(await reader.readline(), type=Greeting)
            conversation = Conversation(self._secret, nonce, greeting.nonce, of_relay=True)
            line = await reader.readline()
        while line:
            body = conversation.open(line)
            if body is None:
                return
            writer.write(conversation.seal(self._obey(msgspec.json.decode(body, type=Command))))
            await writer.drain()
            line = await reader.readline()

    def _obey(self, command: Command) -> Reply:
        if isinstance(command, Revoke):
            cut = self._turn.allocations.revoke(command.room, command.seat, command.up_to)
            self._relay.cut(cut)
            return Done(len(cut))
        if isinstance(command, AskRevoked):
            return Revoked(self._turn.allocations.revoked(command.room)[:MOST_TOLD])
        counters = self._turn.counters
        return Stats(
            epoch=self._epoch,
            rooms=self._turn.allocations.rooms,
            allocations=len(self._turn.allocations),
            relayed_packets=counters.relayed_packets,
            relayed_bytes=counters.relayed_bytes,
            dropped_packets=counters.dropped_packets,
            unreadable_packets=counters.unreadable_packets,
            refused_requests=counters.refused_requests,
            streams=self._relay.streams,
            refused_streams=counters.refused_streams,
            withheld_answers=counters.withheld_answers,
            failed_handshakes=counters.failed_handshakes,
            unreadable_certificates=self._relay.unreadable_certificates,
        )
