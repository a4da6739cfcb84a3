"""One connection that brings mail, by SMTP or LMTP: the library's protocol, with our bounds around it."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from email.errors import MessageError
from typing import AnyStr

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.ways_in.inbox import Inbox
from anteroom_mail.ways_in.outcome import Outcome, Verdict

log = structlog.get_logger()

LATER = "451 4.3.0 Something failed on our side; please try again later."
NO_ADDRESS = "550 5.1.1 There is no such address here."
FULL = b"421 4.3.2 Too many connections; please try again later.\r\n"
LONGEST_LINE = 64 * 1024
"""RFC 5321, 4.5.3.1.6 speaks of 1,000 octets and asks to be lenient where one can."""
LONGEST_RUN = 256 * 1024
MOST_LINES = 200_000
"""No mail of more is read. The library keeps each line by itself, an empty one at thirty times its size."""
COMMANDS = {"*": 20, "MAIL": 1_000, "RCPT": 20_000, "DATA": 1_000, "RSET": 1_000}
"""How often a session may send each command. Servers keep a connection for many mails."""

_STUMBLES = (AttributeError, LookupError, TypeError, ValueError, MessageError)
"""What the standard library's parser of addresses raises at some octets. Faults of ours never get here."""


class Sessions:
    """Which connections are open, over all listeners of an inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._bounds = inbox.bounds
        self._open: dict[SmtpSession, str] = {}
        self._of_one: Counter[str] = Counter()

    def enter(self, session: SmtpSession, host: str) -> bool:
        """Let a connection in; False where there are too many. Without a `host` (a socket file) all count."""
        crowded = bool(host) and self._of_one[host] >= self._bounds.sessions_of_one
        if crowded or len(self._open) >= self._bounds.sessions:
            return False
        self._open[session] = host
        self._of_one[host] += 1
        return True

    def leave(self, session: SmtpSession) -> None:
        """A connection is over."""
        host = self._open.pop(session, None)
        if host is not None:
            self._of_one -= Counter((host,))

    def close(self) -> None:
        """End them all."""
        for session in list(self._open):
            if session.transport is not None:
                session.transport.close()


class Hearing:
    """What the protocol asks: may this recipient be written to, and what became of this mail."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_EHLO(
        self, server: SmtpSession, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer everything but AUTH: nobody signs in here."""
        session.host_name = hostname
        return [each for each in responses if not each[4:].startswith("AUTH")]

    async def handle_RCPT(
        self, server: SmtpSession, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take only what is addressed to one of our parties."""
        if len(envelope.rcpt_tos) >= self._inbox.bounds.recipients:
            return "452 4.5.3 Too many recipients at once."
        known = await self._inbox.knows(address)
        if known is None:
            return LATER
        if not known:
            server.strangers += 1
            if server.strangers < self._inbox.bounds.strangers:
                return NO_ADDRESS
            server.ends = True
            return "421 4.7.0 Too many recipients who are not here; goodbye."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SmtpSession, session: Session, envelope: Envelope) -> str:
        """Take the mail and answer as this protocol does."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        origin = server.origin(session, envelope)
        return server.verdict(await self._inbox.deliver(envelope.rcpt_tos, raw, origin))

    async def handle_exception(self, error: Exception) -> str:
        """Answer what the library itself stumbled over."""
        log.error("mail.session_failed", error=type(error).__name__)
        return LATER


class SmtpSession(SMTP):
    """A session by SMTP. `strangers` counts unknown recipients; with `ends` the next answer is the last."""

    line_length_limit = LONGEST_LINE

    def __init__(
        self,
        inbox: Inbox,
        sessions: Sessions,
        loop: asyncio.AbstractEventLoop,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(
            Hearing(inbox),
            hostname=inbox.house.settings.relay_domain,
            ident="Anteroom",
            data_size_limit=inbox.bounds.largest,
            enable_SMTPUTF8=True,
            timeout=inbox.bounds.idle_seconds,
            command_call_limit=COMMANDS,
            tls_context=tls,
            loop=loop,
        )
        self.strangers = 0
        self.ends = False
        self._inbox = inbox
        self._sessions = sessions
        self._let_in = False
        self._receives = False
        self._octets = 0
        self._lines = 0
        self._run = 0
        self._ended_on_cr = False

    def verdict(self, became: list[Outcome | None]) -> str:
        """One answer for all recipients. After a fault of ours all come again; who was served knows it."""
        outcomes = [each for each in became if each is not None]
        if len(outcomes) < len(became):
            return LATER
        return min(_answer(each) for each in outcomes)  # 250 comes before 550

    def origin(self, session: Session, envelope: Envelope) -> Origin:
        """Return whence a mail comes, for SPF."""
        peer = self.transport.get_extra_info("peername") if self.transport is not None else None
        client = str(peer[0]) if isinstance(peer, tuple) else ""
        return Origin(client, session.host_name or "", _mail_from(envelope))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in unless there are too many. After STARTTLS the library comes here once more."""
        if not self._let_in:
            peer = transport.get_extra_info("peername")
            self._let_in = self._sessions.enter(self, peer[0] if isinstance(peer, tuple) else "")
        if self._let_in:
            super().connection_made(transport)
            return
        assert isinstance(transport, asyncio.Transport)
        transport.write(FULL)
        transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Give everything back."""
        self._sessions.leave(self)
        if self._let_in:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Hand on what arrives as long as it may.

        The library keeps a line until it ends, even when it has long decided to refuse the mail, and reads a
        mail that is too large to its end: without this a sender could fill the memory with one line.
        """
        if not self._let_in or self.ends:
            return
        self._measure_line(data)
        if self._receives:
            endless = self._octets > 2 * self._inbox.bounds.largest or self._lines > 2 * MOST_LINES
            if endless or self._run > LONGEST_RUN:
                self._hang_up(b"552 5.3.4 This is too large.\r\n")
                return
            if not self._inbox.hold(len(data)):
                self._hang_up(b"452 4.3.1 Too much mail at once; please try again later.\r\n")
                return
            self._octets += len(data)
            self._lines += data.count(b"\n")
            if self._lines > MOST_LINES:
                self.line_length_limit = 0  # from here on the library keeps nothing, and refuses at the end
        super().data_received(data)

    async def smtp_DATA(self, arg: str) -> None:
        """Receive one mail, counting what it holds until it is answered."""
        self._receives, self._octets, self._lines, self._run = True, 0, 0, 0
        try:
            await super().smtp_DATA(arg)
        finally:
            self._receives = False
            self.line_length_limit = LONGEST_LINE
            self._inbox.release(self._octets)

    async def smtp_MAIL(self, arg: str | None) -> None:
        """Hear who sends."""
        try:
            await super().smtp_MAIL(arg)
        except _STUMBLES:
            await self.push("501 5.1.7 This is no address.")

    async def smtp_RCPT(self, arg: str | None) -> None:
        """Hear who is to get it."""
        try:
            await super().smtp_RCPT(arg)
        except _STUMBLES:
            await self.push("501 5.1.3 This is no address.")

    async def smtp_VRFY(self, arg: str) -> None:
        """Verify nothing (RFC 5321, 7.3). The library would repeat what was asked, or fail on its octets."""
        await self.push("252 2.5.0 Send the mail, and you will see.")

    async def push(self, status: AnyStr) -> None:
        """Answer; hang up if that was the last word."""
        if self._lines > MOST_LINES and str(status).startswith("500 Line"):
            await super().push("552 5.3.4 This mail has too many lines.")
        else:
            await super().push(status)
        if self.ends and self.transport is not None:
            self.transport.close()

    def _measure_line(self, data: bytes) -> None:
        """Note how many octets have come since the last line's end."""
        split = self._ended_on_cr and data.startswith(b"\n")
        end = data.rfind(b"\r\n")
        if end >= 0:
            self._run = len(data) - end - 2
        elif split:
            self._run = len(data) - 1
        else:
            self._run += len(data)
        self._ended_on_cr = data.endswith(b"\r")

    def _hang_up(self, last_word: bytes) -> None:
        self.ends = True
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.write(last_word)
        self.transport.close()


