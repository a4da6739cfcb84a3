"""The SMTP server that takes mail for the whole cast, and the refusals that can be asked of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

Moment = Literal["rcpt", "data"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one delivery goes wrong.

    `code` (450, 550 …) is answered to RCPT or after DATA. Code 0 drops the connection instead: after DATA
    this is the moment in which the sender cannot know. `kept` says whether the mail was taken in before.
    """

    code: int = 450
    moment: Moment = "rcpt"
    kept: bool = False


class PostOffice:
    """Listens for mail on this machine. `deliver` gets the envelope's sender, recipients, and the bytes."""

    def __init__(
        self,
        knows: Callable[[str], bool],
        deliver: Callable[[str, tuple[str, ...], bytes], None],
        host: str,
        port: int,
    ) -> None:
        self._knows = knows
        self._deliver = deliver
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._connections: set[SMTP] = set()
        self._refusals: deque[Refusal] = deque()
        self._pause = 0.0

    @property
    def port(self) -> int:
        """Where it listens, the same over `close` and `open`. Raises RuntimeError before the first."""
        if not self._port:
            raise RuntimeError("the mail server has not been started")
        return self._port

    def refuse(self, refusal: Refusal, times: int = 1) -> None:
        """Let the next `times` deliveries go wrong."""
        self._refusals.extend([refusal] * times)

    def slow(self, seconds: float) -> None:
        """Take `seconds` between taking a mail in and saying so, from now on."""
        self._pause = seconds

    async def open(self) -> None:
        """Take mail."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, self._host, self._port)
        self._port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Be down: connections are cut and new ones refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self._connections):
            _cut(connection)
        self._connections.clear()
        await asyncio.sleep(0)

    def _connection(self) -> SMTP:
        connection = SMTP(self, hostname="mail.sandbox.example", enable_SMTPUTF8=True, ident="Larkmail")
        self._connections = {each for each in self._connections if each.transport is not None}
        self._connections.add(connection)
        return connection

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Answer RCPT TO: 550 for somebody who does not live here."""
        if self._refusals and self._refusals[0].moment == "rcpt":
            refusal = self._refusals.popleft()
            return self._fail(server, refusal)
        if not self._knows(address):
            return "550 5.1.1 Nobody here has this address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer the mail itself."""
        content = envelope.content
        assert isinstance(content, bytes)
        refusal = self._refusals.popleft() if self._refusals else None
        if refusal is None or refusal.kept:
            self._deliver(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        if self._pause:
            await asyncio.sleep(self._pause)
        return "250 2.0.0 Taken" if refusal is None else self._fail(server, refusal)

    @staticmethod
    def _fail(server: SMTP, refusal: Refusal) -> str:
        if refusal.code == 0:
            _cut(server)
            return "421 4.3.2 This answer does not arrive"
        return f"{refusal.code} {str(refusal.code)[0]}.3.0 This refusal was asked for"


def _cut(connection: SMTP) -> None:
    if isinstance(connection.transport, asyncio.WriteTransport):
        connection.transport.abort()
