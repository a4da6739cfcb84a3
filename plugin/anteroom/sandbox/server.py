"""What twins of outside servers share: a server here, failures that are asked for, and what was heard."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Weather:
    """How one request goes wrong: answered with `status` before anything is done, or, where it is `kept`,
    after; `hang` seconds late; or cut off without an answer.
    """

    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = "{}"
    kept: bool = False
    cut: bool = False
    hang: float = 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it arrived."""

    method: str
    path: str
    authorization: str
    body: bytes

    @property
    def said(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Refusal(Exception):
    """An error as the real tool answers it."""

    def __init__(self, status: int, said: Mapping[str, Any]) -> None:
        super().__init__(status)
        self.status = status
        self.said = said


class Server:
    """Listens on 127.0.0.1. `heard` are all requests.

    `due` are the failures to come, in their order; None stands for one request that goes well.
    """

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.due: deque[Weather | None] = deque()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._taken)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Answer as the tool does. Raises Refusal."""
        raise NotImplementedError

    async def _taken(self, request: web.Request) -> web.Response:
        body = await request.read()
        said = request.headers.get("Authorization", "")
        self.heard.append(Heard(request.method, request.path_qs, said, body))
        weather = self.due.popleft() if self.due else None
        if weather is not None and weather.kept:
            await self._answered(request, body)
        if weather is None:
            return await self._answered(request, body)
        if weather.hang:
            await asyncio.sleep(weather.hang)
        if weather.cut and request.transport is not None:
            request.transport.abort()
        return web.Response(status=weather.status, headers=weather.headers, text=weather.body)

    async def _answered(self, request: web.Request, body: bytes) -> web.Response:
        try:
            return await self.answer(request, body)
        except Refusal as refusal:
            return web.json_response(refusal.said, status=refusal.status)


def form_of(body: bytes) -> dict[str, str]:
    """Return a form's fields, each once."""
    return dict(parse_qsl(body.decode()))
