"""Fetching from typed addresses: where we do not go, and how long we wait. No house is needed for that."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from multidict import CIMultiDict
from yarl import URL

from anteroom.errors import BadInput
from anteroom.times.availability.model import Account, Kind, Trouble, Unknown, Window
from anteroom_availability.asking import Untold
from anteroom_availability.dav_xml import NotXml, parse
from anteroom_availability.fetching import Fetched, Fetching
from anteroom_availability.published import PublishedCalendars
from anteroom_availability.read import Reading
from deployment import MONDAY
from pace import measure
from times.availability.outside import publisher

PRIVATE = (
    *("https://127.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/latest", "https://10.0.0.1/"),
    *("https://2130706433/", "https://127.1/", "https://0/", "https://[::ffff:127.0.0.1]/"),
    *("http://calendars.example/x", "file:///etc/passwd", "ftp://calendars.example/", "", "//127.0.0.1/x"),
    *(
        "https://leo:pw@calendars.example/",
        "https://[::1",
        "https://xn--zzzzzzß.example/x",
        "gopher://127.0.0.1:6379/_x",
    ),
)


@asynccontextmanager
async def kind(*, allow_private: bool = True, seconds: float = 5) -> AsyncIterator[PublishedCalendars]:
    fetching = Fetching(allow_private=allow_private, timeout=aiohttp.ClientTimeout(total=seconds))
    await fetching.open()
    try:
        yield PublishedCalendars(fetching, Reading())
    finally:
        await fetching.close()


def account(address: str) -> Account:
    return Account("cal_1", Kind.PUBLISHED, None, {"address": address})


@pytest.mark.parametrize("leads_to", PRIVATE)
def test_it_is_led_to_no_private_address(leads_to: str) -> None:
    came = Fetched(302, URL("https://calendars.example/x.ics"), CIMultiDict({"Location": leads_to}), b"")
    with pytest.raises(Untold) as refused:
        Fetching().led_to(came)
    assert refused.value.trouble is Trouble.REDIRECTED


@pytest.mark.parametrize(
    "typed", ["https://xn--zzzzzzß.example/x", "https://a b/x", "https://[::1%25eth0]/x"]
)
def test_it_takes_no_name_for_an_address_that_is_none(typed: str) -> None:
    with pytest.raises(BadInput):
        Fetching().address(typed, "address")


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/x.ics", "https://localhost/x.ics", "http://calendars.example/x.ics"]
)
async def test_it_asks_no_private_address_by_whatever_name(address: str) -> None:
    async with kind(allow_private=False) as published:
        said = await published.busy(account(address), Window.ahead(MONDAY))
    assert said == Unknown(Trouble.PRIVATE)


async def test_it_waits_for_nobody_who_drips() -> None:
    async with publisher() as place, kind(seconds=0.6) as published:
        place.way = "drip"
        assert await published.busy(account(place.url), Window.ahead(MONDAY)) == Unknown(Trouble.SLOW)


async def test_a_bomb_takes_no_more_than_what_is_read_of_any_answer() -> None:
    async with publisher() as place, kind() as published:
        place.way = "bomb"
        body = await _packed(place.url)
        tracemalloc.start()
        place.way, place.data = "ready", body
        assert await published.busy(account(place.url), Window.ahead(MONDAY)) == Unknown(Trouble.TOO_LARGE)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 30 * 1024 * 1024, most


async def test_it_reads_on_behind_nothing_that_has_ended() -> None:
    """zlib keeps what follows, and copies all of it each time: a few seconds of that would stop the house."""
    async with publisher(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n") as place, kind() as published:
        place.way, begun = "behind", time.process_time()
        assert await published.busy(account(place.url), Window.ahead(MONDAY)) == Unknown(Trouble.BROKEN)
        assert place.given < 200 and time.process_time() - begun < 150 * measure()


async def _packed(url: str) -> bytes:
    """The bomb as it travels, so that making it is not measured."""
    async with aiohttp.ClientSession(auto_decompress=False) as session, session.get(url) as answer:
        return await answer.read()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><D:multistatus xmlns:D="DAV:">&b;</D:multistatus>'
)


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<x>" * 50 + b"</x>" * 50,
        b"<x>" + b"<y/>" * 100_001 + b"</x>",
        b"<x>",
        b"",
        b"<x/>\0",
        b'<?xml version="1.0" encoding="nonsense"?><x/>',
        b"<x>&unknown;</x>",
    ],
)
def test_it_reads_no_bombs_of_xml(body: bytes) -> None:
    with pytest.raises(NotXml):
        parse(body)
