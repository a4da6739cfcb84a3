"""The way in by keyboard alone, and what a screen reader finds on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise

from playwright.async_api import Page, async_playwright
from pytest_asyncio import fixture

from anteroom.clock import TravellingClock
from anteroom.passes.views import ROOMS
from anteroom.sandbox.world import World
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from browser import open_browser
from company import heavy
from deployment import world

PATIENCE_MS = 30_000
MOST_STOPS = 40

# What an audit by hand looks at first: names of controls, order of headings, one main landmark, language.
NAMELESS = """() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const text = (id) => document.getElementById(id)?.textContent.trim() ?? "";
  const name = (element) =>
    (element.getAttribute("aria-labelledby") ?? "").split(" ").map(text).join(" ").trim()
    || element.getAttribute("aria-label")
    || [...(element.labels ?? [])].map((label) => label.textContent.trim()).join(" ")
    || (element.matches("button, a") && element.textContent.trim());
  return [...document.querySelectorAll("button, a, input, select, textarea, video, meter, [tabindex='0']")]
    .filter((element) => element.type !== "hidden" && shown(element) && !name(element))
    .map((element) => element.outerHTML.slice(0, 120));
}"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""
LANDMARKS = """() => [...document.querySelectorAll("main")].filter((main) => main.checkVisibility()).length"""
REPEATED_IDS = """() => { const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index); }"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button, a.button")].filter((element) => {
  const box = element.getBoundingClientRect();
  return element.checkVisibility() && (box.height < 43.5 || box.width < 43.5);
}).map((element) => element.outerHTML.slice(0, 120))"""
FOCUS_IS_SEEN = """() => { const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""
FAINT = """() => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("main *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest(":disabled, figure")) continue;
    const both = [parse(getComputedStyle(element).color), ground(element)];
    const pair = both.map(light).sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${element.outerHTML.slice(0, 100)}`);
  }
  return faint;
}"""
SETTLED = """() => Promise.allSettled(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished))"""
"""A button that was pressed changes its ground in a moment; in its midst nothing is said of the colours."""


class Reader:
    """Leo, who uses no mouse. `faults` holds what the console complained of."""

    def __init__(self, opened: World, page: Page, seat: str) -> None:
        self.world = opened
        self.page = page
        self.seat = seat
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    async def tab_to(self, selector: str) -> None:
        """Press Tab until that has the focus, and see that one can see it."""
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press("Tab")
            if await self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                assert await self.page.evaluate(FOCUS_IS_SEEN), f"the focus on {selector} is not seen"
                return
        raise AssertionError(f"no key leads to {selector}")

    async def let_in(self) -> None:
        """Let the host open the gate, who is not there herself."""
        api = ApiClient(self.world)
        interview = (await api.get(f"/v1/interviews?proposal={self.world.twins.cast.proposals[0].id}"))[1]
        path = f"/v1/interviews/{interview['interviews'][0]['id']}/parties/{self.seat}/admit"
        status, told = await api.post(path, {"member": self.world.twins.cast.maya.member})
        assert status == 200, told

    async def audit(self) -> None:
        """Look at the page as it stands."""
        assert await self.page.evaluate(NAMELESS) == [], "a control has no name"
        levels = await self.page.evaluate(HEADINGS)
        assert levels[0] == 1 and levels.count(1) == 1, f"headings {levels}"
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels
        assert await self.page.evaluate(LANDMARKS) == 1
        assert await self.page.evaluate(REPEATED_IDS) == []
        assert await self.page.evaluate(SMALL_TARGETS) == []
        await self.page.evaluate(SETTLED)
        assert await self.page.evaluate(FAINT) == []
        assert await self.page.get_attribute("html", "lang") == "en"
        assert await self.page.title()


@fixture
async def reader() -> AsyncIterator[Reader]:
    """An interview with an agreement whose doors open in a moment, and Leo before his lobby."""
    clock = TravellingClock()
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(world(clock=clock, integrations=[HttpMarketplace()]))
        offered = opened.twins.cast.proposals[0]
        start = clock.now() + timedelta(hours=1)
        wish = {
            "proposal": offered.id,
            "host": offered.client,
            "starts_at": start.isoformat(),
            "minutes": 45,
            "agenda": "Ledger design.",
            "nda": True,
            "guests": [{"email": opened.twins.cast.priya.email, "label": "D" * 80}],
        }
        status, told = await ApiClient(opened).post("/v1/interviews", wish)
        assert status == 201, told
        seat = next(each["id"] for each in told["parties"] if each["role"] == "candidate")
        playwright = await stack.enter_async_context(async_playwright())
        browser = await open_browser(playwright)
        stack.push_async_callback(browser.close)
        page = await browser.new_page(viewport={"width": 320, "height": 640})
        leo = Reader(opened, page, seat)
        await page.goto(opened.house.mint.link(seat, 1))
        await page.wait_for_selector("main.lobby", timeout=PATIENCE_MS)
        yield leo


@heavy
async def test_the_whole_way_in_and_out_needs_no_mouse(reader: Reader) -> None:
    """Wait, agree, check the devices, go in, mute, leave: at 320 pixels, with a name of eighty letters."""
    page = reader.page
    await page.get_by_text("The doors are closed").wait_for()
    await reader.audit()
    await reader.tab_to("#device-check")
    await page.keyboard.press("Enter")
    await page.get_by_text("Both work.").wait_for(timeout=PATIENCE_MS)
    clock = reader.world.house.clock
    assert isinstance(clock, TravellingClock)
    clock.travel_to(clock.now() + timedelta(minutes=51))
    await page.get_by_text("The doors are open").wait_for(timeout=PATIENCE_MS)
    assert await page.evaluate("document.activeElement.id") == "device-check", "the focus stays where it was"
    assert await page.evaluate("document.getElementById('preview').srcObject.active"), "and the camera on"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    await page.reload()
    await reader.tab_to(".skip-link")
    await page.keyboard.press("Enter")
    await reader.tab_to(".agreement")
    await reader.tab_to("#agree")
    await page.keyboard.press("Space")
    await reader.tab_to("button.primary")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#enter:enabled", timeout=PATIENCE_MS)
    await reader.audit()
    await reader.tab_to("#enter")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="You are in the lobby").wait_for(timeout=PATIENCE_MS)
    await reader.audit()
    await reader.let_in()
    await page.get_by_role("heading", name="You are the first").wait_for(timeout=PATIENCE_MS)
    await reader.audit()
    await reader.tab_to("#mute")
    await page.keyboard.press("Space")
    await page.locator('#mute[aria-pressed="true"]').wait_for()
    await reader.tab_to("#leave")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="You left the call").wait_for(timeout=PATIENCE_MS)
    await reader.audit()
    await reader.tab_to("#over-back")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#enter:enabled", timeout=PATIENCE_MS)
    assert reader.faults == []


async def test_a_closed_link_and_a_plain_page_can_be_read_too(reader: Reader) -> None:
    page = reader.page
    await page.goto(f"{reader.world.url}/i#pty_x.1.aaaa")
    await page.reload()
    await page.get_by_role("heading", name="There is nothing here").wait_for()
    assert "#" not in page.url
    await reader.audit()
    await page.goto(f"{reader.world.url}/lobby/pty_nobody")
    await page.get_by_role("heading", name="There is nothing here").wait_for()
    await reader.audit()


@heavy
async def test_a_page_that_comes_back_late_gets_a_new_admission(reader: Reader) -> None:
    """The lid was closed for long: the seat was given up, and the page's own admission has expired."""
    page, clock = reader.page, reader.world.house.clock
    assert isinstance(clock, TravellingClock)
    clock.travel_to(clock.now() + timedelta(minutes=51))
    await page.get_by_text("The doors are open").wait_for(timeout=PATIENCE_MS)
    await page.check("#agree")
    await page.get_by_role("button", name="Sign", exact=True).click()
    await page.click("#enter:enabled")
    await page.get_by_role("heading", name="You are in the lobby").wait_for(timeout=PATIENCE_MS)
    await reader.let_in()
    await page.get_by_role("heading", name="You are the first").wait_for(timeout=PATIENCE_MS)
    async with reader.world.house.database.connection() as conn:
        room = str(await conn.fetchval("select room from interview"))
    await page.evaluate("globalThis.before = true")
    clock.travel_to(clock.now() + timedelta(minutes=15))
    rooms = reader.world.app[ROOMS]
    await rooms.stop()
    await rooms.remove(room, reader.seat)
    await rooms.start()
    await page.wait_for_function("() => !globalThis.before", timeout=PATIENCE_MS)
    await page.get_by_role("heading", name="You are the first").wait_for(timeout=PATIENCE_MS)
    assert rooms.present(room) == {reader.seat}
