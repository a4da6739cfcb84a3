"""All ways in at once, around a house with mail; and the plain words of SMTP over a real socket."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
from aiohttp import web

from anteroom.api.doorway import HOUSE, doorway
from anteroom.api.problems import problems
from anteroom.pages.plain import setup_pages
from anteroom.settings.deployment import Listen
from anteroom_mail.ways_in.inbox import BOUNDS, Bounds, Inbox
from anteroom_mail.ways_in.listening import receiving
from anteroom_mail.ways_in.webhook import MailWebhook
from mail.house_with_mail import HouseWithMail

SECRET = "inbound-secret-of-the-tests-0123456789"
FORM = "message/rfc822"


@dataclass(frozen=True)
class Answered:
    """What the webhook said."""

    status: int
    body: dict[str, object]

    @property
    def results(self) -> list[str]:
        """The word for each recipient, in the order asked."""
        results = self.body["results"]
        assert isinstance(results, list)
        return [each["result"] for each in results]


class Line:
    """One connection to a mail server, spoken by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    async def say(self, words: str | bytes) -> str:
        """Send a line and return the answer to it."""
        await self.send((words.encode() if isinstance(words, str) else words) + b"\r\n")
        return await self.hear()

    async def send(self, octets: bytes) -> None:
        """Send octets as they are."""
        self.writer.write(octets)
        await self.writer.drain()

    async def hear(self) -> str:
        """Return one answer, its lines joined by blanks; "" where the server has hung up."""
        lines: list[str] = []
        async with asyncio.timeout(10):
            while line := (await self._line()).decode(errors="replace").rstrip():
                lines.append(line)
                if line[3:4] != "-":
                    break
        return " ".join(lines)

    async def _line(self) -> bytes:
        try:
            return await self._reader.readline()
        except (ConnectionResetError, BrokenPipeError):
            return b""

    async def rest(self) -> list[str]:
        """Return every answer until the server hangs up."""
        answers: list[str] = []
        while answer := await self.hear():
            answers.append(answer)
        return answers

    async def secure(self, context: ssl.SSLContext) -> str:
        """Begin TLS after STARTTLS, and say EHLO again."""
        await self.writer.start_tls(context, server_hostname="relay.anteroom.test")
        return await self.say("EHLO outside.test")


@dataclass
class WaysIn:
    """Where mail comes in. `inbox` is asked only how much it holds; `most` is for notes of that."""

    inbox: Inbox
    smtp_port: int
    lmtp: Listen | Path
    url: str
    most: int = 0

    @asynccontextmanager
    async def smtp(self, *, greet: bool = True) -> AsyncIterator[Line]:
        """Connect by SMTP."""
        streams = await asyncio.open_connection("127.0.0.1", self.smtp_port)
        async with _line(*streams) as line:
            if greet:
                assert (await line.hear()).startswith("220 ")
                assert "250 HELP" in await line.say("EHLO outside.test")
            yield line

    @asynccontextmanager
    async def lmtp_line(self) -> AsyncIterator[Line]:
        """Connect by LMTP."""
        if isinstance(self.lmtp, Path):
            streams = await asyncio.open_unix_connection(self.lmtp)
        else:
            streams = await asyncio.open_connection(self.lmtp.host, self.lmtp.port)
        async with _line(*streams) as line:
            assert (await line.hear()).startswith("220 ")
            assert "250 HELP" in await line.say("LHLO outside.test")
            yield line

    async def post(
        self,
        raw: bytes | AsyncIterator[bytes],
        *recipients: str,
        secret: str | None = SECRET,
        content_type: str = FORM,
        headers: dict[str, str] | None = None,
    ) -> Answered:
        """Bring a mail to the webhook."""
        sent = {"Content-Type": content_type, "X-Envelope-To": ", ".join(recipients), **(headers or {})}
        if secret is not None:
            sent["Authorization"] = f"Bearer {secret}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/inbound/mail", data=raw, headers=sent) as answer,
        ):
            return Answered(answer.status, await answer.json(content_type=None))


async def begin(line: Line, to: str) -> None:
    """Bring an SMTP session to the point where the mail itself is due."""
    assert (await line.say("MAIL FROM:<somebody@outside.test>")).startswith("250")
    assert (await line.say(f"RCPT TO:<{to}>")).startswith("250")
    assert (await line.say("DATA")).startswith("354")


@asynccontextmanager
async def ways_in(
    mailed: HouseWithMail,
    *,
    bounds: Bounds = BOUNDS,
    socket: Path | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[WaysIn]:
    """Open SMTP, LMTP (over `socket`, or over TCP) and the webhook in front of one intake."""
    lmtp: Listen | Path = socket or Listen("127.0.0.1", 0)
    settings = mailed.house.settings
    in_ = replace(settings.mail.in_, lmtp=lmtp, webhook=True)
    house = replace(mailed.house, settings=replace(settings, mail=replace(settings.mail, in_=in_)))
    inbox = Inbox(house, bounds)
    app = web.Application(middlewares=(problems, doorway, problems), client_max_size=1024)
    app[HOUSE] = house
    setup_pages(app)
    app.add_routes(MailWebhook(inbox, SECRET).routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with receiving(inbox, tls) as bound:
            assert bound.smtp is not None
            here = socket or Listen("127.0.0.1", bound.lmtp or 0)
            yield WaysIn(inbox, bound.smtp, here, f"http://127.0.0.1:{port}")
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncIterator[Line]:
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        try:
            await writer.wait_closed()
        except (ConnectionResetError, BrokenPipeError):
            pass  # the server hung up first, as some tests want
