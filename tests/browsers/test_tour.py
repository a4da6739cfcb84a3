"""docs/tour.md, followed by hand: each journey in the sandbox of `make demo`, in a browser.

What stands there in bold is pressed or filled in, in that order, and what stands in “quotes” is read.
Pictures are taken at every run; docs/pictures/tour is written to only where one is missing, or all of them
with ANTEROOM_PICTURES set.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import async_playwright
from pytest_asyncio import fixture

from anteroom.clock import TravellingClock
from anteroom.sandbox.page.page import SandboxPage
from anteroom.sandbox.world import World
from browser import open_browser, require_chromium
from company import heavy
from deployment import ROOT, world
from tour import Visitor
from tour_walks import WALKS

TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
PICTURES = ROOT / "docs" / "pictures" / "tour"
LARGEST = 120_000
LONGEST_WALK = 180
"""Seconds, of which a walk takes ten to twenty: one that stands still says where."""
SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = {title: " ".join(text.split()) for title, text in SECTION.findall(TOUR)}
KEPT = set(re.findall(r"\(pictures/tour/([\w-]+)\.png\)", TOUR))


@fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    """Somebody before a sandbox that was opened on a Monday morning."""
    require_chromium()
    clock = TravellingClock()
    clock.travel_to(monday(clock.now()))
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(
            world(clock=clock, work=True, with_tools=True, with_vendors=True, with_staff=True)
        )
        served = sandbox_page(opened, clock)
        await served.start()
        stack.push_async_callback(served.stop)
        playwright = await stack.enter_async_context(async_playwright())
        browser = await open_browser(playwright)
        stack.push_async_callback(browser.close)
        context = await browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/Berlin"
        )
        page = await context.new_page()
        await page.goto(served.url)
        await page.get_by_text("Try this first").click()
        yield Visitor(page, tmp_path, opened)


def monday(now: datetime) -> datetime:
    """The next Monday, ten o'clock in Berlin."""
    day = now.astimezone(ZoneInfo("Europe/Berlin")) + timedelta(days=7 - now.weekday())
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def sandbox_page(opened: World, clock: TravellingClock) -> SandboxPage:
    """The page of `make demo`, at any port."""
    twins = opened.twins
    return SandboxPage(
        twins.slack.url,
        twins.marketplace.url,
        twins.mailbox.url,
        twins.cast,
        clock,
        next_start=twins.mailbox.next_start,
    )


@heavy
@pytest.mark.parametrize("title", WALKS)
async def test_it_leads_through_a_journey(title: str, visitor: Visitor) -> None:
    async with asyncio.timeout(LONGEST_WALK):  # a page may never answer what it is asked to evaluate
        await WALKS[title](visitor)
    assert re.findall(r"\*\*(.+?)\*\*", SECTIONS[title]) == visitor.used
    assert re.findall(r"“(.+?)”", SECTIONS[title]) == visitor.read
    assert re.findall(r"pictures/tour/([\w-]+)\.png", SECTIONS[title]) == list(visitor.pictures)
    for name, picture in visitor.pictures.items():
        assert len(picture) < LARGEST, f"{name} has {len(picture)} octets"
        kept = PICTURES / f"{name}.png"
        if os.environ.get("ANTEROOM_PICTURES") or not kept.exists():
            PICTURES.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(picture)


def test_each_journey_has_its_part() -> None:
    assert list(SECTIONS) == ["Before you start", *WALKS]


def test_the_tour_shows_pictures_that_are_there() -> None:
    """What the walks took, or an earlier run of theirs; and nothing else is kept."""
    assert {each.stem for each in PICTURES.glob("*.png")} == KEPT
    assert all(each.stat().st_size < LARGEST for each in PICTURES.glob("*.png"))
