"""A calendar is connected in a real browser, whose policy lets a form lead to the vendor and nowhere else."""

from __future__ import annotations

from typing import Literal

from playwright.async_api import ViewportSize, async_playwright

from anteroom.clock import SetClock
from axe import faults, require_axe
from browser import open_browser, require_chromium
from company import heavy
from deployment import world
from passes.reception import Reception

COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 1440)


@heavy
async def test_a_calendar_is_connected_and_taken_away_by_keyboard(clock: SetClock) -> None:
    """From the own page to the vendor's and back, with nothing but Tab and Enter; each page judged by axe."""
    require_axe()
    require_chromium()
    async with world(clock=clock, work=False, with_vendors=True) as opened, async_playwright() as playwright:
        desk = Reception(opened, clock)
        seats = await desk.schedule()
        leo = opened.twins.cast.person("leo")
        browser = await open_browser(playwright)
        page = await browser.new_page(locale="en-GB")
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
        await page.goto(f"{opened.url}/i#{desk.pass_of(seats['leo'])}")
        await page.wait_for_selector("main.lobby")

        async def judge(heading: str) -> None:
            await page.get_by_role("heading", name=heading).first.wait_for()
            for colours in COLOURS:
                for width in WIDTHS:
                    await page.emulate_media(color_scheme=colours, reduced_motion="reduce")
                    await page.set_viewport_size(ViewportSize(width=width, height=800))
                    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
                    assert await faults(page) == [], (heading, colours, width)

        for vendor in ("Google Calendar", "Microsoft 365"):
            await page.goto(f"{opened.url}/availability/{seats['leo']}")
            await page.get_by_role("link", name=f"Connect {vendor}").focus()
            await page.keyboard.press("Enter")
            await judge(f"Connect {vendor}")
            await page.get_by_role("button", name="Continue at").focus()
            await page.keyboard.press("Enter")
            await page.get_by_role("button", name=f"Allow as {leo.email}").focus()
            await page.keyboard.press("Enter")
            await judge(f"{vendor} is connected")
            await page.get_by_role("link", name="Back to when you can be met").focus()
            await page.keyboard.press("Enter")
            await page.get_by_text("Works", exact=True).first.wait_for()
        await judge("When can you be met?")
        for _ in range(2):
            await page.get_by_role("button", name="Take ").first.focus()
            await page.keyboard.press("Enter")
            await page.wait_for_load_state()
        await page.get_by_text("You have added none").wait_for()
        assert opened.vendors is not None
        assert len(opened.vendors.google.revoked) == 1
        assert refused == []
        await browser.close()
        await desk.close()
