"""The page with three panes, the cast, and the words for times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import aiohttp
import pytest

from anteroom.clock import Clock, SetClock, TravellingClock
from anteroom.randomness import SeededRandomness, SystemRandomness
from anteroom.sandbox.cast import Cast, make_cast
from anteroom.sandbox.page import SandboxPage, times
from anteroom.sandbox.page.serving import STATIC


def make_page(cast: Cast, clock: Clock, start: datetime | None) -> SandboxPage:
    return SandboxPage(
        "http://127.0.0.1:1",
        "http://127.0.0.1:2",
        "http://127.0.0.1:3",
        cast,
        clock,
        next_start=lambda: start,
    )


async def test_frames_the_three_services_as_the_chosen_people(
    cast: Cast, clock: SetClock, browser: aiohttp.ClientSession
) -> None:
    page = make_page(cast, clock, None)
    await page.start()
    try:
        answer = await browser.get(f"{page.url}/?mailbox=ines&thread=dana")
        text = await answer.text()
    finally:
        await page.stop()
    for source in (
        "http://127.0.0.1:1/pane/maya",
        "http://127.0.0.1:2/pane/m-leo",
        "http://127.0.0.1:3/pane/ines",
    ):
        assert f'src="{source}"' in text
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-src http://127.0.0.1:1 http://127.0.0.1:2 http://127.0.0.1:3;" in policy
    assert "unsafe-inline" not in policy


async def test_jumps_to_ten_minutes_before_the_next_interview(
    cast: Cast, browser: aiohttp.ClientSession
) -> None:
    clock = TravellingClock()
    start = clock.now() + timedelta(days=1)
    page = make_page(cast, clock, start)
    await page.start()
    try:
        assert (await (await browser.get(f"{page.url}/clock")).json())["target"]
        assert (await browser.post(f"{page.url}/clock")).status == 200
        assert start - timedelta(minutes=10) <= clock.now() < start
        assert (await browser.post(f"{page.url}/clock")).status == 409
    finally:
        await page.stop()


async def test_goes_on_to_an_hour_of_the_next_working_day_at_which_people_are_awake(
    cast: Cast, browser: aiohttp.ClientSession
) -> None:
    clock = TravellingClock()
    page = make_page(cast, clock, None)
    await page.start()
    try:
        days = []
        for _ in range(6):
            assert (await browser.post(f"{page.url}/clock", data={"to": "day"})).status == 200
            days.append(clock.now())
    finally:
        await page.stop()
    assert {each.hour for each in days} == {14} and {each.weekday() for each in days} == set(range(5))
    assert all(
        timedelta(hours=23) < later - each < timedelta(days=3, minutes=1) for each, later in pairwise(days)
    )


async def test_leaves_a_clock_alone_that_does_not_travel(
    cast: Cast, clock: SetClock, browser: aiohttp.ClientSession
) -> None:
    page = make_page(cast, clock, clock.now() + timedelta(days=1))
    await page.start()
    try:
        assert (await browser.post(f"{page.url}/clock")).status == 409
        assert "Jump to" not in await (await browser.get(page.url)).text()
    finally:
        await page.stop()


async def test_shows_a_refusal_as_a_page_to_people_and_as_a_sentence_to_scripts(
    cast: Cast, clock: SetClock, browser: aiohttp.ClientSession
) -> None:
    page = make_page(cast, clock, None)
    await page.start()
    try:
        seen = await browser.get(f"{page.url}/nowhere", headers={"Accept": "text/html,*/*;q=0.8"})
        assert seen.status == 404 and "<h1>This did not work</h1>" in await seen.text()
        assert "There is nothing here." in await seen.text() and "no-store" in seen.headers["Cache-Control"]
        assert await (await browser.get(f"{page.url}/nowhere")).text() == "404: Not Found"
    finally:
        await page.stop()


@pytest.mark.parametrize("name", sorted(STATIC))
async def test_serves_the_shared_look(
    cast: Cast, clock: SetClock, browser: aiohttp.ClientSession, name: str
) -> None:
    page = make_page(cast, clock, None)
    await page.start()
    try:
        answer = await browser.get(f"{page.url}/static/{name}")
        assert answer.status == 200
        assert answer.content_type in ("text/css", "text/javascript")
        assert (await browser.get(f"{page.url}/static/../twins.py")).status == 404
    finally:
        await page.stop()


def test_draws_other_contact_details_at_each_start() -> None:
    first, second = make_cast(SystemRandomness()), make_cast(SystemRandomness())
    for one, other in zip(first.people, second.people, strict=True):
        assert one.email != other.email
        assert one.handle != other.handle
    assert make_cast(SeededRandomness(1)) == make_cast(SeededRandomness(1))


@pytest.mark.parametrize("seed", range(20))
def test_gives_no_two_people_one_detail(seed: int) -> None:
    cast = make_cast(SeededRandomness(seed))
    details = [value for person in cast.people for value in person.contact.values()]
    assert len(set(details)) == len(details) == 24


def test_words_times_by_city_and_offset() -> None:
    start = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)
    end = start + timedelta(minutes=90)
    assert times.span(start, end, "Europe/Berlin") == "Thu 26 Nov, 18:30–20:00"
    assert times.span(start, end, "Asia/Kolkata") == "Thu 26 Nov, 23:00–Fri 27 Nov, 00:30"
    assert times.zone_name(start, "Asia/Kolkata") == "Kolkata, UTC+5:30"
    assert times.zone_name(start, "America/New_York") == "New York, UTC−5"
    assert times.from_local_input("2026-11-26T18:30", "Europe/Berlin") == start
