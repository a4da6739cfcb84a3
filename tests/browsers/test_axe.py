"""axe-core finds nothing serious on any page that a person may meet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Literal

from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.interviews.agreement import STANDARD
from anteroom.rooms.messages import Waiting
from anteroom_mail.letters.courtesy import NEVER_PATH
from anteroom_mail.pages.never_address import never_local
from axe import faults, require_axe
from browser import open_browser, require_chromium
from company import Company, heavy, sees_frames, until
from deployment import MONDAY, world
from meetings.own_tool import ZOOM
from passes.reception import END, Reception

PATIENCE_MS = 30_000
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROW = ViewportSize(width=320, height=640)
WIDE = ViewportSize(width=1280, height=900)


class Visit:
    """Somebody who opens one page after another and has each judged, by day and by night."""

    def __init__(self, reception: Reception, browser: Browser, page: Page) -> None:
        self.reception = reception
        self.browser = browser
        self.page = page
        self.found: dict[str, list[str]] = {}

    async def judge(self, name: str) -> None:
        """Judge the page as it stands, and that a phone shows all its width; an empty page is a fault too."""
        for colours in COLOURS:
            await self.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            if found := await faults(self.page):
                self.found[f"{name}, {colours}"] = found
        size = self.page.viewport_size
        await self.page.set_viewport_size(NARROW)
        if wider := await self.page.evaluate(WIDER):
            self.found[f"{name}, wider than a phone"] = wider
        await self.page.set_viewport_size(size or WIDE)

    async def read(self, key: str) -> None:
        """Open every mail of somebody's on a phone."""
        letters = await self.browser.new_page(viewport=NARROW)
        for mail in self.reception.world.twins.mailbox.mails(key):
            if mail.html:
                await letters.set_content(mail.html)
                if wider := await letters.evaluate(WIDER):
                    self.found[f"{mail.subject}, wider than a phone"] = wider
        await letters.close()

    async def see(self, name: str, path: str, words: str) -> None:
        """Open an address of ours, or of the sandbox, and judge it once it says that."""
        await self.page.goto(path if path.startswith("http") else self.reception.world.url + path)
        await self.page.get_by_text(words).first.wait_for(timeout=PATIENCE_MS)
        await self.judge(name)

    async def enter(self, name: str, seat: str, words: str) -> None:
        """Come to a lobby by the pass."""
        await self.page.goto("about:blank")
        await self.see(name, self.reception.world.house.mint.link(seat, 1), words)


@fixture
async def visit() -> AsyncIterator[Visit]:
    """The whole sandbox, with mail and Slack, and a browser of somebody who was never there."""
    require_axe()
    require_chromium()
    clock = SetClock(MONDAY + timedelta(hours=5))
    async with world(clock=clock, work=False) as opened, async_playwright() as playwright:
        reception = Reception(opened, clock)
        browser = await open_browser(playwright)
        page = await browser.new_page(viewport=WIDE)
        yield Visit(reception, browser, page)
        await browser.close()
        await reception.close()


@heavy
async def test_axe_finds_nothing_serious_on_the_way_in(visit: Visit) -> None:
    """Arriving, the lobby in each of its states, plain pages, and what lies around them."""
    reception = visit.reception
    opened, cast = reception.world, reception.world.twins.cast
    dana = {"email": cast.dana.email, "label": "Dana, VP Engineering"}
    agenda = "How the ledger stays consistent."

    await visit.see("arrive, closed", "/i#pty_x.1.aaaa", "There is nothing here")
    seats = await reception.schedule(nda=True, guests=[dana], agenda=agenda)
    await opened.settle()
    await visit.enter("lobby, doors closed", seats["dana"], "The doors are closed")
    await visit.see("another time", f"/another/{seats['dana']}", "Times that suit everybody")
    await visit.page.set_viewport_size(NARROW)
    await visit.see("time zone, narrow", f"/where/{seats['dana']}", "When you travel")
    await visit.page.set_viewport_size(WIDE)
    await reception.open_doors()
    await visit.enter("lobby, agreement", seats["leo"], STANDARD[:20])
    await visit.page.set_viewport_size(NARROW)
    await visit.judge("lobby, agreement, narrow")
    await visit.page.set_viewport_size(WIDE)
    await visit.see("agreement", f"/lobby/{seats['leo']}/agreement", "I would rather not sign")
    await visit.see("rules", "/rules?in=es", "Qué vale aquí")
    await visit.enter("lobby, host", seats["maya"], "Look at it")
    await visit.see("agreement, host", f"/lobby/{seats['maya']}/agreement", "Drop the agreement")
    await visit.enter("lobby, agreement again", seats["leo"], STANDARD[:20])
    await visit.see("availability", f"/availability/{seats['leo']}", "When can you be met?")
    await visit.page.fill('[name="day1.0.from"]', "09:00")
    await visit.page.keyboard.press("Enter")
    await visit.page.get_by_text("On Monday the hours have to end").wait_for(timeout=PATIENCE_MS)
    await visit.page.click("#add summary")
    await visit.page.set_viewport_size(NARROW)
    await visit.judge("availability, not right, narrow")
    await visit.page.set_viewport_size(WIDE)
    await visit.enter("lobby, agreement once more", seats["leo"], STANDARD[:20])
    await visit.page.check("#agree")
    await visit.page.get_by_role("button", name="Sign", exact=True).click()
    await visit.page.wait_for_selector("#enter:enabled", timeout=PATIENCE_MS)
    await visit.page.click("#device-check")
    await visit.page.get_by_text("Both work.").wait_for(timeout=PATIENCE_MS)
    await visit.judge("lobby, doors open, devices on")
    reception.travel(END + timedelta(hours=1))
    await opened.settle()
    await visit.see("lobby, over", f"/lobby/{seats['dana']}", "Who was invited")

    times = [(END + timedelta(days=day)).isoformat() for day in (2, 3)]
    wish = {"host": cast.maya.member, "times": times, "minutes": 45, "guests": [dana]}
    _, poll = await reception.api.post(f"/v1/proposals/{cast.proposals[0].id}/polls", wish)
    _, asked = await reception.api.get(f"/v1/interviews/{poll['interview']}")
    for party in asked["parties"]:
        await visit.page.set_viewport_size(NARROW)
        await visit.enter(f"offered times, {party['role']}", party["id"], "Save my answers")
    await visit.page.set_viewport_size(WIDE)

    later = (END + timedelta(days=1)).isoformat()
    told = await reception.schedule(link=ZOOM, starts_at=later)
    await visit.enter("lobby, the company's tool", told["leo"], "Zoom")
    await visit.see("plain page", "/lobby/pty_nobody", "There is nothing here")
    for page, words in (("scopes", "Slack"), ("privacy", "Slack"), ("support", "Slack")):
        await visit.see(f"slack {page}", f"/slack/{page}", words)
    await visit.see("verify", "/verify", "reference")
    never = NEVER_PATH + never_local(opened.settings.secrets.link_key, bytes(20))
    await visit.see("never again", never, "never")
    thread = f"{opened.twins.marketplace.url}/pane/{cast.maya.member}"
    await visit.page.goto(thread)
    embedded = visit.page.frame_locator("anteroom-interview iframe").first
    await embedded.get_by_text("Dana, VP Engineering").wait_for(timeout=PATIENCE_MS)
    await visit.judge("thread with cards")
    for key in ("maya", "dana", "leo"):
        await visit.read(key)
    assert visit.found == {}
    await visit.page.evaluate(NAMELESS_BUTTON)
    assert "button-name" in str(await faults(visit.page)), "it does find what is wrong"


