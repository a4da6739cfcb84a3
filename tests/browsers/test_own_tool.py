"""The way into a company's own tool, in a real browser: its policy lets the redirect go, and no referrer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from playwright.async_api import Route, async_playwright
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from browser import open_browser
from passes.reception import Reception

ZOOM = "https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()


async def test_it_leads_from_the_pass_to_the_tool_in_two_presses(reception: Reception) -> None:
    """Zoom itself is answered for by the browser, which holds the page's policy against the redirect."""
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()
    seen: list[tuple[str, str | None]] = []

    async def zoom(route: Route) -> None:
        seen.append((route.request.url, route.request.headers.get("referer")))
        await route.fulfill(status=200, content_type="text/html", body="<h1>Zoom</h1>")

    async with async_playwright() as playwright:
        browser = await open_browser(playwright)
        page = await browser.new_page(viewport={"width": 320, "height": 640})
        await page.route("https://zoom.us/**", zoom)
        await page.goto(f"{reception.world.url}/i#{reception.pass_of(seats['leo'])}")
        await page.wait_for_selector("main.lobby")
        assert await page.is_disabled("#enter")
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        await page.check("#agree-tool")
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Open Zoom").click()
        await page.wait_for_url("https://zoom.us/**")
        await browser.close()
    assert seen == [(ZOOM, None)]
