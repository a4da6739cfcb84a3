"""The servers that mail comes to by SMTP and LMTP. They say 250 only when what a mail did is committed."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from anteroom.bound import bound
from anteroom.settings.deployment import Certificate, Listen, SettingsFault
from anteroom_mail.ways_in.inbox import Inbox
from anteroom_mail.ways_in.smtp_session import LmtpSession, Sessions, SmtpSession

log = structlog.get_logger()

SOCKET_MODE = 0o660


@dataclass(frozen=True, slots=True)
class Bound:
    """The ports that are really bound; None where mail does not come that way, or by a socket file."""

    smtp: int | None
    lmtp: int | None


def certificate_of(certificate: Certificate | None) -> ssl.SSLContext | None:
    """Return what STARTTLS is offered with. Raises SettingsFault where certificate and key do not fit."""
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate.chain, certificate.key)
    except (ssl.SSLError, OSError) as error:
        why = error.strerror or str(error)
        fault = f"mail.in.certificate: {certificate.chain} and its key cannot be used: {why}"
        raise SettingsFault((fault,)) from error
    return context


@asynccontextmanager
async def receiving(inbox: Inbox, tls: ssl.SSLContext | None = None) -> AsyncIterator[Bound]:
    """Listen as the settings say until the context ends. Raises NotBound where a place is taken."""
    # The library writes envelope addresses to its own log; ours names none.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    loop = asyncio.get_running_loop()
    sessions = Sessions(inbox)
    place = inbox.house.settings.mail.in_
    servers: list[asyncio.Server] = []
    smtp_port = lmtp_port = None
    try:
        if place.host is not None:
            with bound("mail.in", f"{place.host}:{place.port}"):
                server = await loop.create_server(
                    lambda: SmtpSession(inbox, sessions, loop, tls), place.host, place.port
                )
            servers.append(server)
            smtp_port = _port_of(server)
            log.info("mail.receiving", kind="smtp", port=smtp_port)
        if place.lmtp is not None:
            with bound("mail.in.lmtp", str(place.lmtp)):
                server = await _lmtp(loop, inbox, sessions, place.lmtp)
            servers.append(server)
            lmtp_port = _port_of(server)
            log.info("mail.receiving", kind="lmtp", port=lmtp_port)
        yield Bound(smtp_port, lmtp_port)
    finally:
        for server in servers:
            server.close()
        sessions.close()
        for server in servers:
            await server.wait_closed()
        if isinstance(place.lmtp, Path):
            place.lmtp.unlink(missing_ok=True)


async def _lmtp(
    loop: asyncio.AbstractEventLoop, inbox: Inbox, sessions: Sessions, place: Listen | Path
) -> asyncio.Server:
    def session() -> LmtpSession:
        return LmtpSession(inbox, sessions, loop)

    if isinstance(place, Listen):
        return await loop.create_server(session, place.host, place.port)
    server = await loop.create_unix_server(session, place)
    # Owner and group only: the mail server joins our group.
    os.chmod(place, SOCKET_MODE)
    return server


def _port_of(server: asyncio.Server) -> int | None:
    name = server.sockets[0].getsockname()
    return int(name[1]) if isinstance(name, tuple) else None
