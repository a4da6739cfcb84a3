"""Journey G, by keyboard alone: in real Chromium, inside a marketplace's page of another site.

Takes some seconds: a browser and a world are opened once, for the whole journey.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from playwright.async_api import Frame as BrowserFrame
from playwright.async_api import Page, async_playwright, expect
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from axe import faults
from browser import open_browser, require_chromium
from company import heavy
from deployment import MONDAY, world
from embeds.host_page import RESOLVES, SITE, HostPage, hosted

PATIENCE_MS = 15_000
PROPOSAL, THREAD = "p-ledger", "t-ledger"
MOST_TABS = 40
WHERE = """() => { const at = document.activeElement;
    return [at?.innerText, at?.labels?.[0]?.innerText, at?.ariaLabel].filter(Boolean).join(" | ").trim() }"""


@dataclass
class Hands:
    """Somebody at a keyboard, in front of the marketplace's page."""

    world: World
    host: HostPage
    page: Page
    frame: BrowserFrame | None = None

    async def sit(self, member: str) -> BrowserFrame:
        """Open the thread as a member; the frame in it."""
        self.host.vouch = lambda: self.world.twins.marketplace.viewer_token(member)
        await self.page.goto(self.host.url())
        element = await self.page.wait_for_selector("anteroom-interview iframe", timeout=PATIENCE_MS)
        assert element is not None
        self.frame = await element.content_frame()
        assert self.frame is not None
        await expect(self.frame.locator("main")).to_have_attribute("aria-busy", "false", timeout=PATIENCE_MS)
        await self.page.get_by_role("link", name="Before").focus()
        return self.frame

    async def tab_to(self, name: str) -> None:
        """Press Tab until the focus is on what is called so."""
        assert self.frame is not None
        seen = []
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            seen.append(await self.frame.evaluate(WHERE))
            if name in seen[-1]:
                return
        raise AssertionError(f"no Tab leads to {name}: {seen}")

    async def press(self, name: str) -> None:
        """Go to a button by Tab, and press it."""
        await self.tab_to(name)
        await self.page.keyboard.press("Enter")

    async def type_into(self, label: str, text: str) -> None:
        """Go to a field by Tab, and type."""
        await self.tab_to(label)
        await self.page.keyboard.type(text)

    async def heading(self, text: str) -> None:
        """Wait until a step is there, see that it has the focus, and let axe look at it in both colours."""
        assert self.frame is not None
        head = self.frame.get_by_role("heading", level=1, name=text)
        await expect(head).to_be_focused(timeout=PATIENCE_MS)
        for colours in ("dark", "light"):
            await self.page.locator("anteroom-interview").evaluate(
                "(each, scheme) => each.setAttribute('scheme', scheme)", colours
            )
            await expect(self.frame.locator("html")).to_have_attribute("data-scheme", colours)
            assert await faults(self.frame) == [], (text, colours)


@fixture
async def hands() -> AsyncIterator[Hands]:
    """A thread of Maya's and Leo's in which nothing is scheduled."""
    require_chromium()
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(
            world(clock=SetClock(MONDAY), work=False, embed_origins=(f"http://{SITE}:*",))
        )
        host = await stack.enter_async_context(hosted(opened.url, str, f'proposal="{PROPOSAL}"'))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await open_browser(playwright, flags=(RESOLVES, "--test-third-party-cookie-phaseout"))
        stack.push_async_callback(browser.close)
        page = await browser.new_page(viewport={"width": 1024, "height": 900}, locale="en-GB")
        yield Hands(opened, host, page)


@heavy
async def test_who_is_asked_to_leave_offers_an_interview_and_the_boss_comes(hands: Hands) -> None:
    """One tap; the client's form, with a mistake in it; the boss by calendar; the freelancer's yes."""
    here, twins = hands.world, hands.world.twins
    frame = await hands.sit("leo")
    await hands.press("Offer a sanctioned interview")
    await hands.heading("Offer a sanctioned interview")
    await hands.press("Offer Maya Okafor an interview")
    await hands.heading("Maya Okafor has your offer")
    await hands.press("Copy the answer")
    await expect(frame.get_by_role("status").first).to_have_text("Copied.")
    await here.settle()
    (card,) = twins.marketplace.cards(THREAD)
    assert card["state"] == "open"

    frame = await hands.sit("maya")
    await hands.press("Schedule an interview")
    await expect(frame.get_by_text("Leo Marchetti would like to meet you")).to_be_visible(timeout=PATIENCE_MS)
    await hands.heading("Schedule an interview")
    await hands.tab_to("Day")
    await hands.page.keyboard.type("11262026")
    await hands.type_into("Time", "0300PM")
    await hands.type_into("E-mail", "ines at falk-legal")
    await hands.page.keyboard.press("Enter")
    await expect(frame.get_by_role("alert")).to_be_focused(timeout=PATIENCE_MS)
    await expect(frame.get_by_role("alert")).to_contain_text("This is no e-mail address.")
    await expect(frame.get_by_label("Day")).to_have_value("2026-11-26")
    assert await faults(frame) == []
    await hands.press("This is no e-mail address.")
    await expect(frame.get_by_label("E-mail")).to_be_focused()
    await hands.page.keyboard.press("Control+A")
    await hands.page.keyboard.type(twins.cast.ines.email)
    await hands.type_into("Name and role", "Ines, Legal")
    await hands.press("Next: who will see what")
    await hands.heading("Who will see what")
    await expect(frame.get_by_text("Thu 26 Nov, 15:00–15:45")).to_be_visible()
    await here.settle()
    assert not twins.mailbox.calendar("ines"), "nobody is contacted before the last step"
    await hands.press("Invite")
    await hands.heading("Everybody is invited")
    await here.settle()
    (entry,) = twins.mailbox.calendar("ines")
    assert twins.cast.leo.email not in str(entry)
    taken, _ = twins.marketplace.cards(THREAD)
    assert taken["state"] == "taken"

    frame = await hands.sit("leo")
    await hands.press("Accept")
    await expect(frame.locator(".answer").get_by_text("accepted")).to_have_count(1, timeout=PATIENCE_MS)
    await here.settle()
    await here.settle()
    scheduled = twins.marketplace.cards(THREAD)[1]
    assert scheduled["state"] == "scheduled"
    assert [line["answer"] for line in scheduled["lines"]] == ["accepted", "accepted", "needs_action"]
