"""Servers of a test's own that publish a calendar, well or badly, and count who comes."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Publisher:
    """One address, `/cal/SECRET/basic.ics`: `data` is published there, `way` says how."""

    data: bytes = b""
    way: str = "well"
    asked: int = 0
    given: int = 0
    """Times that the whole calendar was sent."""
    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    waiting: int = 0
    expected: int = 1
    """How many have to wait at the same time before `came` is set."""
    came: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Publish."""
        self.asked += 1
        self.headers.append(dict(request.headers))
        match self.way:
            case "well":
                tag = f'"{hashlib.sha256(self.data).hexdigest()[:20]}"'
                if request.headers.get("If-None-Match") == tag:
                    return web.Response(status=304, headers={"ETag": tag})
                self.given += 1
                return web.Response(body=self.data, content_type="text/calendar", headers={"ETag": tag})
            case "packed":
                return self._packed(self.data)
            case "ready":
                return web.Response(body=self.data, headers={"Content-Encoding": "gzip"})
            case "bomb":
                return self._packed(b"BEGIN:VCALENDAR\r\n" + b"\0" * 20_000_000)
            case "behind":
                return await self._behind(request)
            case "waits":
                self.waiting += 1
                if self.waiting == self.expected:
                    self.came.set()
                await self.goes_on.wait()
                return web.Response(body=self.data, content_type="text/calendar")
            case "drip":
                return await self._drip(request)
            case "endless":
                return await self._endless(request)
            case "round":
                raise web.HTTPFound(request.path)
            case "far":
                raise web.HTTPFound(f"{request.path}?{self.asked}")
            case "private":
                raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")
            case "file":
                raise web.HTTPFound("file:///etc/passwd")
            case _:
                return web.Response(status=int(self.way), text="SUMMARY:told by the server")

    def _packed(self, data: bytes) -> web.Response:
        return web.Response(body=gzip.compress(data, compresslevel=1), headers={"Content-Encoding": "gzip"})

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"BEGIN:VCALENDAR\r\n")
        for _ in range(150):  # half a minute, if it is let
            await asyncio.sleep(0.2)
            await answer.write(b" ")
        await answer.write_eof(b"END:VCALENDAR\r\n")
        return answer

    async def _behind(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Encoding": "gzip"})
        await answer.prepare(request)
        await answer.write(gzip.compress(self.data))
        while True:
            await answer.write(b"x" * 65_536)
            self.given += 1

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(b"X-NOTHING:" + b"x" * 65_536)
        return answer


@asynccontextmanager
async def publisher(data: bytes = b"") -> AsyncIterator[Publisher]:
    """Publish until the context ends."""
    opened = Publisher(data)
    app = web.Application()
    app.router.add_get("/cal/{secret}/basic.ics", opened.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    opened.url = f"http://127.0.0.1:{port}/cal/s3cr3t-path/basic.ics"
    try:
        yield opened
    finally:
        await runner.cleanup()
