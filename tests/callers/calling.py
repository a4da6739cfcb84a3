"""A program of the marketplace's that sees the whole answer: status, header fields and body."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy

from anteroom.sandbox.world import World
from deployment import MONDAY


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    octets: bytes
    said: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.said.get("type", "")).rpartition("/")[2].rpartition("#")[2]


class Caller:
    """Calls REST v1 with one key; None calls without. A `session` that is given is used for many calls."""

    def __init__(self, world: World, key: str | None, session: aiohttp.ClientSession | None = None) -> None:
        self.world = world
        self.key = key
        self._session = session

    async def call(self, method: str, path: str, body: Any = None, /, **fields: str) -> Answer:
        """Make one call; `fields` are header fields, with `_` for `-`."""
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        async with (
            _lent(self._session) as session,
            session.request(method, f"{self.world.url}{path}", headers=headers, json=body) as answer,
        ):
            octets = await answer.read()
            said = await answer.json(content_type=None) if octets else {}
            return Answer(answer.status, answer.headers, octets, said if isinstance(said, dict) else {})

    async def get(self, path: str, **fields: str) -> Answer:
        """Read something."""
        return await self.call("GET", path, None, **fields)

    async def post(self, path: str, body: Any = None, **fields: str) -> Answer:
        """Make or change something."""
        return await self.call("POST", path, {} if body is None else body, **fields)

    async def put(self, path: str, body: Any, **fields: str) -> Answer:
        """Tell something."""
        return await self.call("PUT", path, body, **fields)

    async def makes(self, *scopes: str, **more: Any) -> tuple[str, Caller]:
        """Make a key by REST; return its id and who calls with it."""
        made = await self.post("/v1/keys", {"name": "A program", "scopes": list(scopes), **more})
        assert made.status == 201, made.said
        return made.said["id"], Caller(self.world, made.said["secret"])


@asynccontextmanager
async def _lent(session: aiohttp.ClientSession | None) -> AsyncIterator[aiohttp.ClientSession]:
    if session is not None:
        yield session
        return
    async with aiohttp.ClientSession() as own:
        yield own


def first(world: World) -> Caller:
    """Whoever bears the deployment's first key."""
    return Caller(world, world.settings.secrets.api_key)


def trust(world: World) -> Caller:
    """Whoever bears the first key of the trust people."""
    return Caller(world, world.settings.secrets.review_key)


START = MONDAY + timedelta(days=2, hours=5)


def wish(world: World, **more: Any) -> dict[str, Any]:
    """What the marketplace asks for when it schedules."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": START.isoformat(),
        "minutes": 45,
        **more,
    }
