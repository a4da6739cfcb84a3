"""Every page of the console in a real browser, as each role: judged by axe, and walked by keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, async_playwright
from pytest_asyncio import fixture

from anteroom.cases.actions import note
from anteroom.clock import SetClock
from anteroom.console.model import Role
from anteroom.console.route import Page as Way
from anteroom.console.table import TABLE
from anteroom.sandbox.world import World
from axe import faults, require_axe
from browser import open_browser, require_chromium
from browsers.test_axe import COLOURS, NARROW, PATIENCE_MS, WIDE
from browsers.test_by_keyboard import FOCUS_IS_SEEN, HEADINGS, LANDMARKS, NAMELESS, REPEATED_IDS
from company import heavy
from console_pages.figures import lay
from console_pages.people import Peopled
from console_visit import PEOPLE
from deployment import MONDAY, world

PAGES = [way for way in TABLE if isinstance(way, Way) and not way.path.endswith(".csv")]
MOST_STOPS = 120
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
OPENED = {"report": "open", "held_one": "read", "case": "read"}
"""Of pages about one thing, where the form is sent that shows what is sealed, for a reason."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A page as somebody looks at it, at its own address; `rows` must stand on it."""

    way: Way
    path: str
    name: str
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A console with something on its pages, and one thing for every page that shows one."""

    world: World
    ids: Mapping[str, str]
    proposal: str

    def sights(self, role: Role) -> list[Sight]:
        """Return what a role looks at. Raises KeyError for a page of one thing of which nothing is laid."""
        seen = [
            Sight(
                way, way.path.replace("{id}", self.ids[way.name]) if "{" in way.path else way.path, way.name
            )
            for way in PAGES
        ]
        by_name = {each.name: each for each in seen}
        for name, query in (
            ("effects", "state=held"),
            ("disclosures", f"of=proposal&id={self.proposal}"),
            ("search", f"q={self.proposal}"),
        ):
            way = by_name[name].way
            seen.append(Sight(way, f"{way.path}?{query}", f"{name}, one", rows=True))
        return [each for each in seen if role in each.way.roles]


@fixture
async def filled() -> AsyncIterator[Filled]:
    """A console over a marketplace in which something of every kind has happened."""
    require_axe()
    require_chromium()
    clock = SetClock(MONDAY)
    async with world(clock=clock, work=False, with_staff=True) as opened:
        peopled = Peopled(opened, clock)
        await peopled.happen()
        await lay(opened, clock)
        await note(opened.house, peopled.case, "She asks how long it takes.", "t-1")
        async with opened.house.database.transaction() as conn:
            given_up = "select id from effect where interview_id is not null order by position limit 1"
            await conn.execute(
                f"update effect set state = 'held', trouble = 'timeout', attempts = 9 where id = ({given_up})"
            )
        ids = {**await peopled.ids(), "flag": "flg_laid0"}
        yield Filled(opened, ids, peopled.proposal)


@asynccontextmanager
async def signed_in(opened: World, browser: Browser, person: str) -> AsyncIterator[Page]:
    """A tab of somebody who signed in, as people do."""
    context = await browser.new_context(viewport=WIDE)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{opened.url}/console")
    await page.locator(f'button[value="{person}"]').click()
    await page.wait_for_url(f"{opened.url}/console")
    yield page
    await context.close()


async def look(page: Page, url: str, sight: Sight) -> None:
    """Open a page. Raises AssertionError where anything but it comes: a refusal is no page to be judged."""
    answer = await page.goto(url + sight.path)
    assert answer is not None and answer.status == 200, (sight.path, answer and answer.status)
    if sight.rows:
        assert await page.locator("main table.rows tbody tr").count(), f"nothing stands on {sight.path}"


async def faults_of(page: Page, name: str) -> Mapping[str, list[str]]:
    """Judge a page by axe and by what axe does not see, wide and narrow, light and dark."""
    found = {}
    for size in (WIDE, NARROW):
        await page.set_viewport_size(size)
        wrong = [str(each) for each in await page.evaluate(NAMELESS)]
        wrong += [f"repeated id {each}" for each in await page.evaluate(REPEATED_IDS)]
        wrong += ["wider than the screen"] if await page.evaluate(OVERFLOWS) else []
        for colours in COLOURS:
            await page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            wrong += await faults(page)
        assert await page.evaluate(LANDMARKS) == 1, name
        headings = await page.evaluate(HEADINGS)
        assert headings[0] == 1, (name, headings)
        if wrong:
            found[f"{name} {size['width']}"] = wrong
    return found


@heavy
@pytest.mark.parametrize("role", list(Role))
async def test_every_page_of_a_role_is_sound(filled: Filled, role: Role) -> None:
    """Judged by axe with something on it, and once more where what is sealed was opened for a reason."""
    found: dict[str, list[str]] = {}
    async with async_playwright() as playwright:
        browser = await open_browser(playwright)
        async with signed_in(filled.world, browser, PEOPLE[role]) as page:
            for sight in filled.sights(role):
                await look(page, filled.world.url, sight)
                found |= await faults_of(page, sight.name)
                if sight.name in OPENED:
                    await page.set_viewport_size(WIDE)
                    form = page.locator(f'form[action="{sight.path}/{OPENED[sight.name]}"]')
                    if await form.locator("select").count():
                        await form.locator("select").select_option(index=1)
                    else:
                        await form.locator('[name="reason"]').fill("To see what it says")
                    async with page.expect_navigation():
                        await form.locator("button").click()
                    assert await page.locator("blockquote.quoted").count(), f"{sight.name} was not opened"
                    found |= await faults_of(page, f"{sight.name}, opened")
        await browser.close()
    assert not found, found


@heavy
@pytest.mark.parametrize("role", list(Role))
async def test_the_keyboard_alone_leads_through_every_page(filled: Filled, role: Role) -> None:
    """Past the navigation at one stroke, each stop seen, no way in without a way out."""
    url = filled.world.url
    async with async_playwright() as playwright:
        browser = await open_browser(playwright)
        async with signed_in(filled.world, browser, PEOPLE[role]) as page:
            for sight in filled.sights(role):
                if sight.way.listed and sight.path == sight.way.path:
                    await page.goto(f"{url}/console")
                    await page.keyboard.press("Tab")
                    assert await page.evaluate("document.activeElement.className") == "skip-link"
                    await _focus_link(page, sight.path)
                    async with page.expect_navigation():  # or to the same page
                        await page.keyboard.press("Enter")
                    assert page.url == f"{url}{sight.path}"
                else:
                    await look(page, url, sight)
                stops = await _walk(page)
                assert stops < MOST_STOPS, (sight.path, stops)
                await look(page, url, sight)
                await page.keyboard.press("Tab")
                await page.keyboard.press("Enter")  # the skip link
                await page.keyboard.press("Tab")
                passed_by = "!document.activeElement.closest('.console-nav, .console-head')"
                assert await page.evaluate(passed_by), sight.path
        await browser.close()


async def _focus_link(page: Page, path: str) -> None:
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        if (
            await page.evaluate("document.activeElement.closest('nav') && document.activeElement.pathname")
            == path
        ):
            assert await page.evaluate(FOCUS_IS_SEEN)
            return
    raise AssertionError(f"the keyboard does not reach {path}")


async def _walk(page: Page) -> int:
    """Go on by Tab to the end of the page; return how many stops there were."""
    for stop in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            return stop
        assert await page.evaluate(FOCUS_IS_SEEN), await page.evaluate("document.activeElement.outerHTML")
    return MOST_STOPS
