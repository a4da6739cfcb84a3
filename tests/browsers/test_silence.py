"""The two pages about silence in a real browser, by keyboard and without a script; each judged by axe."""

from __future__ import annotations

from typing import Literal

from playwright.async_api import Page, ViewportSize, async_playwright

from anteroom.clock import SetClock
from axe import faults, require_axe
from browser import open_browser, require_chromium
from company import heavy
from nudges_out.silence import NUDGE, WAITING, silence

COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 1440)
LONG = "Sven Berg of the North Sea Engineering Collective and Partners"


@heavy
async def test_a_client_chooses_and_a_freelancer_stops_reminders_by_keyboard(clock: SetClock) -> None:
    """Tab and Enter alone: pick, confirm, choose something else, help; stop, and remind me again."""
    require_axe()
    require_chromium()
    async with silence(clock) as here, async_playwright() as playwright:
        await here.shortlist("Rosa Almeida", LONG)
        await here.write("m-maya")
        await here.pass_days(9)
        browser = await open_browser(playwright)
        # Judged from outside; what the page itself brings needs no script.
        page = await browser.new_page(locale="en-GB")
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)

        async def press(name: str) -> None:
            await page.get_by_role("button", name=name).focus()
            await page.keyboard.press("Enter")
            await page.wait_for_load_state()

        await page.goto(here.link(here.mails("maya")[0], WAITING))
        await _judge(page, "Leo Marchetti has not answered you")
        await page.get_by_role("radio", name=LONG).focus()
        await page.keyboard.press("Space")
        await press("Ask this freelancer")
        await _judge(page, "Is this what you want?")
        await press("Yes, do that")
        await page.get_by_text(f"You picked {LONG}").wait_for()
        await _judge(page, "Leo Marchetti has not answered you")
        await press("Choose something else")
        await press("Please help me")
        await press("Yes, do that")
        await page.get_by_text("You asked for help").wait_for()

        await page.goto(here.link(here.mails("leo")[0], NUDGE))
        await _judge(page, "Reminders")
        await press("Send me no more reminders")
        await _judge(page, "You get no more reminders")
        await press("Remind me again")
        await _judge(page, "You get reminders again")
        await page.get_by_role("radio", name="By mail").focus()
        await page.keyboard.press("Space")
        await press("Keep this")
        await page.get_by_text("Kept.").wait_for()
        assert refused == []
        await browser.close()
        await here.world.settle()
        assert [each["choice"] for each in here.events("escalation.chosen")] == ["pick", "help"]


async def _judge(page: Page, heading: str) -> None:
    await page.get_by_role("heading", name=heading, exact=True).first.wait_for()
    for colours in COLOURS:
        for width in WIDTHS:
            await page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            await page.set_viewport_size(ViewportSize(width=width, height=800))
            assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert await faults(page) == [], (heading, colours, width)
