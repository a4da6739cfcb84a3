"""Slack as it is on a bad line: everything that it sends arrives several times, and at once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

from anteroom.database.pool import Database
from slack_bureau import Bureau

KEPT = ("Content-Type", "X-Slack-Request-Timestamp", "X-Slack-Signature")
UNTOLD = frozenset({"seen"})
"""What only says that something was heard."""
LINES = {"effect": "to_jsonb(t) - array['wanted', 'shown', 'next_at', 'attempts', 'position']"}
"""What counts of a row: a card may be drawn once more as it is, which `shown` sees if it were not so."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as Slack signed it, and how the app answered its first arrival."""

    headers: dict[str, str]
    body: bytes
    status: int


@dataclass
class Echo:
    """Stands between Slack and us. `times` is how often each request arrives; all of them at once."""

    url: str
    times: int
    heard: list[Heard] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._bureau: Bureau | None = None

    async def handle(self, request: web.Request) -> web.Response:
        """Pass a request on, and the first answer back."""
        body, headers = await request.read(), {name: request.headers[name] for name in KEPT}

        async def once() -> web.Response:
            assert self._bureau is not None
            async with self._bureau.http.post(self.url, data=body, headers=headers) as answer:
                self.statuses.add(answer.status)
                raw = await answer.read()
                return web.Response(body=raw, status=answer.status, content_type=answer.content_type)

        answers = await asyncio.gather(*(once() for _ in range(self.times)))
        self.heard.append(Heard(headers, body, answers[0].status))
        return answers[0]


@asynccontextmanager
async def echoing(bureau: Bureau, times: int) -> AsyncIterator[Echo]:
    """Let everything that Slack sends arrive `times` times until the context ends."""
    echo = Echo(bureau.slack.app_url, times)
    echo._bureau = bureau
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes([web.post("/slack/events", echo.handle)])
    server = TestServer(app)
    await server.start_server()
    bureau.slack.app_url = str(server.make_url("/slack/events"))
    try:
        yield echo
    finally:
        bureau.slack.app_url = echo.url
        await server.close()


def signed(bureau: Bureau, body: bytes, content_type: str) -> dict[str, str]:
    """Sign a body as Slack would at this moment."""
    at = str(int(bureau.clock.now().timestamp()))
    secret = bureau.house.settings.secrets.slack_signing_secret.encode()
    digest = hmac.new(secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return dict(zip(KEPT, (content_type, at, f"v0={digest}"), strict=True))


async def arrive(bureau: Bureau, body: bytes, headers: dict[str, str]) -> int:
    """Post one request; return the status."""
    async with bureau.http.post(bureau.slack.app_url, data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


async def standing(database: Database) -> dict[str, str]:
    """Return a digest of each table but those that only say that something was heard."""
    async with database.connection() as conn:
        rows = await conn.fetch(
            "select table_name from information_schema.tables where table_schema = 'public' order by 1"
        )
        digests = " union all ".join(
            f"select '{row[0]}', (select md5(coalesce(string_agg(line, '|' order by line), '')) "
            f"from (select ({LINES.get(row[0], 'to_jsonb(t)')})::text as line from {row[0]} t) s)"
            for row in rows
            if row[0] not in UNTOLD
        )
        return {row[0]: row[1] for row in await conn.fetch(digests)}


def shown(bureau: Bureau) -> list[tuple[str, str, str]]:
    """Return all that stands in conversations, as (channel, text, blocks), but what one alone was told."""
    return [
        (message.channel, message.text, str(message.blocks))
        for message in bureau.slack.workspace.messages
        if message.only_for is None
    ]
