"""The marketplace's programs as a client of REST v1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from anteroom.sandbox.world import World


class ApiClient:
    """Calls REST v1 with the deployment's key; returns (status, JSON body)."""

    def __init__(self, world: World, key: str | None = None) -> None:
        self._url = world.url
        self._key = world.settings.secrets.api_key if key is None else key

    async def call(
        self, method: str, path: str, body: Any = None, *, key: str = ""
    ) -> tuple[int, Mapping[str, Any]]:
        """Make one call; `key` is its Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self._key}"}
        if key:
            headers["Idempotency-Key"] = key
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self._url}{path}", json=body, headers=headers) as answer,
        ):
            return answer.status, await answer.json(content_type=None)

    async def get(self, path: str) -> tuple[int, Mapping[str, Any]]:
        """Read something."""
        return await self.call("GET", path)

    async def post(self, path: str, body: Any, *, key: str = "") -> tuple[int, Mapping[str, Any]]:
        """Make or change something."""
        return await self.call("POST", path, body, key=key)

    async def put(self, path: str, body: Any) -> tuple[int, Mapping[str, Any]]:
        """Tell something."""
        return await self.call("PUT", path, body)
