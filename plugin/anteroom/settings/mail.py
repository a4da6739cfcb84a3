"""How mail leaves and how it comes in: the keys below `mail`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from anteroom.settings.document import Document, Listen

LONGEST_SOCKET = 103
"""sun_path holds 104 octets on macOS and 108 on Linux, a NUL among them."""
MailTls = Literal["none", "starttls", "tls"]
MailAuthentication = Literal["results", "own", "off"]


@dataclass(frozen=True)
class MailOut:
    """The server that takes our mail. Without `username` we send unauthenticated.

    `dkim_selector` is under which that server signs; only the doctor asks, to look the key up.
    """

    host: str
    port: int
    tls: MailTls
    username: str | None
    dkim_selector: str | None = None


@dataclass(frozen=True)
class Certificate:
    """Two PEM files: the chain, our own certificate first, and its key."""

    chain: Path
    key: Path


@dataclass(frozen=True)
class MailIn:
    """The ways in, at least one: SMTP at `host` (None: not), LMTP (over TCP or a socket file), the webhook.

    With a certificate SMTP offers STARTTLS. `authentication` says how a sender is proven: by the
    Authentication-Results of `authserv_id` (RFC 8601), by our own check, or not at all. The own check asks
    `resolver` ("127.0.0.1:53"), or, where that is None, the machine's.
    """

    host: str | None
    port: int
    authserv_id: str | None
    certificate: Certificate | None = None
    lmtp: Listen | Path | None = None
    webhook: bool = False
    authentication: MailAuthentication = "off"
    resolver: str | None = None


@dataclass(frozen=True)
class Mail:
    """Mail out and in, and where people complain of it. `in_` is the key `mail.in`."""

    out: MailOut
    in_: MailIn
    abuse_address: str


def read_mail_settings(document: Document, *, sandbox: bool) -> Mail:
    """Read everything below `mail`; faults are noted in `document`."""
    return Mail(
        out=MailOut(
            host=document.text("mail.out.host"),
            port=document.port("mail.out.port"),
            tls=document.choice("mail.out.tls", ("none", "starttls", "tls")),
            username=document.text_or_null("mail.out.username"),
            dkim_selector=document.text_or_null("mail.out.dkim_selector"),
        ),
        in_=_mail_in(document, sandbox=sandbox),
        abuse_address=document.address("mail.abuse_address"),
    )


def _mail_in(document: Document, *, sandbox: bool) -> MailIn:
    host = document.text_or_null("mail.in.host")
    port = document.port("mail.in.port", default=None if host else 0)
    lmtp = _lmtp(document)
    webhook = document.flag("mail.in.webhook", default=False)
    if host is None and lmtp is None and not webhook:
        document.refuse(
            "mail.in.host", "is missing, and there is no mail.in.lmtp and no mail.in.webhook either"
        )
    chain, key = (
        document.file_or_null("mail.in.certificate"),
        document.file_or_null("mail.in.certificate_key"),
    )
    if (chain is None) is not (key is None):
        document.refuse("mail.in.certificate", "and mail.in.certificate_key belong together")
    authserv_id = document.text_or_null("mail.in.authserv_id")
    # In the sandbox mail is not signed and there is no DNS to ask.
    usual: MailAuthentication = "results" if authserv_id else "off" if sandbox else "own"
    ways: tuple[MailAuthentication, ...] = ("own", "results", "off")
    authentication = document.choice("mail.in.authentication", ways, default=usual)
    if authentication == "results" and not authserv_id:
        document.refuse("mail.in.authentication", "is results, which needs mail.in.authserv_id")
    return MailIn(
        host=host,
        port=port,
        authserv_id=authserv_id,
        certificate=Certificate(chain, key) if chain and key else None,
        lmtp=lmtp,
        webhook=webhook,
        authentication=authentication,
        resolver=document.resolver_or_null("mail.in.resolver"),
    )


def _lmtp(document: Document) -> Listen | Path | None:
    host, socket = document.text_or_null("mail.in.lmtp.host"), document.path_or_null("mail.in.lmtp.socket")
    port = document.port("mail.in.lmtp.port", default=None if host else 0)
    if socket and len(str(socket).encode()) > LONGEST_SOCKET:
        document.refuse("mail.in.lmtp.socket", f"must be a path of at most {LONGEST_SOCKET} octets")
    if host and socket:
        document.refuse("mail.in.lmtp.socket", "and mail.in.lmtp.host are both given; keep one")
    if host and port == 25:
        document.refuse("mail.in.lmtp.port", "must not be 25 (RFC 2033, 5)")
    return Listen(host, port) if host else socket
