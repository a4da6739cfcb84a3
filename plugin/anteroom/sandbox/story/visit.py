"""A person at a browser without a screen: fetches pages as a person would, and keeps what was received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from anteroom.clock import Clock
from anteroom.sandbox.captures import Capture


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was received."""

    status: int
    location: str
    text: str


class Visitor:
    """One person's browser. Everything received goes into `captures` under the person's name."""

    def __init__(self, name: str, clock: Clock, captures: list[Capture]) -> None:
        self._name = name
        self._clock = clock
        self._captures = captures
        self.session = ""
        """What an embed's frame holds in memory, once it has one."""
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        """Close the browser."""
        await self._session.close()

    async def open(self, url: str) -> Seen:
        """Open a page without following where it leads."""
        return await self._ask("GET", url, None, None)

    async def send_form(self, url: str, fields: Mapping[str, str]) -> Seen:
        """Send a form."""
        return await self._ask("POST", url, fields, None)

    async def send_json(self, url: str, value: object) -> Seen:
        """Send JSON as a page's script does."""
        return await self._ask("POST", url, None, value)

    async def connect(self, url: str) -> aiohttp.ClientWebSocketResponse:
        """Open a WebSocket; what arrives over it is for whoever reads it to keep."""
        return await self._session.ws_connect(url)

    async def _ask(self, method: str, url: str, form: Mapping[str, str] | None, value: object | None) -> Seen:
        headers = {"Authorization": f"Embed {self.session}"} if self.session else {}
        async with self._session.request(
            method, url, data=form, json=value, headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.read()
            self._captures.append(
                Capture(
                    self._clock.now(),
                    "http",
                    "Anteroom",
                    (self._name,),
                    body,
                    dict(answer.headers),
                    answer.url.path,
                )
            )
            return Seen(answer.status, answer.headers.get("Location", ""), body.decode("utf-8", "replace"))