class LmtpSession(SmtpSession, LMTP):
    """A session by LMTP (RFC 2033): after DATA there is one answer for each recipient, in order."""

    _owed = 1

    def verdict(self, became: list[Outcome | None]) -> str:
        """An answer for each: who was served stays served, and only the others come again."""
        return "\r\n".join(LATER if each is None else _answer(each) for each in became)

    def origin(self, session: Session, envelope: Envelope) -> Origin:
        """Return the sender alone: the client is a mail server of ours, and what it says of itself too."""
        return Origin("", "", _mail_from(envelope))

    async def smtp_DATA(self, arg: str) -> None:
        """Receive one mail for those whose RCPT was taken."""
        assert self.envelope is not None
        self._owed = len(self.envelope.rcpt_tos)
        try:
            await super().smtp_DATA(arg)
        finally:
            self._owed = 1

    async def push(self, status: AnyStr) -> None:
        """Answer; what the library says once about a mail that is too large holds for each recipient."""
        await super().push(status)
        if str(status).startswith(("500 Line", "552 Error")):
            for _ in range(self._owed - 1):
                await super().push(status)


def _mail_from(envelope: Envelope) -> str:
    # The library says "<>" for the empty one.
    return "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)


def _answer(outcome: Outcome) -> str:
    if outcome.verdict is Verdict.REFUSED:
        return f"550 5.7.1 {outcome.sentence}"
    return "250 2.0.0 OK"
