"""The network's part of the lobby's device check, in a real browser."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright

from anteroom.pages.plain import page_headers, setup_pages
from anteroom.rooms.relay.credentials import Holder
from anteroom.rooms.relay.process import Tls
from browser import open_browser, require_chromium
from calls import relay_process
from deployment import ROOT
from mail.certificates import self_signed

WORDS = json.loads((ROOT / "plugin/anteroom/passes/catalogues/ways.en.json").read_text())
CHECK = "import('/static/passes/ways.js').then((ways) => ways.checkWays('seat'))"
LOBBY = "<!doctype html><title>Lobby</title><p id='device-status'></p>"


@asynccontextmanager
async def lobby(urls: list[str], secret_of: Holder, credential: str) -> AsyncIterator[Page]:
    """A page that is lent this login."""
    require_chromium()

    async def show(_: web.Request) -> web.Response:
        return web.Response(text=LOBBY, content_type="text/html")

    async def lend(_: web.Request) -> web.Response:
        login = {"urls": urls, "username": secret_of.username, "credential": credential}
        return web.json_response({"relay": login, "words": WORDS, "language": "en"})

    app = web.Application(middlewares=[page_headers])
    setup_pages(app)
    app.add_routes([web.get("/lobby", show), web.post("/lobby/seat/relay", lend)])
    async with TestServer(app, host="127.0.0.1") as server, async_playwright() as playwright:
        browser = await open_browser(playwright)
        page = await browser.new_page()
        await page.goto(str(server.make_url("/lobby")))
        yield page
        await browser.close()


async def test_it_says_over_which_way_a_call_gets_through_and_what_to_do_when_none_does(
    tmp_path: Path,
) -> None:
    certificate = self_signed(tmp_path, "localhost")
    relay = relay_process(tls=Tls(0, certificate.chain, certificate.key))
    await relay.start()
    holder = Holder(int(time.time()) + 60, "try-seat", "seat")
    access = relay.access("localhost")
    credential = access.sign(holder).credential
    udp, tcp, tls = access.urls
    urls = [udp, tcp, tls]
    async with lobby(urls, holder, credential) as page:
        line = page.locator("#way-status")
        # The certificate is nobody's that this browser trusts, and that is found out here, not in the call.
        assert await page.evaluate(CHECK) == {"udp": True, "tcp": True, "tls": False}
        assert await line.inner_text() == WORDS["udp"]
        urls[:] = [tcp]
        assert await page.evaluate(CHECK) == {"udp": None, "tcp": True, "tls": None}
        assert await line.inner_text() == WORDS["tcp"]
        urls[:] = [tls]
        assert await page.evaluate(CHECK) == {"udp": None, "tcp": None, "tls": False}
        assert await line.inner_text() == WORDS["none"]
        assert "notice-bad" in (await line.get_attribute("class") or "")
    await relay.stop()
