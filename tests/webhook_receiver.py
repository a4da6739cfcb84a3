"""A receiver of events that keeps Standard Webhooks' rules for consumers, judged by the published library."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

from anteroom.clock import Clock

TOLERANCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call as it came. `genuine` names the secrets that signed it."""

    id: str
    at: datetime
    body: bytes
    genuine: tuple[str, ...]

    @property
    def said(self) -> Mapping[str, Any]:
        """The payload."""
        return dict(json.loads(self.body))


@dataclass(slots=True)
class Receiver:
    """Answers `answers` in turn, each a status or a status with headers, and 204 once they are used up."""

    clock: Clock
    secrets: list[str] = field(default_factory=list)
    answers: list[int | tuple[int, Mapping[str, str]]] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    taken: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    url: str = ""
    strangers: int = 0
    """Calls to any other place of this server, such as where a redirect leads."""

    @property
    def types(self) -> list[str]:
        """What was taken, once each, in order."""
        return [said["type"] for said in self.taken.values()]

    async def take(self, request: web.Request) -> web.Response:
        """Take a call as a consumer should: genuine, fresh, and once."""
        body = await request.read()
        answer = self.answers.pop(0) if self.answers else 204
        status, headers = (answer, {}) if isinstance(answer, int) else answer
        arrival = self._judged(request, body)
        self.arrivals.append(arrival)
        if not arrival.genuine:
            return web.Response(status=401)
        assert len(body) < 20_000
        if status < 300:
            self.taken.setdefault(arrival.id, arrival.said)
        return web.Response(status=status, headers=headers)

    async def stray(self, _: web.Request) -> web.Response:
        """Nobody should come here."""
        self.strangers += 1
        return web.Response(status=204)

    def _judged(self, request: web.Request, body: bytes) -> Arrival:
        stamp = int(request.headers["webhook-timestamp"])
        assert abs(self.clock.now().timestamp() - stamp) <= TOLERANCE_SECONDS
        # The library takes every instant for UTC, and a naive one is what it means by that.
        naive = datetime.fromtimestamp(stamp, UTC).replace(tzinfo=None)
        signed = request.headers["webhook-signature"].split(" ")
        message = request.headers["webhook-id"]
        genuine = [
            secret for secret in self.secrets if Webhook(secret).sign(message, naive, body.decode()) in signed
        ]
        return Arrival(message, self.clock.now(), body, tuple(genuine))


@asynccontextmanager
async def receiving(clock: Clock) -> AsyncIterator[Receiver]:
    """Open a receiver on a port of its own."""
    receiver = Receiver(clock)
    app = web.Application()
    app.router.add_post("/hooks", receiver.take)
    app.router.add_route("*", "/{elsewhere:.*}", receiver.stray)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    try:
        receiver.url = str(server.make_url("/hooks"))
        yield receiver
    finally:
        await server.close()
