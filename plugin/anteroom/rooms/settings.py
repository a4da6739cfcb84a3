"""The call's relay: the keys below `rooms`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network

from anteroom.settings.document import Document, Listen
from anteroom.settings.environment import Environment
from anteroom.settings.mail import Certificate

KILOBITS = 10_000
TURN_URLS = "rooms.turn_urls"
NOWHERE = IPv4Network("0.0.0.0/32")
_TURN_URL = re.compile(
    r"turns?:(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:\?transport=(?:udp|tcp))?"
)


@dataclass(frozen=True)
class RelayTls:
    """At which port the relay takes TLS, with which certificate."""

    port: int
    certificate: Certificate


@dataclass(frozen=True)
class Rooms:
    """The relay of the embedded room: where it listens, and the name that browsers get.

    Where `control` is given, the relay was started by the operator, is commanded there, and may serve several
    instances. Where `turn_urls` are given, that is a coturn instead, and ours is not started;
    `turn_addresses` are those that it lends, and no others are passed from page to page.
    """

    relay: Listen
    public_host: str
    tcp: bool
    tls: RelayTls | None = None
    seat_kilobits: int = KILOBITS
    control: Listen | None = None
    turn_urls: tuple[str, ...] = ()
    turn_addresses: IPv4Network = NOWHERE


def read_room_settings(document: Document) -> Rooms:
    """Read everything below `rooms`; faults are noted in `document`."""
    turn_urls = tuple((document.text_or_null(TURN_URLS) or "").split())
    if not all(_TURN_URL.fullmatch(url) for url in turn_urls):
        document.refuse(TURN_URLS, "must be addresses such as turn:turn.example.org:3478?transport=udp")
    control = document.text_or_null("rooms.relay.control.host")
    control_port = document.port("rooms.relay.control.port", default=None if control else 0)
    if control is not None and turn_urls:
        document.refuse("rooms.relay.control.host", f"and {TURN_URLS} exclude one another")
    return Rooms(
        relay=document.listen("rooms.relay"),
        public_host=document.text("rooms.public_host"),
        tcp=document.flag("rooms.tcp", default=True),
        tls=_tls(document),
        seat_kilobits=document.whole("rooms.relay.seat_kilobits", low=100, high=1_000_000, default=KILOBITS),
        control=Listen(control, control_port) if control is not None else None,
        turn_urls=turn_urls,
        turn_addresses=_turn_addresses(document, wanted=bool(turn_urls)),
    )


def refuse_relay_without_secret(rooms: Rooms, environment: Environment) -> None:
    """Note a fault where a relay is to be commanded, and there is nothing to prove that we may."""
    if rooms.control is not None and not environment.given("ANTEROOM_RELAY_CONTROL_SECRET"):
        environment.faults.append(
            "ANTEROOM_RELAY_CONTROL_SECRET is missing, and rooms.relay.control is given"
        )


def _turn_addresses(document: Document, *, wanted: bool) -> IPv4Network:
    written = document.text_or_null("rooms.turn_addresses")
    if wanted and written is None:
        document.refuse("rooms.turn_addresses", f"is missing, and {TURN_URLS} are given")
    try:
        return IPv4Network(written or NOWHERE)
    except ValueError:
        document.refuse("rooms.turn_addresses", "must be an IPv4 address or network, such as 192.0.2.10")
        return NOWHERE


def _tls(document: Document) -> RelayTls | None:
    port = document.port("rooms.relay.tls_port", default=0)
    chain = document.file_or_null("rooms.relay.certificate")
    key = document.file_or_null("rooms.relay.certificate_key")
    if (chain is None) is not (key is None):
        document.refuse("rooms.relay.certificate", "and rooms.relay.certificate_key belong together")
    return RelayTls(port, Certificate(chain, key)) if chain and key else None
