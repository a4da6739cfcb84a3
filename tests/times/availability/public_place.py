"""A web server under names of the public internet, on this machine: what is led there is noted."""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from anteroom.calls_outside import Internet
from mail.certificates import self_signed, trusting

HOST = "calendars.example"
PUBLIC = "93.184.215.14"
"""A public address, which nobody in a test reaches: what goes there is led to the server."""


@dataclass
class PublicPlace:
    """A server at `https://calendars.example/`: each path redirects where `leads` says, or publishes `data`.

    `names` are what names resolve to: one list of addresses a look-up, the last for good. `connected` is
    every address that a socket was to be connected to.
    """

    data: bytes = b""
    leads: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[list[str]]] = field(default_factory=lambda: {HOST: [[PUBLIC]]})
    asked: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    port: int = 0
    internet: Internet = field(default_factory=Internet)

    async def answer(self, request: web.Request) -> web.Response:
        """Redirect or publish."""
        self.asked.append(request.path)
        if request.path in self.leads:
            return web.Response(status=302, headers={"Location": self.leads[request.path]})
        return web.Response(body=self.data, content_type="text/calendar")

    def socket_for(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Return a socket that notes where it is to go, and goes to the server instead of `PUBLIC`."""
        return _Led(self, *info[:2])


class _Led(socket.socket):
    def __init__(self, place: PublicPlace, family: int, kind: int) -> None:
        super().__init__(family, kind)
        self._place = place

    def connect(self, address: Any) -> None:
        self._place.connected.append(address[0])
        if address[0] != PUBLIC:
            raise ConnectionRefusedError(f"a test would have reached {address[0]}")
        super().connect(("127.0.0.1", self._place.port))


class _Names(AbstractResolver):
    def __init__(self, place: PublicPlace) -> None:
        self._place = place

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        known = self._place.names[host]
        found = known.pop(0) if len(known) > 1 else known[0]
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for each in found
        ]

    async def close(self) -> None:
        """Hold nothing."""


@asynccontextmanager
async def public_place(folder: Path, data: bytes) -> AsyncIterator[PublicPlace]:
    """Publish until the context ends; `folder` is for the certificate."""
    place = PublicPlace(data)
    certificate = self_signed(folder / "public", HOST)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate.chain, certificate.key)
    app = web.Application()
    app.router.add_get("/{path:.*}", place.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving)
    await site.start()
    place.port = runner.addresses[0][1]
    place.internet = Internet(_Names(place), place.socket_for, trusting(certificate))
    try:
        yield place
    finally:
        await runner.cleanup()
