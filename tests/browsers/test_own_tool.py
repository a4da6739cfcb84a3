"""The way into a company's own tool, in a real browser: its policy lets the redirect go, and no referrer."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import Page, ViewportSize, async_playwright
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from anteroom_meetings import MeetingsIntegration
from browser import open_browser
from company import heavy
from deployment import ROOT, world
from mail.certificates import self_signed
from passes.reception import Reception

PICTURES = ROOT / "docs" / "pictures"
ZOOM = "https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()


@asynccontextmanager
async def zoom_itself(folder: Path) -> AsyncIterator[tuple[int, list[tuple[str, str | None]]]]:
    """A server in Zoom's place: its port, and which addresses it was asked for from where."""
    seen: list[tuple[str, str | None]] = []

    async def meeting(request: web.Request) -> web.Response:
        if request.path != "/favicon.ico":
            seen.append((f"https://zoom.us{request.path_qs}", request.headers.get("Referer")))
        return web.Response(text="<h1>Zoom</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", meeting)
    runner = web.AppRunner(app)
    await runner.setup()
    certificate = self_signed(folder, "zoom.us")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate.chain, certificate.key)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    yield runner.addresses[0][1], seen
    await runner.cleanup()


@heavy
async def test_it_leads_from_the_pass_through_the_lobby_to_the_tool(
    reception: Reception, tmp_path: Path
) -> None:
    """The browser takes a server of the test for Zoom, and holds the page's policy against the redirect.

    The host's opens beside the lobby, which goes on showing who waits; who waited is led on by the page.
    """
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()

    async with zoom_itself(tmp_path) as (port, seen), async_playwright() as playwright:
        browser = await open_browser(
            playwright, flags=(f"--host-resolver-rules=MAP zoom.us 127.0.0.1:{port}",)
        )

        async def comes(key: str) -> Page:
            phone: ViewportSize = {"width": 320, "height": 640}
            context = await browser.new_context(viewport=phone, ignore_https_errors=True)
            page = await context.new_page()
            await page.goto(f"{reception.world.url}/i#{reception.pass_of(seats[key])}")
            await page.wait_for_selector("main.lobby")
            assert await page.is_disabled("#enter")
            assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            await page.check("#agree-tool")
            await page.get_by_role("button", name="Go on").click()
            await page.get_by_role("button", name="Open Zoom").wait_for()
            return page

        leo = await comes("leo")
        await leo.get_by_role("button", name="Open Zoom").click()
        await leo.get_by_role("heading", name="You are in the lobby").wait_for()
        maya = await comes("maya")
        await maya.get_by_role("button", name="Let in Leo Marchetti", exact=True).wait_for()
        assert seen == []
        async with maya.context.expect_page() as beside:
            await maya.get_by_role("button", name="Open Zoom").click()
        await (await beside.value).wait_for_url("https://zoom.us/**")
        await leo.wait_for_url("https://zoom.us/**")
        assert "/lobby/" in maya.url and await maya.get_by_role("button", name="Open Zoom").is_visible()
        await browser.close()
    assert seen == [(ZOOM, None), (ZOOM, None)]


@heavy
async def test_a_call_made_by_us_looks_as_its_pictures_say(clock: SetClock, tmp_path: Path) -> None:
    """Read by the freelancer on a phone, chosen by the host, and ready to be opened; light and dark."""

    async def take(page: Page, name: str) -> None:
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        picture = await page.screenshot(full_page=True, animations="disabled", caret="hide")
        kept = PICTURES / f"{name}.png"
        (tmp_path / kept.name).write_bytes(picture)
        if not name.endswith(("dark", "instead")) and (
            os.environ.get("ANTEROOM_PICTURES") or not kept.exists()
        ):
            kept.write_bytes(picture)

    async with (
        world(clock=clock, work=False, integrations=[MeetingsIntegration()], with_tools=True) as opened,
        async_playwright() as playwright,
    ):
        desk = Reception(opened, clock)
        seats = await desk.schedule(tool="zoom")
        await opened.settle()
        browser = await open_browser(playwright)
        pages = {}
        for key, width in (("leo", 320), ("maya", 768)):
            pages[key] = await browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
            await pages[key].goto(f"{opened.url}/i#{desk.pass_of(seats[key])}")
            await pages[key].wait_for_selector("main.lobby")
        await pages["maya"].get_by_text("Use your company’s own tool").click()
        await pages["maya"].get_by_role("button", name="Make a call in Jitsi").wait_for()
        for key, width in (("leo", 320), ("maya", 768)):
            await pages[key].emulate_media(color_scheme="dark")
            await take(pages[key], f"own-tool-{width}-dark")
            await pages[key].emulate_media(color_scheme="light")
            await take(pages[key], f"own-tool-{width}")
        await pages["leo"].check("#agree-tool")
        await pages["leo"].get_by_role("button", name="Go on").click()
        await desk.open_doors()
        await pages["leo"].set_viewport_size({"width": 1440, "height": 900})
        await pages["leo"].reload()
        await pages["leo"].get_by_role("button", name="Open Zoom").wait_for()
        await pages["leo"].emulate_media(color_scheme="dark")
        await take(pages["leo"], "own-tool-1440-dark")
        await pages["leo"].emulate_media(color_scheme="light")
        await take(pages["leo"], "own-tool-1440")
        assert opened.tools is not None
        opened.tools.zoom.meetings.clear()
        await pages["leo"].get_by_role("button", name="Open Zoom").click()
        await pages["leo"].get_by_role("heading", name="You are in the lobby").wait_for()
        await desk.at_gate("admit", seats["leo"])
        await pages["leo"].get_by_text("This call is not in Zoom after all").wait_for()
        await take(pages["leo"], "own-tool-instead")
        await browser.close()
        await desk.close()
