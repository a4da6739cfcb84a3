"""Every page and act of the console as everybody, made from the table of ways: none can be forgotten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from aiohttp import web

from anteroom.clock import SetClock
from anteroom.console.model import EVERYBODY, Role, Who
from anteroom.console.route import Act, Page, refuse_undeclared
from anteroom.console.table import TABLE
from anteroom.sandbox.world import World
from console_visit import PEOPLE, ConsoleVisit, Seen, visit

NOBODY = "0" * 64
LEAVING = ("sign_out", "sign_out_everywhere")
"""After these somebody is nobody."""


def path_of(way: Page | Act) -> str:
    """Return an address of a way; what it names is not there."""
    return re.sub(r"\{\w+\}", "nothing", way.path)


async def asked(browser: ConsoleVisit, way: Page | Act, csrf: str) -> Seen:
    """Ask for a page, or send an act with a token and nothing else."""
    if isinstance(way, Page):
        return await browser.get(path_of(way))
    return await browser.post(path_of(way), {"csrf": csrf})


def test_no_two_ways_are_the_same_and_each_names_roles_that_there_are() -> None:
    assert len({way.name for way in TABLE}) == len(TABLE)
    assert len({(way.method, way.path) for way in TABLE}) == len(TABLE)
    assert all(way.roles and way.roles <= EVERYBODY for way in TABLE)


async def test_each_role_opens_its_own_ways_and_no_other(console_world: World) -> None:
    """What is not open is refused before anything of a form is read, with the right token, too."""
    for name, person in PEOPLE.items():
        async with visit(console_world, person) as browser:
            csrf = await browser.csrf()
            for way in sorted(TABLE, key=lambda each: each.name in LEAVING):
                answer = await asked(browser, way, csrf)
                if Role(name) in way.roles:
                    assert answer.status in (200, 303, 400, 404, 409), (name, way.path, answer.words)
                    assert "Your roles do not open this page." not in answer.text, (name, way.path)
                else:
                    assert answer.status == 403, (name, way.path, answer.status)
                    assert "Your roles do not open this page." in answer.text


async def test_nobody_is_led_to_the_sign_in_from_every_way(console_world: World) -> None:
    async with visit(console_world) as browser:
        for way in TABLE:
            answer = await asked(browser, way, NOBODY)
            assert answer.status == 303, (way.path, answer.status)
            assert answer.location.startswith("/console/sign-in?then="), way.path


async def test_a_session_that_is_over_opens_nothing(console_world: World, clock: SetClock) -> None:
    async with visit(console_world, "sana") as browser:
        csrf = await browser.csrf()
        clock.advance(timedelta(minutes=30))
        for way in TABLE:
            answer = await asked(browser, way, csrf)
            assert answer.location.startswith("/console/sign-in?then="), (way.path, answer.status)


async def test_no_form_does_anything_without_its_own_sessions_token(console_world: World) -> None:
    async with visit(console_world, "sana") as browser, visit(console_world, "sana") as other:
        foreign = await other.csrf()
        for way in TABLE:
            if isinstance(way, Act):
                for given in ("", NOBODY, foreign, "é"):
                    answer = await browser.post(path_of(way), {"csrf": given} if given else {})
                    assert answer.status == 403, (way.path, given, answer.status)
                    assert "This form is not good any more" in answer.text
        assert (await browser.get("/console/you")).status == 200


async def test_no_form_of_another_sites_page_is_taken(console_world: World) -> None:
    async with visit(console_world, "sana") as browser:
        csrf = await browser.csrf()
        for way in TABLE:
            if isinstance(way, Act):
                for site in ("cross-site", "same-site"):
                    answer = await browser.post(path_of(way), {"csrf": csrf}, **{"Sec-Fetch-Site": site})
                    assert answer.status == 403, (way.path, site)


async def test_ids_out_of_bounds_and_odd_addresses_are_refused_calmly(console_world: World) -> None:
    async with visit(console_world, "sana") as browser:
        for way in TABLE:
            if isinstance(way, Page):
                if "{" in way.path:
                    long = re.sub(r"\{\w+\}", "x" * 201, way.path)
                    assert (await browser.get(long)).status == 404, way.path
                for query in ("cursor=nonsense", "a=%00", "limit=5"):
                    answer = await browser.get(f"{path_of(way)}?{query}")
                    assert answer.status in (200, 400, 404), (way.path, query, answer.status)


async def test_the_navigation_shows_each_role_what_it_may_open(console_world: World) -> None:
    for name, person in PEOPLE.items():
        async with visit(console_world, person) as browser:
            shown = await browser.get("/console")
            nav = shown.text.partition('<nav class="console-nav"')[2].partition("</nav>")[0]
            linked = set(re.findall(r'href="([^"]+)"', nav))
            listed = [way for way in TABLE if isinstance(way, Page) and way.listed]
            assert linked == {way.path for way in listed if Role(name) in way.roles}


@pytest.mark.parametrize("kind", [Page, Act])
def test_a_way_without_a_role_cannot_be_declared(kind: type[Page] | type[Act]) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(ValueError, match="declares no role"):
        kind(path="/console/secrets", name="secrets", roles=frozenset(), handler=handler)
    with pytest.raises(ValueError, match="is not of the console"):
        kind(path="/elsewhere", name="secrets", roles=EVERYBODY, handler=handler)


def test_a_path_under_the_console_that_nobody_declared_stops_the_start() -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/console/secrets", handler)
    with pytest.raises(ValueError, match="POST /console/secrets declares no role"):
        refuse_undeclared(app)


def test_who_looks_shows_no_token_by_accident() -> None:
    assert "csrf" not in Who.__dataclass_fields__ or not Who.__dataclass_fields__["csrf"].repr


async def test_without_settings_there_is_no_console(quiet_world: World) -> None:
    async with visit(quiet_world) as browser:
        for path in ("/console", "/console/sign-in", "/console/sign-in/back", "/console/you"):
            assert (await browser.get(path)).status == 404
