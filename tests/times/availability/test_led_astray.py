"""A public server leads to a private address, live and over TLS: nothing private is ever connected to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.times.availability.model import Account, Busy, Kind, Trouble, Unchanged, Unknown, Window
from anteroom_availability.fetching import Fetching
from anteroom_availability.published import PublishedCalendars
from anteroom_availability.read import Reading
from deployment import MONDAY
from times.availability.public_place import HOST, PUBLIC, PublicPlace, public_place
from times.availability.test_published import TUESDAY, at, calendar

START = f"https://{HOST}/mine.ics"


@fixture
async def place(tmp_path: Path) -> AsyncIterator[PublicPlace]:
    async with public_place(tmp_path, calendar(TUESDAY)) as opened:
        yield opened


async def busy(place: PublicPlace) -> Busy | Unchanged | Unknown:
    fetching = Fetching(internet=place.internet, timeout=aiohttp.ClientTimeout(total=5))
    await fetching.open()
    try:
        account = Account("cal_1", Kind.PUBLISHED, None, {"address": START})
        return await PublishedCalendars(fetching, Reading()).busy(account, Window.ahead(MONDAY))
    finally:
        await fetching.close()


async def test_it_follows_a_public_server_to_where_the_calendar_is(place: PublicPlace) -> None:
    place.leads = {"/mine.ics": "/moved.ics", "/moved.ics": f"https://{HOST}/here.ics"}
    said = await busy(place)
    assert isinstance(said, Busy) and tuple(said.spans) == ((at(24, 9), at(24, 10, 30)),)
    assert place.asked == ["/mine.ics", "/moved.ics", "/here.ics"]
    assert set(place.connected) == {PUBLIC}


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"]
)
@pytest.mark.parametrize("hops", [1, 3])
async def test_it_is_not_led_to_a_name_that_stands_for_a_private_address(
    place: PublicPlace, address: str, hops: int
) -> None:
    place.names["inside.example"] = [[address]]
    paths = ["/mine.ics", "/two.ics", "/three.ics"][:hops]
    place.leads = dict(zip(paths, [*paths[1:], "https://inside.example/latest/meta-data"], strict=True))
    assert await busy(place) == Unknown(Trouble.PRIVATE)
    assert place.asked == paths
    assert set(place.connected) == {PUBLIC}


@pytest.mark.parametrize(
    "leads_to", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "http://inside.example/"]
)
async def test_it_is_not_led_to_a_private_address_in_digits_nor_out_of_tls(
    place: PublicPlace, leads_to: str
) -> None:
    place.names["inside.example"] = [["127.0.0.1"]]
    place.leads = {"/mine.ics": leads_to}
    assert await busy(place) == Unknown(Trouble.REDIRECTED)
    assert place.asked == ["/mine.ics"]
    assert set(place.connected) == {PUBLIC}


async def test_a_name_that_changes_its_mind_gains_nothing(place: PublicPlace) -> None:
    """It stands for both addresses at once; then for the private one alone, once it was looked at."""
    place.names[HOST] = [["127.0.0.1", PUBLIC], ["127.0.0.1"]]
    assert isinstance(await busy(place), Busy)
    assert await busy(place) == Unknown(Trouble.PRIVATE)
    assert set(place.connected) == {PUBLIC}
