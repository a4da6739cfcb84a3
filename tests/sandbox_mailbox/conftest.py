"""The mailbox's twin, and a mail server that stands where Anteroom's inbound one will be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import aiohttp
import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import Envelope, Session

from anteroom.clock import SetClock
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.cast import Cast, make_cast
from anteroom.sandbox.mailbox import SandboxMailbox

REPLY_ADDRESS = "r-abc@relay.example"


@dataclass
class InboundStandIn:
    """Takes mail for the reply address; `refusal` is answered to RCPT instead."""

    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refusal: str | None = None

    async def handle_RCPT(
        self, server: SmtpServer, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SmtpServer, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return "250 OK"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def cast() -> Cast:
    return make_cast(SeededRandomness(7))


@pytest.fixture
async def inbound() -> AsyncIterator[tuple[InboundStandIn, int]]:
    stand_in = InboundStandIn()
    server = await asyncio.get_running_loop().create_server(lambda: SmtpServer(stand_in), "127.0.0.1", 0)
    yield stand_in, int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()


@pytest.fixture
async def mailbox(
    cast: Cast, clock: SetClock, inbound: tuple[InboundStandIn, int]
) -> AsyncIterator[SandboxMailbox]:
    twin = SandboxMailbox(cast, "127.0.0.1", inbound[1], clock, SeededRandomness(8))
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
def anteroom_inbound(inbound: tuple[InboundStandIn, int]) -> InboundStandIn:
    return inbound[0]


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def invitation(to: str, **changes: str) -> bytes:
    """A calendar mail as the calendar facts describe it, with `changes` to its parts."""
    parts = {
        "from": REPLY_ADDRESS,
        "method": "REQUEST",
        "mime_method": changes.get("method", "REQUEST"),
        "sequence": "0",
        "dtstamp": "20261123T090000Z",
        "start": "TZID=Europe/Berlin:20261126T150000",
        "end": "TZID=Europe/Berlin:20261126T154500",
        "status": "CONFIRMED",
        "attendee": to,
        "organizer": REPLY_ADDRESS,
        "partstat": "NEEDS-ACTION",
        "comment": "",
        **changes,
    }
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Anteroom//EN", f"METHOD:{parts['method']}",
        "BEGIN:VEVENT", "UID:u-1@relay.example", f"SEQUENCE:{parts['sequence']}",
        f"DTSTAMP:{parts['dtstamp']}", f"DTSTART;{parts['start']}", f"DTEND;{parts['end']}",
        "SUMMARY:Payments API in Go", "DESCRIPTION:Open https://127.0.0.1:9/i#pass to join",
        "LOCATION:https://127.0.0.1:9/i#pass", f"STATUS:{parts['status']}",
        f"ORGANIZER;CN=Maya Okafor:mailto:{parts['organizer']}",
        f"ATTENDEE;CN=You;PARTSTAT={parts['partstat']};RSVP=TRUE:mailto:{parts['attendee']}",
        "ATTENDEE;CN=Leo Marchetti;PARTSTAT=ACCEPTED:mailto:a-1@relay.example",
    ]  # fmt: skip
    if parts["comment"]:
        lines.append(f"COMMENT:{parts['comment']}")
    content = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Maya Okafor <{parts['from']}>"
    mail["To"] = to
    mail["Subject"] = "Interview: Payments API in Go"
    mail["Message-ID"] = f"<m-{parts['method']}-{parts['sequence']}@relay.example>"
    mail.set_content("Thu 26 Nov, 15:00 to 15:45. Open https://127.0.0.1:9/i#pass to join.")
    mail.add_alternative("<p style='color:red'>Thu 26 Nov</p><script>alert(1)</script>", "html")
    mail.add_alternative(content.encode(), "text", "calendar", cte="base64")
    *_, part = mail.iter_parts()
    if parts["mime_method"]:
        part.set_param("method", parts["mime_method"])
    return mail.as_bytes()


class Postman:
    """Delivers to the twin's real SMTP port."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def deliver(self, raw: bytes, *to: str, sender: str = REPLY_ADDRESS) -> None:
        await aiosmtplib.send(
            raw, sender=sender, recipients=list(to), hostname="127.0.0.1", port=self._port, start_tls=False
        )


@pytest.fixture
def postman(mailbox: SandboxMailbox) -> Postman:
    return Postman(mailbox.smtp_port)


@pytest.fixture
def write_invitation() -> Callable[..., bytes]:
    return invitation
