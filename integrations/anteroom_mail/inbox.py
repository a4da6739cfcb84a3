"""The SMTP server that takes answers. It says 250 only when what the mail did is committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from traceback import extract_tb
from weakref import WeakSet

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from anteroom.house import House
from anteroom_mail.addressing import addressed
from anteroom_mail.intake import take
from anteroom_mail.outcome import Outcome, Verdict

log = structlog.get_logger()

LARGEST = 10 * 1024 * 1024
MOST_RECIPIENTS = 20
AT_ONCE = 4
"""How many mails are worked on at a time; each needs connections to the database."""
IDLE_SECONDS = 60.0
LATER = "451 4.3.0 Something failed on our side; please try again later."
NO_ADDRESS = "550 5.1.1 There is no such address here."


class Inbox:
    """What the SMTP server asks: may this recipient be written to, and what became of this mail."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take only what is addressed to one of our parties."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once."
        try:
            whose = await addressed(self._house, address)
        except Exception as error:  # nothing but a fault of ours: the sender keeps the mail and tries again
            log.error("mail.recipient_failed", error=type(error).__name__)
            return LATER
        if whose is None:
            return NO_ADDRESS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the mail once for each recipient; refuse it if all of them do."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        outcomes: list[Outcome] = []
        try:
            async with self._turns:
                for recipient in dict.fromkeys(each.lower() for each in envelope.rcpt_tos):
                    outcomes.append(await take(self._house, recipient, raw))
        except Exception as error:  # a fault of ours must not lose a mail: without a 250 its server keeps it
            # Neither message nor values: either may hold what somebody wrote.
            at = extract_tb(error.__traceback__)[-1]
            log.error("mail.intake_failed", error=type(error).__name__, where=f"{at.name}:{at.lineno}")
            return LATER
        for outcome in outcomes:
            log.info("mail.received", verdict=outcome.verdict.value, reason=outcome.reason)
        if all(outcome.verdict is Verdict.REFUSED for outcome in outcomes):
            return f"550 5.7.1 {outcomes[0].sentence}"
        return "250 2.0.0 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Answer what the server itself stumbled over."""
        log.error("mail.session_failed", error=type(error).__name__)
        return LATER


@asynccontextmanager
async def receiving(house: House) -> AsyncIterator[int]:
    """Listen as the settings say until the context ends; yields the port that is really bound."""
    # The library writes envelope addresses to its own log; ours names none.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    loop = asyncio.get_running_loop()
    inbox = Inbox(house)
    sessions: WeakSet[SMTP] = WeakSet()

    def session() -> SMTP:
        protocol = SMTP(
            inbox,
            hostname=house.settings.relay_domain,
            ident="Anteroom",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            timeout=IDLE_SECONDS,
            loop=loop,
        )
        sessions.add(protocol)
        return protocol

    place = house.settings.mail.in_
    server = await loop.create_server(session, place.host, place.port)
    try:
        port: int = server.sockets[0].getsockname()[1]
        log.info("mail.receiving", port=port)
        yield port
    finally:
        server.close()
        for protocol in list(sessions):
            if protocol.transport is not None:
                protocol.transport.close()
        await server.wait_closed()
