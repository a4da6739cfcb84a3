"""Firefox for tests, driven by WebDriver BiDi, which it speaks itself: no driver of anybody's is needed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from required import lacking

HOW = "this test needs Firefox: apt-get install firefox-esr"
SECONDS_TO_START = 60.0
SECONDS_TO_ANSWER = 30.0
# A camera and a microphone that are made up, nobody to ask for them, and nothing that calls home.
PREFERENCES: dict[str, bool | int | str] = {
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-provider.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:1/",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
}


def require_firefox() -> str:
    """Return its path; without one skip the test, or fail it where everything is required."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        lacking(HOW)
    return found


class FirefoxPage:
    """One tab of a Firefox (W3C WebDriver BiDi, sections 7.3 and 7.5). `said` keeps what its console got."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._asked = 0
        self._tab = ""
        self.said: list[str] = []

    async def begin(self) -> None:
        """Begin a session and find the tab that is open."""
        await self._ask("session.new", capabilities={})
        await self._ask("session.subscribe", events=["log.entryAdded"])
        tree = await self._ask("browsingContext.getTree")
        self._tab = tree["contexts"][0]["context"]

    async def goto(self, url: str) -> None:
        """Open an address and return when it has loaded."""
        await self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        """Return what an expression, or its promise, comes to, as JSON says it. Raises RuntimeError."""
        found = await self._ask(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if found["type"] != "success":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    async def _ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        await self._socket.send_json({"id": self._asked, "method": method, "params": params})
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            while True:
                heard = json.loads(await self._socket.receive_str())
                if heard["type"] == "event" and heard["params"]["level"] in ("warn", "error"):
                    self.said.append(str(heard["params"]["text"]))
                if heard.get("id") == self._asked:
                    if heard["type"] == "error":
                        raise RuntimeError(f"{method}: {heard['message']}")
                    return heard["result"]


@asynccontextmanager
async def firefox(profile: Path) -> AsyncIterator[FirefoxPage]:
    """Start a Firefox of its own in an empty folder, and end it."""
    path = require_firefox()
    _prepare(profile)
    process = await asyncio.create_subprocess_exec(
        path,
        *("--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile)),
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"HOME": str(profile), "MOZ_HEADLESS": "1"},
    )
    try:
        async with aiohttp.ClientSession() as session:
            port = await _port(profile)
            async with session.ws_connect(f"ws://127.0.0.1:{port}/session", max_msg_size=0) as socket:
                page = FirefoxPage(socket)
                await page.begin()
                yield page
    finally:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), timeout=10)
        except TimeoutError:
            process.kill()
            await process.wait()


def _prepare(profile: Path) -> None:
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
    profile.mkdir()
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")


async def _port(profile: Path) -> int:
    """Where it listens, which it writes into its profile."""
    told = profile / "WebDriverBiDiServer.json"
    async with asyncio.timeout(SECONDS_TO_START):
        while True:
            if told.exists() and (text := told.read_text(encoding="utf-8")):
                return int(json.loads(text)["ws_port"])
            await asyncio.sleep(0.1)
