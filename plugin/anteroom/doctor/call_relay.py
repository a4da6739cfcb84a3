"""Whether the call's relay lends an address, over each way on which browsers are told to look for it."""

from __future__ import annotations

import asyncio
import secrets
import ssl
import time
from dataclasses import dataclass
from typing import get_args

from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.rooms.relay.caller import Caller, CallerRefused, Transport
from anteroom.rooms.relay.credentials import Holder, RelayAccess, relay_urls
from anteroom.rooms.relay.stun import NotStun
from anteroom.settings.deployment import Settings

SECONDS_VALID = 60
SOON = 14 * 24 * 3600
"""Seconds before a certificate's end at which a renewal is overdue."""

USUAL_PORTS = {"turn": 3478, "turns": 5349}
NO_CALL = {
    "udp": "calls go over TCP, which stutters, or not at all",
    "tcp": "whoever's network blocks UDP has no call",
    "tls": "whoever's network lets only TLS through has no call",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One address of a relay, as pages are told it."""

    transport: Transport
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Place:
        """Read `turn:host:port?transport=…` (RFC 7065)."""
        scheme, _, rest = url.partition(":")
        place, _, query = rest.partition("?transport=")
        host, colon, port = place.rpartition(":")
        if not colon or port.endswith("]"):
            host, port = place, str(USUAL_PORTS[scheme])
        over: Transport = "tls" if scheme == "turns" else "tcp" if query == "tcp" else "udp"
        return cls(over, host.strip("[]"), int(port))


async def call_relay_findings(settings: Settings) -> list[Finding]:
    """Take an address over each way in a room of its own, and give it back. Nobody is reached by it."""
    rooms = settings.rooms
    tls_port = rooms.tls.port if rooms.tls is not None else None
    urls = rooms.turn_urls or relay_urls(
        rooms.public_host, rooms.relay.port, tcp=rooms.tcp, tls_port=tls_port
    )
    access = RelayAccess(urls, settings.secrets.relay_secret.encode())
    places = {place.transport: place for place in map(Place.of, urls)}
    return list(
        await asyncio.gather(*(_tried(over, places.get(over), access) for over in get_args(Transport)))
    )


async def _tried(over: Transport, place: Place | None, access: RelayAccess) -> Finding:
    check = f"call-relay-{over}"
    if place is None:
        return left_out(check, f"pages are told of no relay over {over.upper()}: {NO_CALL[over]}")
    if not place.port:
        return left_out(check, "the port is drawn at each start")
    where = f"{place.host}:{place.port} over {over.upper()}"
    try:
        until = await asyncio.to_thread(_take_an_address, place, access)
    except ssl.SSLError as error:
        found = f"{where} cannot be trusted ({error.reason or type(error).__name__})"
        return fault(check, found, NO_CALL[over], "a certificate for rooms.public_host that browsers trust")
    except CallerRefused as refused:
        found = f"{where} refuses our login ({refused.number})"
        return fault(check, found, NO_CALL[over], "let it have the same ANTEROOM_RELAY_SECRET, and the time")
    except (OSError, NotStun) as error:
        found = f"nobody lends an address at {where} ({type(error).__name__})"
        mend = "start anteroom serve, and let that port through your firewall"
        return unknown(check, found, NO_CALL[over], mend)
    if until is not None and until - time.time() < SOON:
        days = max(0, int((until - time.time()) // 86400))
        found = f"{where} works, but its certificate ends in {days} days"
        return warning(check, found, NO_CALL[over], "renew it; the relay reads the new one by itself")
    return fine(check, f"{where} lends an address")


def _take_an_address(place: Place, access: RelayAccess) -> float | None:
    """Return when the certificate ends (Unix seconds), where there is one."""
    holder = Holder(int(time.time()) + SECONDS_VALID, f"doctor-{secrets.token_hex(8)}", "doctor")
    with Caller(place.transport, place.host, place.port, access.sign(holder)) as caller:
        caller.allocate()
        caller.refresh(0)
        end = caller.certificate.get("notAfter")
    return ssl.cert_time_to_seconds(str(end)) if end else None
