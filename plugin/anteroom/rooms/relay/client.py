"""The house's end of a relay's control channel."""

from __future__ import annotations

import asyncio
from typing import Protocol, TypeVar

import msgspec

from anteroom.clock import Clock, SystemClock
from anteroom.errors import Unavailable
from anteroom.randomness import Randomness, SystemRandomness
from anteroom.rooms.relay.control import (
    LONGEST_LINE,
    AskRevoked,
    AskStats,
    Command,
    Conversation,
    Done,
    Greeting,
    Revoke,
    Revoked,
    Stats,
)

_Wanted = TypeVar("_Wanted", Done, Stats, Revoked)


class Commander(Protocol):
    """What a room needs of whoever commands its relay: `RelayControl`, or for a coturn `Uncommanded`."""

    async def revoke(self, room: str, seat: str | None, up_to: int) -> int:
        """End credentials that expire by `up_to` (Unix seconds), of one seat or, with None, of a whole room.

        Returns how many allocations were cut. Raises Unavailable when the relay does not answer.
        """
        ...

    def revoked_up_to(self, room: str, seat: str) -> int:
        """Credentials of that seat must expire later than this to be of use; 0 where none were revoked."""
        ...

    async def learn(self, room: str) -> None:
        """Ask what others who command the relay have revoked in a room. Raises Unavailable."""
        ...

    async def stats(self) -> Stats:
        """Return the relay's counters. Raises Unavailable."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


class RelayControl:
    """Commands one relay. Connects when first needed, and again when the relay came back.

    Revocations are remembered until the credentials concerned have expired anyway, and told again to a relay
    that restarted or did not answer, so that a crash of it readmits nobody.
    """

    def __init__(
        self,
        host: str,
        port: int,
        secret: bytes,
        *,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        timeout: float = 2.0,
    ) -> None:
        """`clock` is the machine's, by which the relay judges; `timeout` (seconds) bounds each exchange."""
        self._host = host
        self._port = port
        self._secret = secret
        self._clock = clock or SystemClock()
        self._randomness = randomness or SystemRandomness()
        self._timeout = timeout
        self._lock = asyncio.Lock()
        self._link: tuple[asyncio.StreamReader, asyncio.StreamWriter, Conversation] | None = None
        self._revoked: dict[tuple[str, str | None], int] = {}

    async def revoke(self, room: str, seat: str | None, up_to: int) -> int:
        """End credentials that expire by `up_to` (Unix seconds), of one seat or, with None, of a whole room.

        Returns how many allocations were cut. Raises Unavailable when the relay does not answer; it is told
        as soon as it does.
        """
        self._revoked[room, seat] = max(up_to, self._revoked.get((room, seat), 0))
        return (await self._ask(Revoke(room, seat, up_to), Done)).cut

    def revoked_up_to(self, room: str, seat: str) -> int:
        """Credentials of that seat must expire later than this to be of use; 0 where none were revoked."""
        return max(self._revoked.get((room, None), 0), self._revoked.get((room, seat), 0))

    async def learn(self, room: str) -> None:
        """Ask what others who command the relay have revoked in a room, and heed it. Raises Unavailable."""
        for seat, up_to in (await self._ask(AskRevoked(room), Revoked)).seats:
            self._revoked[room, seat] = max(up_to, self._revoked.get((room, seat), 0))

    async def stats(self) -> Stats:
        """Return the relay's counters. Raises Unavailable."""
        return await self._ask(AskStats(), Stats)

    async def close(self) -> None:
        """Hang up."""
        async with self._lock:
            self._hang_up()

    async def _ask(self, command: Command, wanted: type[_Wanted]) -> _Wanted:
        async with self._lock:
            try:
                async with asyncio.timeout(self._timeout):
                    return await self._exchange(command, wanted)
            except (OSError, EOFError, ValueError, TimeoutError, msgspec.MsgspecError) as error:
                self._hang_up()
                raise Unavailable("The call's relay does not answer just now.", reason=repr(error)) from error

    async def _exchange(self, command: Command, wanted: type[_Wanted]) -> _Wanted:
        if self._link is not None and self._link[0].at_eof():
            self._hang_up()
        if self._link is None:
            self._link = await self._connect()
            now = self._clock.now().timestamp()
            self._revoked = {whom: up_to for whom, up_to in self._revoked.items() if up_to > now}
            for (room, seat), up_to in self._revoked.items():
                await _say(self._link, Revoke(room, seat, up_to), Done)
        return await _say(self._link, command, wanted)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, Conversation]:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=LONGEST_LINE)
        try:
            theirs = msgspec.json.decode(await reader.readline(), type=Greeting)
            ours = Greeting(self._randomness.token(26))
            writer.write(msgspec.json.encode(ours) + b"\n")
        except BaseException:
            writer.close()
            raise
        conversation = Conversation(self._secret, theirs.nonce, ours.nonce, of_relay=False)
        return reader, writer, conversation

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link[1].close()
        self._link = None


async def _say(
    link: tuple[asyncio.StreamReader, asyncio.StreamWriter, Conversation],
    command: Command,
    wanted: type[_Wanted],
) -> _Wanted:
    reader, writer, conversation = link
    writer.write(conversation.seal(command))
    await writer.drain()
    line = await reader.readline()
    if not line:
        raise EOFError("the relay hung up")
    body = conversation.open(line)
    if body is None:
        raise ValueError("not the relay's own answer")
    return msgspec.json.decode(body, type=wanted)
