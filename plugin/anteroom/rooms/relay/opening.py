"""The relay that a deployment uses: a child of ours, one that the operator started, or a coturn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anteroom.randomness import Randomness
from anteroom.rooms.relay.client import Commander, RelayControl
from anteroom.rooms.relay.credentials import RelayAccess, relay_urls
from anteroom.rooms.relay.process import RelayProcess, Tls
from anteroom.rooms.relay.uncommanded import Uncommanded
from anteroom.settings.deployment import Settings


@asynccontextmanager
async def house_relay(
    settings: Settings, randomness: Randomness
) -> AsyncIterator[tuple[RelayAccess, Commander]]:
    """Start the relay where that is ours to do; yield what browsers are told of it, and who commands it."""
    rooms = settings.rooms
    secret = settings.secrets.relay_secret
    if rooms.turn_urls:
        access = RelayAccess(rooms.turn_urls, secret.encode(), relayed=rooms.turn_addresses)
        yield access, Uncommanded()
        return
    if rooms.control is not None:
        tls_port = rooms.tls.port if rooms.tls is not None else None
        urls = relay_urls(rooms.public_host, rooms.relay.port, tcp=rooms.tcp, tls_port=tls_port)
        proof = settings.secrets.relay_control_secret.encode()
        control = RelayControl(rooms.control.host, rooms.control.port, proof)
        try:
            yield RelayAccess(urls, secret.encode()), control
        finally:
            await control.close()
        return
    async with _own_relay(settings, secret, randomness.token(32)) as relay:
        control = relay.control()
        try:
            yield relay.access(rooms.public_host, tcp=rooms.tcp), control
        finally:
            await control.close()


@asynccontextmanager
async def _own_relay(settings: Settings, secret: str, control_secret: str) -> AsyncIterator[RelayProcess]:
    rooms = settings.rooms
    tls = None
    if rooms.tls is not None:
        tls = Tls(rooms.tls.port, rooms.tls.certificate.chain, rooms.tls.certificate.key)
    relay = RelayProcess(
        secret=secret,
        control_secret=control_secret,
        host=rooms.relay.host,
        port=rooms.relay.port,
        tls=tls,
        seat_kilobits=rooms.seat_kilobits,
    )
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()
