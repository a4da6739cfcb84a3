"""A call page that was changed to do harm learns nothing and breaks nothing."""

from __future__ import annotations

import asyncio
import json
import os
import random
from functools import partial

import aiohttp
import pytest
from playwright.async_api import Page

from calls import LABELS
from company import MEASURED, Company, Record, sees_frames, stats, until
from hostile_page import FORGED_PRINT, HOSTILE, REACHED, TRACES, at_random, leaks

PATIENCE = 60.0
SEATS = ("dana", "kim", "eve1", "eve2")
EVERYTHING = os.environ.get("ANTEROOM_BROWSERS") == "all"
MESSAGES = 10_000 if EVERYTHING else 400
LABELS_OF_ALL = {LABELS.get(seat, seat) for seat in (*LABELS, *SEATS)}
SEED = 6
PACE = 1 / 36
"""Seconds between messages: a page that says more than forty a second is put out before it was understood."""


class Shouter:
    """A seat without a browser that says anything, and comes back whenever it is put out."""

    def __init__(self, company: Company, seat: str, count: int) -> None:
        self._url = f"{company.house.page_url(seat)}/signal"
        self._chance = random.Random(f"{SEED} {seat}")
        self._left = count
        self.came = 0
        self.heard: list[str] = []

    async def shout(self) -> None:
        """Say all of it."""
        async with aiohttp.ClientSession() as browser:
            while self._left > 0:
                session = f"shouter{self._chance.randrange(3)}"
                async with browser.ws_connect(f"{self._url}?session={session}") as socket:
                    self.came += 1
                    await self._sit(socket)
                if self._left > 0 and self.heard[-1:] and "refused" in self.heard[-1]:
                    await asyncio.sleep(1)

    async def _sit(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        first = await socket.receive()
        if first.type is not aiohttp.WSMsgType.TEXT:
            return
        self.heard.append(first.data)
        sessions = {each["seat"]: each["session"] for each in json.loads(first.data).get("people", [])}
        listening = asyncio.create_task(self._listen(socket))
        try:
            while self._left > 0 and not socket.closed and sessions:
                to = self._chance.choice(("hugo", "hugo", "ana", *SEATS))
                said = at_random(self._chance, to, sessions.get(to, "0123456789"))
                await (socket.send_bytes(said) if isinstance(said, bytes) else socket.send_str(said))
                self._left -= 1
                await asyncio.sleep(PACE)
            await self._understood(socket)
        except ConnectionError:
            pass  # put out in the midst of a word
        finally:
            await socket.close()
            await listening

    async def _understood(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Return when everything before was read: an ordinary question is answered after it, or never."""
        answers = self._logins()
        await socket.send_str('{"kind":"relay"}')

        async def read() -> bool:
            return socket.closed or self._logins() > answers

        await until(read, PATIENCE)

    def _logins(self) -> int:
        return sum('"kind":"relay"' in text for text in self.heard)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is aiohttp.WSMsgType.TEXT:
                self.heard.append(frame.data)


@pytest.mark.heavy
async def test_a_changed_page_learns_no_address_and_tells_none(company: Company) -> None:
    """Its candidates, its name, its key: what reaches the other page is what the house says."""
    hugo = await company.enter("hugo")
    ana = await company.enter("ana", script=HOSTILE)
    for page in (hugo, ana):
        await until(partial(sees_frames, page))
    await until(lambda: _heard(company, "hugo", '"kind":"candidate"'))
    await ana.evaluate(f"swapKey({FORGED_PRINT!r})")
    await until(lambda: _heard(company, "ana", "fingerprint-changed"))

    assert "203.0.113.77" in await ana.evaluate("shown.sdp"), "it did try"
    heard = company.heard["hugo"]
    assert FORGED_PRINT not in "".join(heard)
    assert leaks(heard, LABELS_OF_ALL) == []
    assert leaks(company.heard["ana"], LABELS_OF_ALL) == []
    for page, others in ((hugo, "Ana Ruiz"), (ana, "Northwind, hiring")):
        assert (await page.locator(".tile[data-seat] .tile-label").all_inner_texts()) == [others]
    reached = await ana.evaluate(REACHED)
    assert reached and all(each.startswith("relay 198.51.100.") for each in reached)
    (measured,) = await stats(hugo)
    assert (measured["local"], measured["remote"]) == ("relay", "relay")
    await until(partial(sees_frames, hugo, measured["framesDecoded"] + 10))
    assert ("end", "room-1", "ana") not in company.house.hooks.told
    assert company.faults == []


async def _heard(company: Company, seat: str, words: str) -> bool:
    return any(words in text for text in company.heard[seat])


async def test_whatever_pages_say_at_random_two_others_go_on_talking(
    company: Company, record_property: Record
) -> None:
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    for page in (hugo, ana):
        await until(partial(sees_frames, page))
    shouters = [Shouter(company, seat, MESSAGES // len(SEATS)) for seat in SEATS]
    await asyncio.gather(*(each.shout() for each in shouters))
    for seat in SEATS:
        await company.house.rooms.remove("room-1", seat)
    for page in (hugo, ana):
        await until(partial(_alone_together, page), PATIENCE)
        (measured,) = await stats(page)
        await until(partial(sees_frames, page, measured["framesDecoded"] + 10), PATIENCE)
        assert (await page.evaluate("anteroomCall.phase")) == "in"

    came = sum(each.came for each in shouters)
    passed = sum(f'"from":"{seat}"' in text for seat in SEATS for text in company.heard["hugo"])
    record_property(MEASURED, f"{MESSAGES} random messages over {came} connections; {passed} were passed on")
    assert passed > MESSAGES / 100, "what is in form reaches the other page, else nothing was tried"
    for heard in (*company.heard.values(), *(each.heard for each in shouters)):
        assert leaks(heard, LABELS_OF_ALL) == []
    # A page says so in its console when it could make nothing of a description; nothing worse happens.
    assert [each for each in company.faults if not each.startswith("negotiation")] == []


async def _alone_together(page: Page) -> bool:
    return await page.locator(".tile[data-seat]").count() == 1


def test_it_would_see_a_leak() -> None:
    """The search finds each trace, an address, a foreign name and a field that does not belong there."""
    offer = '{"kind":"candidate","from":"ana","session":"abcdefgh","candidate":"%s","mid":"0"}'
    for trace in (*TRACES, "192.0.2.1", "fd00::2"):
        assert leaks([offer % f"candidate:1 1 udp 1 {trace} 9 typ relay"], set()), trace
    assert not leaks([offer % "candidate:1 1 udp 1 198.51.100.7 9 typ relay raddr 0.0.0.0 rport 0"], set())
    person = {"seat": "ana", "session": "abcdefgh", "label": "Ana", "host": False, "away": False}
    joined = {"kind": "joined", "person": person | {"microphone": True, "camera": True, "screen": False}}
    assert leaks([json.dumps(joined)], {"Bo"}) and not leaks([json.dumps(joined)], {"Ana"})
    assert leaks([json.dumps(joined | {"more": 1})], {"Ana"})
