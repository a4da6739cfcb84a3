"""The pictures in docs/: the sandbox, the lobby and the call, as a visitor of the demo sees them.

They are taken at every run; docs/pictures is written to only where a picture is missing, or all of them with
ANTEROOM_PICTURES set, so that a check leaves the work tree as it was.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright
from pytest_asyncio import fixture

from anteroom.clock import TravellingClock
from anteroom.sandbox.page.page import SandboxPage
from anteroom.sandbox.story.journey_a import (
    INVITED,
    connect,
    counter,
    doors,
    executive_accepts,
    fill_modal,
    slip,
)
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import Teller
from browser import open_browser
from company import heavy
from deployment import ROOT, world
from portrait import RGB, write_portrait

PICTURES = ROOT / "docs" / "pictures"
PATIENCE_MS = 30_000
FACES: dict[str, tuple[RGB, RGB, RGB]] = {
    "maya": ((186, 178, 166), (126, 84, 62), (58, 66, 110)),
    "dana": ((168, 178, 176), (206, 160, 134), (96, 52, 60)),
    "leo": ((150, 164, 172), (214, 172, 148), (46, 92, 84)),
}


class Gallery:
    """Browsers on the demo, and where their pictures go. `faults` holds what any console complained of."""

    def __init__(self, scene: Scene, playwright: Playwright, folder: Path) -> None:
        self.scene = scene
        self.folder = folder
        self.faults: list[str] = []
        self._playwright = playwright
        self._stack = AsyncExitStack()

    async def browser(self, key: str) -> Browser:
        """A browser before whose camera this person sits."""
        film = write_portrait(self.folder / f"{key}.y4m", *FACES[key])
        flags = (f"--use-file-for-fake-video-capture={film}",)
        browser = await open_browser(self._playwright, flags=flags)
        self._stack.push_async_callback(browser.close)
        return browser

    async def page(
        self, browser: Browser, width: int, height: int, colours: Literal["light", "dark"] = "light"
    ) -> Page:
        """A page of that size whose console is listened to."""
        context: BrowserContext = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colours,
            timezone_id="America/New_York",
            locale="en-GB",
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None,
        )
        return page

    async def take(self, page: Page, name: str, *, whole: bool = False, keep: bool = True) -> None:
        """Take a picture, look that it shows something and that nothing is cut off at its side."""
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is cut off"
        picture = await page.screenshot(full_page=whole, animations="disabled", caret="hide")
        assert lines_that_differ(picture) > 100, f"{name} shows next to nothing"
        kept = PICTURES / f"{name}.png"
        (self.folder / kept.name).write_bytes(picture)
        if keep and (os.environ.get("ANTEROOM_PICTURES") or not kept.exists()):
            PICTURES.mkdir(exist_ok=True)
            kept.write_bytes(picture)

    async def close(self) -> None:
        """Close every browser."""
        await self._stack.aclose()


def lines_that_differ(picture: bytes) -> int:
    """How many different lines a PNG has: a blank page has one or two (PNG specification, 5 and 9)."""
    at, packed, width, height, step = 8, b"", 0, 0, 4
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        body = picture[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", body[:10])
            step = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    octets = zlib.decompress(packed)
    line = 1 + width * step
    assert len(octets) == line * height
    return len({octets[start : start + line] for start in range(0, len(octets), line)})


@fixture
async def gallery(tmp_path: Path) -> AsyncIterator[Gallery]:
    """The demo on a clock that travels, and nobody at a browser yet."""
    clock = TravellingClock()
    async with (
        world(clock=clock, work=True) as opened,
        Scene(opened, clock, Teller(lambda line: None)) as scene,
        async_playwright() as playwright,
    ):
        made = Gallery(scene, playwright, tmp_path)
        try:
            yield made
        finally:
            await made.close()


@heavy
async def test_the_demo_looks_as_its_pictures_say(gallery: Gallery) -> None:
    scene = gallery.scene
    dana = await gallery.browser("dana")
    await connect(scene)
    await slip(scene)
    await fill_modal(scene, agenda="How the ledger stays consistent. 20 minutes of questions.")
    for _ in ("shows who will be contacted", "contacts them"):
        assert not await scene.world.twins.slack.submit(scene.cast.maya.name)
    for key in INVITED:
        await scene.until(f"an invitation for {key}", partial(scene.entry, key))
    entry = scene.entry("leo")
    assert entry is not None
    await executive_accepts(scene)
    start = await counter(scene, entry.starts_at)
    await sandbox(gallery, dana)
    await doors(scene, start)
    await lobbies(gallery, dana)
    await call(gallery)

    assert gallery.faults == []


async def sandbox(gallery: Gallery, browser: Browser) -> None:
    """All three panes with something in them."""
    twins, clock = gallery.scene.world.twins, gallery.scene.clock
    served = SandboxPage(
        twins.slack.url,
        twins.marketplace.url,
        twins.mailbox.url,
        twins.cast,
        clock,
        next_start=twins.mailbox.next_start,
        port=0,
    )
    await served.start()
    try:
        page = await gallery.page(browser, 1440, 900)
        await page.goto(f"{served.url}/?mailbox=dana")
        for frame in ("slack", "thread", "mailbox"):
            inner = page.frame_locator(f"#frame-{frame}")
            await inner.get_by_text("Payments API in Go").first.wait_for(timeout=PATIENCE_MS)
        embedded = page.frame_locator("#frame-thread").frame_locator("anteroom-interview iframe").first
        await embedded.get_by_text("Dana").first.wait_for(timeout=PATIENCE_MS)
        await page.wait_for_timeout(300)
        await gallery.take(page, "sandbox")
        await page.context.close()
    finally:
        await served.stop()


async def lobbies(gallery: Gallery, browser: Browser) -> None:
    """The executive's lobby, wide and narrow, by day and by night; the camera is on where there is room."""
    link = gallery.scene.pass_of("dana")
    assert link is not None
    sizes: list[tuple[str, int, int, Literal["light", "dark"]]] = [
        ("lobby", 1200, 800, "light"),
        ("lobby-dark", 1200, 800, "dark"),
        ("lobby-320", 320, 640, "light"),
        ("lobby-320-dark", 320, 640, "dark"),
    ]
    # A seat is one browser's: the same one is made narrow and dark.
    page = await gallery.page(browser, 1200, 800)
    await page.goto(link)
    await page.wait_for_selector("main.lobby", timeout=PATIENCE_MS)
    for name, width, height, colours in sizes:
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(color_scheme=colours)
        await page.reload()
        await page.wait_for_selector("main.lobby", timeout=PATIENCE_MS)
        if width > 1000:
            await page.click("#device-check")
            await page.get_by_text("Both work.").wait_for(timeout=PATIENCE_MS)
            await page.locator("#preview").wait_for(timeout=PATIENCE_MS)
            await page.wait_for_timeout(1_000)
        await gallery.take(page, name, whole=True)
    await page.context.close()


