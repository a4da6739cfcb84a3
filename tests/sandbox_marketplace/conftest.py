"""The marketplace's twin, beside a small server that stands where Anteroom's REST v1 will be."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from anteroom.clock import SetClock
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.cast import Cast, make_cast
from anteroom.sandbox.marketplace import SandboxMarketplace
from anteroom.sandbox.marketplace.webhooks import WebhookVerifier

WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VIEWER_SECRET = "a viewer secret that is long enough for HS256"


@dataclass
class ApiStandIn:
    """Answers REST v1 as the contract says and keeps what was asked; `refuse` is a problem for every call."""

    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    verdict: dict[str, str] = field(default_factory=lambda: {"verdict": "allow", "explanation": ""})
    disclosures: list[dict[str, str]] = field(default_factory=list)
    refuse: dict[str, Any] | None = None
    authorization: set[str | None] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else dict(request.query)
        self.calls.append((request.method, request.path, body))
        self.authorization.add(request.headers.get("Authorization"))
        if self.refuse is not None:
            return web.json_response(
                self.refuse, status=self.refuse["status"], content_type="application/problem+json"
            )
        if request.path.startswith("/v1/messages/"):
            text = "" if self.verdict["verdict"] == "block" else body["text"]
            return web.json_response({"id": request.path.rsplit("/", 1)[-1], "text": text, **self.verdict})
        if request.path == "/v1/disclosures":
            return web.json_response({"disclosures": self.disclosures})
        return web.json_response({})

    def bodies(self, method: str, path: str) -> list[Any]:
        return [body for called, at, body in self.calls if (called, at) == (method, path)]


@dataclass
class Sender:
    """Sends what Anteroom sends, signed."""

    session: aiohttp.ClientSession
    url: str
    clock: SetClock

    async def send(
        self, method: str, path: str, content: Any, webhook_id: str = "wh-1", **headers: str
    ) -> tuple[int, Any]:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        timestamp = str(int(self.clock.now().timestamp()))
        signature = WebhookVerifier(WEBHOOK_SECRET).sign(webhook_id, timestamp, body)
        signed = {
            "webhook-id": webhook_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{signature}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.session.request(method, self.url + path, data=body, headers=signed) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if "json" in answer.content_type else text


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def cast() -> Cast:
    return make_cast(SeededRandomness(7))


@pytest.fixture
async def api() -> AsyncIterator[tuple[ApiStandIn, str]]:
    stand_in = ApiStandIn()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", stand_in.handle)
    async with TestServer(app) as server:
        yield stand_in, str(server.make_url("/"))


@pytest.fixture
async def marketplace(
    api: tuple[ApiStandIn, str], cast: Cast, clock: SetClock
) -> AsyncIterator[SandboxMarketplace]:
    twin = SandboxMarketplace(
        api[1], "key-1", WEBHOOK_SECRET, VIEWER_SECRET, cast, clock, SeededRandomness(8)
    )
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
def sender(browser: aiohttp.ClientSession, marketplace: SandboxMarketplace, clock: SetClock) -> Sender:
    return Sender(browser, marketplace.url, clock)


@pytest.fixture
def stand_in(api: tuple[ApiStandIn, str]) -> ApiStandIn:
    return api[0]


@pytest.fixture
def card() -> dict[str, Any]:
    return {
        "interview": "i-1",
        "state": "proposed",
        "state_word": "Proposed",
        "starts_at": "2026-11-26T14:00:00Z",
        "ends_at": "2026-11-26T14:45:00Z",
        "title": "Payments API in Go",
        "lines": [
            {"label": "Maya Okafor", "role": "host", "answer": "accepted"},
            {"label": "Dana, VP Engineering", "role": "guest", "answer": "needs-action"},
        ],
        "changes": [],
        "held_minutes": None,
        "door": "closed",
        "url": "http://127.0.0.1:9/t/abc",
        "actions": ["accept", "decline", "counter"],
    }
