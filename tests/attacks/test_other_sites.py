"""Pages of other sites, which make a browser send what only our own pages may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from anteroom.times.another import views as another
from anteroom.times.availability import views as availability
from anteroom.times.polls import views as polls
from anteroom.times.where import views as where
from api_client import ApiClient

FOREIGN: tuple[Mapping[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://jobs.harbourline.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1.evil.example"},
)
PAGES = (another, availability, polls, where)
"""Of one person each, behind the pass: about when and where that person is."""


@fixture
async def seat(whole_world: World, program: ApiClient, request_body: dict[str, Any], clock: SetClock) -> str:
    """Leo's seat, with an agreement before it and the doors open."""
    _, interview = await program.post("/v1/interviews", {**request_body, "nda": True})
    clock.advance(timedelta(days=2, hours=5, minutes=-5))
    await whole_world.settle()
    return str(next(party["id"] for party in interview["parties"] if party["role"] == "candidate"))


async def cookies(session: aiohttp.ClientSession, world: World, seat: str) -> None:
    """Sit down at a seat."""
    async with session.post(f"{world.url}/i", json={"pass": world.house.mint.make(seat, 1)}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("headers", FOREIGN)
async def test_it_takes_nothing_from_a_page_of_another_site(
    whole_world: World, seat: str, headers: Mapping[str, str]
) -> None:
    world = whole_world
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await cookies(session, world, seat)
        form = {"agree": "yes", "text": "x"}
        routes = [each for views in PAGES for each in views.ROUTES if each.method == "POST"]
        assert len(routes) >= 11
        about_times = [each.path.format(seat=seat) for each in routes]
        for path in (f"/lobby/{seat}/consent", "/instead/dep_x", "/slack/linked/sure", "/i", *about_times):
            async with session.post(f"{world.url}{path}", data=form, headers=headers) as answer:
                assert answer.status == 403, path
        with pytest.raises(aiohttp.WSServerHandshakeError) as turned_away:
            url = f"{world.url}/room/{seat}/signal?session=page12345"
            await session.ws_connect(url, headers=headers)
        assert turned_away.value.status == 403


async def test_it_takes_what_our_own_pages_and_programs_send(whole_world: World, seat: str) -> None:
    world = whole_world
    own: tuple[Mapping[str, str], ...] = (
        {},
        {"Origin": "null"},
        {"Origin": world.url},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    )
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await cookies(session, world, seat)
        for headers in own:
            async with session.post(f"{world.url}/lobby/{seat}/consent", headers=headers) as answer:
                assert answer.status == 409, headers  # the agreement was not ticked: the form itself was read


async def test_it_opens_a_lobby_from_a_link_in_a_mail(whole_world: World, seat: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{whole_world.url}/i", headers=headers) as answer:
            assert answer.status == 200
        async with session.post(f"{whole_world.url}/t/none", headers=headers) as answer:
            assert answer.status == 403  # for want of a viewer token; the marketplace's page may ask
            assert "marketplace" in await answer.text()
