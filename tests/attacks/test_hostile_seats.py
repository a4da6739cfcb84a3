"""A seat in a call that means harm: it may hurt itself only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from calls import CallHouse, call_house, relay_process
from deployment import MONDAY


@fixture
async def house() -> AsyncIterator[CallHouse]:
    """Rooms with a relay of their own."""
    relay = relay_process()
    await relay.start()
    control = relay.control()
    try:
        async with call_house(SetClock(MONDAY + timedelta(hours=5)), relay.access(), control) as opened:
            yield opened
    finally:
        await control.close()
        await relay.stop()


async def test_it_keeps_a_seat_out_that_comes_in_again_and_again(house: CallHouse) -> None:
    """Else it could shout without end over ever new connections, and have everybody negotiate anew."""
    async with aiohttp.ClientSession() as browser:
        other = await browser.ws_connect(f"{house.page_url('ana', 'room-1')}/signal?session=ana0000000")
        welcome = json.loads(await other.receive_str(timeout=5))
        first = []
        for number in range(16):
            url = f"{house.page_url('kim', 'room-1')}/signal?session=mallory{number:05}"
            page = await browser.ws_connect(url)
            first.append(json.loads(await page.receive_str(timeout=5))["kind"])
            if first[-1] == "welcome":
                await page.send_json({"kind": "leave"})

    assert first[0] == "welcome"
    assert first[-1] == "refused"
    assert welcome["kind"] == "welcome"
    assert house.rooms.present("room-1") >= {"ana"}
