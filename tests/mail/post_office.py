"""The outside of mail, for tests: an SMTP server that keeps what arrives, refuses or dies when told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

from anteroom_calendar import Answer, read


@dataclass(frozen=True)
class Arrived:
    """One mail as it arrived: its envelope and its bytes."""

    sender: str
    to: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail as the standard library reads it."""
        message = message_from_bytes(self.raw, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    def body(self, kind: str) -> str:
        """The text of the first part of that type."""
        part = next(part for part in self.mail.walk() if part.get_content_type() == kind)
        return str(part.get_content())

    @property
    def calendar(self) -> bytes:
        """The calendar message of the alternative."""
        part = next(part for part in self.mail.walk() if part.get_content_type() == "text/calendar")
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        return data

    @property
    def sender_of_entry(self) -> str:
        """The address that the entry names as its organizer."""
        return str(self.event["ORGANIZER"]).removeprefix("mailto:")

    @property
    def event(self) -> Any:
        """The one VEVENT, read by icalendar."""
        return Calendar.from_ical(self.calendar.decode()).walk("VEVENT")[0]

    @property
    def request(self) -> Answer:
        """The calendar message as our own reader takes it, to be answered."""
        return read(self.calendar)


@dataclass
class PostOffice:
    """Keeps what arrives. `rcpt` and `data` are answered once each, in order, before it takes mail again.

    The answer "drop" hangs up without a word; "take and drop" keeps the mail and then hangs up. Whoever is
    written to at once is answered in no certain order: for that there are `unknown`, addresses that nobody
    has, and `spurned`, addresses for which no content is good enough.
    """

    unknown: set[str] = field(default_factory=set)
    spurned: set[str] = field(default_factory=set)
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    greeted_as: list[str] = field(default_factory=list)
    port: int = 0

    def to(self, address: str) -> list[Arrived]:
        """What arrived for an address, oldest first."""
        return [each for each in self.arrived if each.to == (address,)]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greeted_as.append(hostname)
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.spurned.intersection(envelope.rcpt_tos):
            return "554 5.6.0 no"
        answer = self.data.pop(0) if self.data else "250 OK"
        assert isinstance(envelope.content, bytes)
        if answer in ("250 OK", "take and drop"):
            self.arrived.append(Arrived(str(envelope.mail_from), tuple(envelope.rcpt_tos), envelope.content))
        if answer.endswith("drop"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        return answer


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    """Open the server on a free port of this machine."""
    office = PostOffice()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(office, hostname="mx.outside.test", loop=loop), "127.0.0.1", 0
    )
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()
