"""The pictures in docs/console.md: every page of the console, none cut off or faulty at any width.

They are taken at every run; docs/pictures is written to only where a picture is missing, or all of them with
ANTEROOM_PICTURES set.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright

from anteroom.clock import SetClock
from anteroom.console.route import Page as Way
from anteroom.console.table import TABLE
from browser import open_browser
from browsers.test_pictures import lines_that_differ
from company import heavy
from console_pages.figures import lay
from console_pages.people import Peopled
from deployment import MONDAY, ROOT, world

PICTURES = ROOT / "docs" / "pictures" / "console"
PAGE = (ROOT / "docs" / "console.md").read_text(encoding="utf-8")
KEPT = set(re.findall(r"\(pictures/console/(\w+)\.png\)", PAGE))
PATIENCE_MS = 30_000
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("main *")].filter((each) => each.getBoundingClientRect().right > innerWidth)
    .map((each) => each.outerHTML.slice(0, 120))"""
LISTS = (
    "overview",
    "search",
    "reports",
    "flags",
    "held",
    "cases",
    "nudges",
    "experiment",
    "funnel",
    "policy",
    "disclosures",
    "ledger",
    "webhooks",
    "effects",
    "health",
)


async def opened(
    browser: Browser, url: str, width: int, colours: Literal["light", "dark"], complaints: list[str]
) -> Page:
    """Sign in as somebody with all three roles, in a window of that width."""
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=colours, locale="en-GB"
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{url}/console")
    await page.locator('button[value="sana"]').click()
    await page.locator(".console-main").wait_for()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    return page


async def take(page: Page, name: str, folder: Path) -> None:
    """Take a picture of the whole page, look that it shows something and that nothing is cut off."""
    assert await page.evaluate(WIDER) == [], f"{name} is cut off"
    picture = await page.screenshot(full_page=True, animations="disabled", caret="hide")
    assert lines_that_differ(picture) > 100, f"{name} shows next to nothing"
    (folder / f"{name}.png").write_bytes(picture)
    kept = PICTURES / f"{name}.png"
    if name in KEPT and (os.environ.get("ANTEROOM_PICTURES") or not kept.exists()):
        PICTURES.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(picture)


async def addresses(peopled: Peopled) -> dict[str, str]:
    """Every page by its name, those about one thing, too."""
    found = {name: "/console" if name == "overview" else f"/console/{name}" for name in LISTS}
    ids = {**await peopled.ids(), "flag": "flg_laid0"}
    for way in TABLE:
        if isinstance(way, Way) and "{" in way.path:
            name = "text" if way.name == "held_one" else way.name
            found[name] = way.path.replace("{id}", ids[way.name])
    found["record"] = f"/console/disclosures?of=proposal&id={peopled.proposal}"
    return found


@heavy
@pytest.mark.parametrize(
    ("width", "colours"), [(1440, "light"), (1440, "dark"), (320, "light"), (320, "dark")]
)
async def test_every_page_shows_itself_whole(
    tmp_path: Path, width: int, colours: Literal["light", "dark"]
) -> None:
    """It takes a minute: every page at each width and in either colours."""
    clock, complaints = SetClock(MONDAY), list[str]()
    folder = Path(os.environ.get("ANTEROOM_LOOK", str(tmp_path)))
    suffix = "" if (width, colours) == (1440, "light") else f"-{width}-{colours}"
    async with world(clock=clock, work=False, with_staff=True) as shown, async_playwright() as playwright:
        peopled = Peopled(shown, clock)
        await peopled.happen()
        await lay(shown, clock)
        browser = await open_browser(playwright)
        try:
            page = await opened(browser, shown.url, width, colours, complaints)
            for name, path in (await addresses(peopled)).items():
                answer = await page.goto(f"{shown.url}{path}")
                assert answer is not None and answer.ok, (name, path)
                await take(page, f"{name}{suffix}", folder)
        finally:
            await browser.close()
    assert complaints == []


def test_the_page_shows_pictures_that_are_there() -> None:
    """What the test before took, or an earlier run; and nothing else is kept."""
    assert {each.stem for each in PICTURES.glob("*.png")} == KEPT and len(KEPT) == 10
