"""Names and passwords of the relay: `expiry:room:seat`, signed, good for one seat and some minutes."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network

from anteroom.clock import Clock, SystemClock

REALM = "anteroom"
MADE_UP = IPv4Network("198.51.100.0/24")
"""Where our relay's addresses lie: a documentation range (RFC 5737) that no network uses."""

OPAQUE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USERNAME = re.compile(r"([1-9][0-9]{0,11}):([A-Za-z0-9_-]{1,64}):([A-Za-z0-9_-]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a username names, and until when (Unix seconds, the machine's clock)."""

    expires: int
    room: str
    seat: str

    @property
    def username(self) -> str:
        """As it stands in STUN's USERNAME."""
        return f"{self.expires}:{self.room}:{self.seat}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a page puts into `iceServers`."""

    urls: tuple[str, ...]
    username: str
    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RelayAccess:
    """Where browsers find the relay, how their credentials are signed, and which addresses it lends.

    The relay is a process that knows only the machine's time, so credentials are dated by it too, even where
    the house travels in time.
    """

    urls: tuple[str, ...]
    secret: bytes = field(repr=False)
    machine_clock: Clock = field(default_factory=SystemClock)
    relayed: IPv4Network = MADE_UP

    def sign(self, holder: Holder) -> Credentials:
        """Return the credentials of that holder."""
        return Credentials(self.urls, holder.username, sign(self.secret, holder.username))

    def now(self) -> datetime:
        """The machine's time, by which the relay judges."""
        return self.machine_clock.now()


def relay_urls(host: str, port: int, *, tcp: bool = True, tls_port: int | None = None) -> tuple[str, ...]:
    """The addresses of a relay (RFC 7065): UDP first, TCP where that is blocked, TLS where all else is."""
    shown = f"[{host}]" if ":" in host else host
    transports = ("udp", "tcp") if tcp else ("udp",)
    plain = tuple(f"turn:{shown}:{port}?transport={transport}" for transport in transports)
    return plain if tls_port is None else (*plain, f"turns:{shown}:{tls_port}?transport=tcp")


def sign(secret: bytes, username: str) -> str:
    """The password that belongs to a username; HMAC-SHA1, so that coturn can take the relay's place."""
    return base64.b64encode(hmac.digest(secret, username.encode(), "sha1")).decode()


def read_username(username: bytes) -> Holder | None:
    """Return whom it names, or None when it is not one of ours. Whether it is genuine is not said yet."""
    try:
        matched = _USERNAME.fullmatch(username.decode("ascii"))
    except UnicodeDecodeError:
        return None
    return None if matched is None else Holder(int(matched[1]), matched[2], matched[3])
