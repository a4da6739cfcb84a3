"""What happens while calendars are asked: others ask too, one is taken away; and what is said of it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import pytest
import structlog

from anteroom.logs import log_to
from anteroom.times.availability.model import Kind, State, Trouble
from anteroom.times.availability.refreshing import refresh
from anteroom.times.availability.words import availability_words
from anteroom_calendar import Doubt
from times.availability.outside import publisher
from times.availability.owner import Owner
from times.availability.test_published import SECRETS, TUESDAY, at, calendar


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile."""
    stream = io.StringIO()
    log_to(stream)
    yield stream
    structlog.reset_defaults()


async def test_one_that_is_taken_away_while_it_is_asked_leaves_nothing_behind(owner: Owner) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        published.way = "waits"
        adding = asyncio.create_task(owner.add("published", address=published.url))
        await asyncio.wait_for(published.came.wait(), 4)
        assert "Not read yet" in await owner.page()
        await owner.take_away()
        published.goes_on.set()
        assert (await adding).status == 303
    async with owner.world.house.database.connection() as conn:
        for table in ("availability_source", "busy_time"):
            assert await conn.fetchval(f"select count(*) from {table}") == 0
    assert (await owner.known()).busy == ()


async def test_a_hundred_who_look_for_times_at_once_ask_a_calendar_once(owner: Owner) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        await owner.asked_later()
        assert published.asked == 2
        house, later = owner.world.house, owner.reception.clock.now()
        owner.reception.clock.set(later.replace(hour=later.hour + 1))
        await asyncio.gather(*(refresh(house, [owner.person_id]) for _ in range(100)))
        assert published.asked == 3
    assert (await owner.known()).busy == ((at(24, 9), at(24, 10, 30)),)


async def test_five_are_asked_at_the_same_time_and_there_is_no_sixth(owner: Owner) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        for number in range(5):
            await owner.add("published", address=f"{published.url}?{number}")
        sixth = await owner.add("published", address=published.url)
        assert (sixth.status, "You have added as many as can be added." in sixth.text) == (400, True)
        published.way, published.expected = "waits", 5
        asking = asyncio.create_task(owner.asked_later())
        await asyncio.wait_for(published.came.wait(), 4)
        published.goes_on.set()
        await asking
    assert (await owner.known()).known


async def test_neither_a_log_nor_the_calendar_is_told_of_whom_or_what(owner: Owner, log: io.StringIO) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        published.way = "404"
        await owner.asked_later()
        published.way, published.data = "well", calendar(TUESDAY.replace("DTSTART:", "DTSTART:x"))
        await owner.asked_later()
        sent = f"{published.headers}"
    assert '"reason": "gone"' in log.getvalue()
    told = (*SECRETS, "127.0.0.1", "20261124")
    assert [each for each in told if each in log.getvalue()] == []
    assert [each for each in ("leo", owner.person_id, owner.seat) if each in sent.casefold()] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_is_a_sentence_for_everything_that_can_be_said(language: str) -> None:
    say, english = availability_words(language), availability_words("en")
    assert say.words.keys() == english.words.keys()
    named = {"kind": Kind, "add": Kind, "state": State, "trouble": Trouble, "doubt": Doubt}
    assert [
        f"{name}.{each}"
        for name, values in named.items()
        for each in values
        if f"{name}.{each}" not in say.words
    ] == []
    assert len(say("days").split()) == 7
