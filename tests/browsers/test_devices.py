"""The device check of the lobby, in a real browser."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright
from pytest_asyncio import fixture

from anteroom.pages.plain import page_headers, setup_pages
from anteroom.rooms.relay.credentials import Credentials, Holder
from anteroom.rooms.words import call_words
from browser import open_browser, require_chromium
from calls import relay_process

pytestmark = pytest.mark.heavy
ELEMENTS = """<!doctype html><title>Lobby</title>
<video id="preview" autoplay muted hidden></video><meter id="mic-level" min="0" max="1"></meter>
<p id="device-status"></p><p id="device-help" hidden></p><button id="device-check"></button>
<script type="application/json" id="device-words">%s</script>"""
CHECK = "import('/static/rooms/devices.js').then((devices) => devices.checkDevices())"
REFUSE = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); };
}"""
REACH = "(login) => import('/static/rooms/reach.js').then((reach) => reach.relayReachable(login, 3000))"


@fixture
async def page() -> AsyncIterator[Page]:
    """A page with the elements that the check fills, served with the house's own headers."""
    require_chromium()

    async def lobby(_request: web.Request) -> web.Response:
        return web.Response(
            text=ELEMENTS % json.dumps(dict(call_words("en").words)), content_type="text/html"
        )

    app = web.Application(middlewares=[page_headers])
    setup_pages(app)
    app.add_routes([web.get("/lobby", lobby)])
    async with TestServer(app, host="127.0.0.1") as server, async_playwright() as playwright:
        browser = await open_browser(playwright)
        opened = await browser.new_page()
        await opened.goto(str(server.make_url("/lobby")))
        yield opened
        await browser.close()


async def test_it_shows_the_own_picture_and_level_and_stops_again(page: Page) -> None:
    assert await page.evaluate(CHECK) == {"camera": True, "microphone": True, "help": ""}
    assert await page.locator("#preview").is_visible()
    level = 0.0
    for _ in range(50):
        if (level := await page.locator("#mic-level").evaluate("(meter) => meter.value")) > 0.2:
            break
        await page.wait_for_timeout(100)
    assert level > 0.2, "the made-up microphone beeps once a second"
    assert await page.evaluate(CHECK) == {"camera": False, "microphone": False, "help": ""}
    assert await page.locator("#preview").is_hidden()


async def test_it_says_what_to_do_when_the_browser_refuses(page: Page) -> None:
    await page.evaluate(REFUSE)
    assert (await page.evaluate(CHECK))["camera"] is False
    assert "choose Allow" in await page.locator("#device-help").inner_text()
    assert "You can still come in" in await page.locator("#device-status").inner_text()


async def test_it_tells_over_which_transport_the_relay_is_reached(page: Page) -> None:
    relay = relay_process()
    await relay.start()
    login = relay.access().sign(Holder(int(time.time()) + 60, "room", "ana"))
    assert await page.evaluate(REACH, _json(login)) == {"udp": True, "tcp": True, "tls": None}
    assert await page.evaluate(REACH, _json(replace(login, urls=login.urls[1:]))) == {
        "udp": None,
        "tcp": True,
        "tls": None,
    }
    await relay.stop()
    assert await page.evaluate(REACH, _json(login)) == {"udp": False, "tcp": False, "tls": None}


def _json(login: Credentials) -> dict[str, object]:
    return asdict(login) | {"urls": list(login.urls)}
