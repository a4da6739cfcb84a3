"""One person's browser without a screen, which keeps everything it received."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urljoin

import aiohttp

from anteroom.clock import Clock
from anteroom.sandbox.captures import Capture, Channel

LetIn = Callable[[str], Awaitable[None]]
"""Lets a seat in that waits."""

PATIENCE = 0.15
"""Seconds to listen in a room: what the server says at once is what is sought."""


class BrowserTab:
    """Fetches pages and sits in rooms; captures go under the person's name."""

    def __init__(self, name: str, home: str, clock: Clock, captures: list[Capture]) -> None:
        self._name = name
        self._home = home
        self._clock = clock
        self._captures = captures
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        """Close the browser."""
        await self._session.close()

    async def get(self, url: str) -> tuple[int, str, str]:
        """Open an address or a path; return status, where it leads, and the text."""
        return await self._ask("GET", url)

    async def send(self, url: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        """Send a form."""
        return await self._ask("POST", url, data=fields)

    async def send_json(self, url: str, value: object) -> tuple[int, str, str]:
        """Send JSON, as a page's script does."""
        return await self._ask("POST", url, json=value)

    async def frame(
        self, path: str, session: str, fields: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Fetch a fragment of an embed, or send a form of one, as the frame's script does."""
        headers = {"Authorization": f"Embed {session}"}
        return await self._ask("GET" if fields is None else "POST", path, headers=headers, data=fields)

    async def listen(self, session: str) -> None:
        """Hear what an embed is told live, for a moment."""
        headers = {"Authorization": f"Embed {session}"}
        async with self._session.get(urljoin(self._home, "/embed/events"), headers=headers) as answer:
            heard = b""
            try:
                async with asyncio.timeout(PATIENCE):
                    async for piece in answer.content.iter_any():
                        heard += piece
            except TimeoutError:
                pass  # it would go on as long as the session
            self._keep("http", heard, dict(answer.headers), "/embed/events")

    async def look_around(self, lobby: str, words: str = "", let_in: LetIn | None = None) -> None:
        """See the lobby and its state, agree to what is asked, sit in the room a moment and write `words`.

        Who would have to wait is let in by `let_in`.
        Where the call is in the company's tool, open that: whither it leads is kept, and not gone to.
        """
        _, _, text = await self.get(lobby)
        _ = await self.get(f"{lobby}/state")
        _ = await self.send(f"{lobby}/relay", {})
        for form in re.findall(
            r'<form[^>]*action="(/lobby/[^"]+/(?:consent|tool))".*?</form>', text, re.DOTALL
        ):
            asked = re.search(rf'action="{form}".*?name="text" value="([^"]*)"', text, re.DOTALL)
            if asked:
                _ = await self.send(form, {"agree": "yes", "text": asked[1]})
        _, leads_to, _ = await self.send(f"{lobby}/tool/open", {})
        if leads_to == lobby and let_in is not None and 'id="gate"' not in text:
            await let_in(lobby.rpartition("/")[2])
            _ = await self.send(f"{lobby}/tool/open", {})
        _, leads_to, _ = await self.send(f"{lobby}/enter", {})
        if leads_to == lobby and let_in is not None:
            await let_in(lobby.rpartition("/")[2])
        status, _, call = await self.get(lobby.replace("/lobby/", "/room/"))
        socket = re.search(r"/room/[\w-]+/signal\?admission=[\w.-]+", call)
        if status == 200 and socket:
            await self._sit(socket[0], words)

    async def _sit(self, path: str, words: str) -> None:
        async with self._session.ws_connect(
            urljoin(self._home, f"{path}&session={secrets.token_hex(16)}")
        ) as socket:
            try:
                if words:
                    await socket.send_json({"kind": "write", "id": "w1", "text": words[:1000]})
                async with asyncio.timeout(PATIENCE):
                    async for message in socket:
                        body = message.data if isinstance(message.data, bytes) else str(message.data).encode()
                        self._keep("room", body, {}, path.partition("?")[0])
            except TimeoutError:
                pass  # nothing more is said, and nobody is there to talk with

    async def _ask(self, method: str, url: str, **what: Any) -> tuple[int, str, str]:
        target = urljoin(self._home, url)
        asked = self._session.request(method, target, allow_redirects=False, **what)
        async with asked as answer:
            body = await answer.read()
            self._keep("http", body, dict(answer.headers), answer.url.path)
            assert answer.status < 500, (method, url, answer.status, body[:400])
            return answer.status, answer.headers.get("Location", ""), body.decode("utf-8", "replace")

    def _keep(self, channel: Channel, body: bytes, headers: Mapping[str, str], path: str) -> None:
        self._captures.append(
            Capture(self._clock.now(), channel, "Anteroom", (self._name,), body, headers, path)
        )


class Program:
    """The marketplace's program: calls REST v1 and keeps what it was answered, under its own name."""

    NAME = "Harbourline"

    def __init__(self, home: str, key: str, clock: Clock, captures: list[Capture], name: str = NAME) -> None:
        self._name = name
        self._home = home
        self._clock = clock
        self._captures = captures
        self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"})

    async def close(self) -> None:
        """Let the connections go."""
        await self._session.close()

    async def call(
        self, method: str, path: str, body: object = None, reader: str = "", key: str = ""
    ) -> tuple[int, Mapping[str, object]]:
        """Make one call on behalf of `reader`, or of itself; return status and content.

        `key` is its Idempotency-Key.

        A fault of the server fails.
        """
        reader = reader or self._name
        headers = {"Idempotency-Key": key} if key else {}
        address = f"{self._home}{path}"
        async with self._session.request(method, address, json=body, headers=headers) as answer:
            raw = await answer.read()
            route = f"{method} {path.partition('?')[0]}"
            self._captures.append(
                Capture(self._clock.now(), "http", "Anteroom", (reader,), raw, dict(answer.headers), route)
            )
            assert answer.status < 500, (method, path, raw[:400])
            content: Mapping[str, object] = json.loads(raw)
            return answer.status, content