async def call(gallery: Gallery) -> None:
    """Leo and Maya in the call, as Maya sees it."""
    pages: dict[str, Page] = {}
    for key in ("leo", "maya"):
        pages[key] = page = await gallery.page(await gallery.browser(key), 1280, 800)
        link = gallery.scene.pass_of(key)
        assert link is not None
        await page.goto(link)
        await page.wait_for_selector("main.lobby", timeout=PATIENCE_MS)
        if key == "leo":
            await gallery.take(page, "agreement", whole=True, keep=False)
            await page.check("#agree")
            await page.get_by_role("button", name="Sign", exact=True).click()
        await page.get_by_role("button", name="Go in").click()
    for page in pages.values():
        await page.locator('.tile[data-seat][data-camera="on"] .bars[data-bars="3"]').wait_for(timeout=60_000)
    await gallery.take(pages["maya"], "call")
    await pages["maya"].get_by_role("button", name="End for all 2").click()
    await pages["maya"].locator("#end-sure").click()
    for page in pages.values():
        await page.get_by_role("heading", name="The call has ended").wait_for(timeout=PATIENCE_MS)
    await pages["leo"].get_by_role("link", name="Back to the anteroom").click()
    await pages["leo"].get_by_role("heading", name="Held").wait_for(timeout=PATIENCE_MS)
    await gallery.take(pages["leo"], "held", whole=True, keep=False)


@pytest.mark.parametrize("name", ["sandbox", "lobby", "call"])
def test_the_readme_shows_it(name: str) -> None:
    """What the test before took, or an earlier run."""
    assert lines_that_differ((PICTURES / f"{name}.png").read_bytes()) > 100
    assert f"docs/pictures/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
