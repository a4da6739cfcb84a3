"""People in a call, each with a browser of their own, around one house and one relay."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any, Literal

import pytest
from playwright.async_api import Page, Playwright, async_playwright

from anteroom.clock import SystemClock
from anteroom.rooms.relay.credentials import RelayAccess, relay_urls
from anteroom.rooms.relay.process import RelayProcess, Tls
from browser import open_browser, require_chromium
from calls import CallHouse, call_house, relay_process

heavy = pytest.mark.heavy
"""For `make browsers` alone, since it is much for two cores; `make check` leaves it out (conftest.py)."""
MEASURED = "measured in calls"
"""Under this name a test records a sentence for the end of the run."""
SECONDS = 15.0
Record = Callable[[str, object], None]
Way = Callable[[int], AbstractAsyncContextManager[int]]
"""Opens a way to the relay's port and gives the port at which that begins."""


class Company:
    """People with a browser each.

    `faults` is what their consoles complained of, `heard` what the hub said to each seat, as it came.
    """

    def __init__(self, house: CallHouse, relay: RelayProcess, playwright: Playwright) -> None:
        self.house = house
        self.relay = relay
        self._playwright = playwright
        self._stack = AsyncExitStack()
        self.faults: list[str] = []
        self.heard: dict[str, list[str]] = {}

    async def enter(
        self,
        seat: str,
        *,
        size: tuple[int, int] = (1280, 800),
        script: str = "",
        flags: tuple[str, ...] = (),
        language: str = "en",
    ) -> Page:
        """Let a person open a seat's call page; `script` runs in it before anything else."""
        page = await self.open(size=size, flags=flags)
        await page.add_init_script(script or ";")
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None,
        )
        heard = self.heard.setdefault(seat, [])
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda frame: heard.append(_text(frame))),
        )
        await page.goto(f"{self.house.page_url(seat)}?language={language}")
        return page

    async def open(self, *, size: tuple[int, int] = (1280, 800), flags: tuple[str, ...] = ()) -> Page:
        """An empty page in a browser of its own."""
        browser = await open_browser(self._playwright, flags=flags)
        self._stack.push_async_callback(browser.close)
        return await browser.new_page(viewport={"width": size[0], "height": size[1]})

    async def close(self, page: Page) -> None:
        """Close one page with its browser."""
        if page.context.browser is not None:
            await page.context.browser.close()

    async def go_home(self) -> None:
        """Close every browser."""
        await self._stack.aclose()


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


@asynccontextmanager
async def gathering(
    *,
    only: Literal["udp", "tcp"] | None = None,
    way: Way | None = None,
    tls: Tls | None = None,
    other: RelayAccess | None = None,
) -> AsyncIterator[Company]:
    """A house, its relay, and browsers to come, who are told of one transport only or of both.

    With a `way` they reach the relay over that; with `tls` they are told of TLS at `localhost` alone,
    with `other` of a relay that is not ours and takes the same logins.
    """
    require_chromium()
    relay = relay_process(tls=tls)
    await relay.start()
    try:
        async with AsyncExitStack() as stack:
            port = relay.port if way is None else await stack.enter_async_context(way(relay.port))
            urls = [url for url in relay_urls("127.0.0.1", port) if only is None or url.endswith(f"={only}")]
            if tls is not None:
                urls = list(relay_urls("localhost", port, tls_port=relay.tls_port)[-1:])
            access = replace(relay.access(), urls=tuple(urls)) if other is None else other
            house = await stack.enter_async_context(call_house(SystemClock(), access, relay.control()))
            playwright = await stack.enter_async_context(async_playwright())
            company = Company(house, relay, playwright)
            stack.push_async_callback(company.go_home)
            yield company
    finally:
        await relay.stop()


async def stats(page: Page) -> list[dict[str, Any]]:
    """What a page measures of each of the others."""
    return list(await page.evaluate("anteroomCall.stats()"))


async def until(what: Callable[[], Awaitable[bool]], seconds: float = SECONDS) -> float:
    """Wait until it is so and return how long that took; fail when it takes too long."""
    begun = time.monotonic()
    while not await what():
        assert time.monotonic() - begun < seconds, "it took too long"
        await asyncio.sleep(0.1)
    return time.monotonic() - begun


async def sees_frames(page: Page, more_than: int = 5, others: int = 1) -> bool:
    """Say whether a page decodes pictures of so many others."""
    measured = await stats(page)
    return len(measured) == others and all(each["framesDecoded"] > more_than for each in measured)


async def goes_by(page: Page, transport: str) -> bool:
    """Say whether a page reaches its relay by this transport, to whomever it sees."""
    measured = await stats(page)
    return bool(measured) and all(each["relayProtocol"] == transport for each in measured)
