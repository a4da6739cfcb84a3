"""How Harbourline calls Anteroom: REST with an API key, problems as RFC 9457 words them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

Heard = Callable[[str, str, Mapping[str, str], bytes], None]


class AnteroomRefused(Exception):
    """Anteroom answered with a problem. `sentence` is fit for the person who asked."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(f"{status} {code}: {sentence}")
        self.status = status
        self.code = code
        self.sentence = sentence


class AnteroomUnreachable(Exception):
    """Anteroom did not answer at all; what was meant is kept and told at the next sync."""

    sentence = "Anteroom does not answer just now. It will be told as soon as it does."


class AnteroomClient:
    """One API key's view of Anteroom.

    Every answer is handed to `heard` as it arrived: path, reader, headers, body.
    """

    def __init__(self, base_url: str, api_key: str, heard: Heard) -> None:
        self.base_url = base_url
        self._heard = heard
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {api_key}"}, timeout=aiohttp.ClientTimeout(total=10)
        )

    async def close(self) -> None:
        """Let the connections go."""
        await self._session.close()

    async def put(self, path: str, body: Mapping[str, Any], reader: str) -> Any:
        """PUT, to be repeated at will. Raises AnteroomRefused, AnteroomUnreachable."""
        return await self._call("PUT", path, reader, json=body)

    async def post(self, path: str, body: Mapping[str, Any], reader: str, *, once: str = "") -> Any:
        """POST; under the same key `once` it is done once. Raises AnteroomRefused, AnteroomUnreachable."""
        headers = {"Idempotency-Key": once} if once else {}
        return await self._call("POST", path, reader, json=body, headers=headers)

    async def get(self, path: str, query: Mapping[str, str], reader: str) -> Any:
        """GET. Raises AnteroomRefused, AnteroomUnreachable."""
        return await self._call("GET", path, reader, params=query)

    async def _call(self, method: str, path: str, reader: str, **what: Any) -> Any:
        try:
            async with self._session.request(method, self.base_url.rstrip("/") + path, **what) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AnteroomUnreachable from error
        self._heard(f"{method} {path}", reader, answer.headers, body)
        content = _read_json(body)
        if answer.status >= 300:
            raise _problem(answer.status, content)
        return content


def _read_json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _problem(status: int, content: Any) -> AnteroomRefused:
    details = content if isinstance(content, dict) else {}
    sentence = details.get("detail") or details.get("title") or f"Anteroom answered {status}."
    code = details.get("code") or str(details.get("type", "")).rsplit("/", 1)[-1]
    return AnteroomRefused(status, str(code), str(sentence))