@heavy
async def test_axe_finds_nothing_serious_in_the_call(company: Company) -> None:
    """Alone, together, with everything open that can be opened, with a screen, and after the end."""
    require_axe()
    found: dict[str, list[str]] = {}

    async def judge(name: str, page: Page) -> None:
        if bad := await faults(page):
            found[name] = bad

    company.house.ends_at = company.house.clock.now() + timedelta(minutes=3)
    hugo = await company.enter("hugo")
    await hugo.get_by_role("heading", name="You are the first").wait_for(timeout=PATIENCE_MS)
    await judge("alone", hugo)
    ana = await company.enter("ana", script=SCREEN, size=(320, 640))
    for page in (hugo, ana):
        await until(partial(sees_frames, page))
    await judge("two", hugo)
    await judge("two, narrow", ana)
    await hugo.keyboard.press("p")
    await hugo.get_by_text("Safety code").first.wait_for(timeout=PATIENCE_MS)
    company.house.hooks.at_gate = [Waiting("kim", "Kim", "enter", False), Waiting("bo", "Bo", "again", True)]
    await company.house.rooms.show_gate("room-1")
    await hugo.get_by_text("Kim waits to come in.").first.wait_for()
    await judge("people, and who waits", hugo)
    await hugo.keyboard.press("c")
    await hugo.fill("#chat-text", "Ring me: 555 0100")
    await hugo.keyboard.press("Enter")
    await hugo.locator("#chat-why").wait_for()
    await judge("chat, with a text that is held", hugo)
    await hugo.keyboard.press("Escape")
    for panel, button, sheet in (
        ("people", ".acts .danger", "#remove-sheet"),
        ("more", "#keys-open", "#keys"),
        ("more", "#report-open", "#report-sheet"),
        ("", "#end", "#end-sheet"),
    ):
        if panel:
            await hugo.click(f"#{panel}-toggle")
            await judge(panel, hugo)
        await hugo.click(button)
        await judge(sheet, hugo)
        await hugo.keyboard.press("Escape")
        await hugo.keyboard.press("Escape")
    await ana.keyboard.press("o")
    await judge("more, narrow", ana)
    await ana.keyboard.press("o")
    await ana.keyboard.press("v")
    await ana.keyboard.press("m")
    await hugo.locator('.tile[data-seat="ana"][data-camera="off"][data-microphone="off"]').wait_for()
    await judge("muted", hugo)
    await ana.get_by_role("button", name="Screen").click()
    await hugo.locator('.tile[data-seat="ana"][data-screen="on"]').wait_for()
    await judge("screen", hugo)
    await judge("own screen, narrow", ana)
    company.house.reachable = False
    await company.house.rooms.stop()
    await hugo.get_by_text("Reconnecting. Stay on this page.").wait_for()
    await judge("banner", hugo)
    await ana.keyboard.press("l")
    await ana.get_by_role("heading", name="You left the call").wait_for()
    await judge("over", ana)
    assert found == {}


WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth)
    .map((each) => each.outerHTML.slice(0, 120))"""
NAMELESS_BUTTON = "document.querySelector('main').append(document.createElement('button'))"
SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
  setInterval(() => canvas.getContext("2d").fillRect(0, 0, 10 + (Date.now() / 50) % 600, 6), 100);
  return canvas.captureStream(10);
};
"""
