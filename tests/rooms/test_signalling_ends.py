"""How a seat and a call end at the hub, and who is not let in or not let back."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import timedelta

import aiohttp
import pytest

from anteroom.rooms.connection import COME_BACK, FINAL
from anteroom.rooms.hooks import Reason
from offers import OFFER
from rooms.company import START, Company


async def test_it_replaces_an_older_connection_of_the_same_seat(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    old, first = await company.enter("ana", session="olddevice1")
    _, second = await company.enter("ana", session="newdevice1")
    assert await old.is_told_why() == Reason.REPLACED
    await hugo.hears("joined")
    moved = await hugo.hears("joined")
    assert moved["person"]["session"] == "newdevice1"
    assert company.house.hooks.told.count(("join", "room-1", "ana")) == 1
    assert ("leave", "room-1", "ana") not in company.house.hooks.told
    assert second["relay"]["username"] != first["relay"]["username"], "what the old page holds opens nothing"


async def test_the_same_page_comes_back_within_the_grace_and_the_heart_never_knows(
    company: Company,
) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    await ana.socket.close()
    await hugo.hears("away", seat="ana", away=True)
    await hugo.says("offer", to="ana", session=ana.session, sdp=OFFER)
    again, welcome = await company.enter("ana")
    await hugo.hears("away", seat="ana", away=False)
    assert [each["seat"] for each in welcome["people"]] == ["hugo"]
    assert (await again.hears("offer"))["from"] == "hugo", "what was said meanwhile is kept"
    assert company.house.hooks.told.count(("join", "room-1", "ana")) == 1


async def test_it_gives_a_lost_seat_up_after_the_grace(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    await ana.socket.close()
    await hugo.hears("away", away=True)
    company.clock.advance(timedelta(seconds=31))
    assert (await hugo.hears("left"))["reason"] == Reason.LOST
    assert company.house.rooms.present("room-1") == {"hugo"}
    assert ("leave", "room-1", "ana") in company.house.hooks.told


async def test_leaving_empties_the_seat_at_once_and_going_back_in_works(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, first = await company.enter("ana")
    await ana.says("leave")
    assert await ana.is_told_why() == Reason.LEFT
    assert (await hugo.hears("left"))["seat"] == "ana"
    _, second = await company.enter("ana")
    expiries = [int(welcome["relay"]["username"].split(":")[0]) for welcome in (first, second)]
    assert expiries[1] > expiries[0], "else the relay would still refuse the seat"


async def test_the_host_ends_the_call_for_all(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    await ana.says("end")
    assert (await ana.hears("refused"))["code"] == "not-allowed"
    await hugo.says("end")
    assert await ana.is_told_why() == Reason.ENDED_BY_HOST
    assert await hugo.is_told_why() == Reason.ENDED_BY_HOST
    for _ in range(100):
        if ("end", "room-1", "hugo") in company.house.hooks.told:
            break
        await asyncio.sleep(0.01)
    assert company.house.hooks.told[-1] == ("end", "room-1", "hugo")
    assert company.house.rooms.present("room-1") == frozenset()


async def test_it_ends_with_its_time(company: Company) -> None:
    ana, _ = await company.enter("ana")
    company.clock.advance(timedelta(minutes=46))
    assert await ana.is_told_why() == Reason.TIME_OVER


async def test_a_closed_proposal_gives_five_minutes(company: Company) -> None:
    ana, _ = await company.enter("ana")
    await company.house.rooms.close("room-1", Reason.PROPOSAL_CLOSED, timedelta(minutes=5))
    closing = await ana.hears("closing")
    assert closing["at"] == (START + timedelta(minutes=5)).isoformat()
    await company.house.rooms.close("room-1", Reason.CANCELLED, timedelta(minutes=9))
    _, late = await company.enter("hugo")
    assert late["people"], "others may still come in"
    company.clock.advance(timedelta(minutes=4, seconds=59))
    await asyncio.sleep(0.1)
    assert company.house.rooms.present("room-1") == {"ana", "hugo"}
    company.clock.advance(timedelta(seconds=1))
    assert await ana.is_told_why() == Reason.PROPOSAL_CLOSED
    assert ("end", "room-1", "None") not in company.house.hooks.told


async def test_removing_a_seat_tells_it_and_the_others(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, welcome = await company.enter("ana")
    await company.house.rooms.remove("room-1", "ana")
    assert await ana.is_told_why() == Reason.REMOVED
    assert (await hugo.hears("left"))["reason"] == Reason.REMOVED
    _, again = await company.enter("ana")
    assert int(again["relay"]["username"].split(":")[0]) > int(welcome["relay"]["username"].split(":")[0])


async def test_whoever_is_being_put_out_is_lent_no_new_login_meanwhile(company: Company) -> None:
    """The relay has cut the seat, and its page was not told yet: what it asks for now would outlast that."""
    await company.enter("hugo")
    ana, _ = await company.enter("ana")
    company.house.hooks.noting = noting = asyncio.Barrier(2)
    removing = asyncio.create_task(company.house.rooms.remove("room-1", "ana"))
    async with asyncio.timeout(5):
        await noting.wait()
        await ana.says("relay")
        await asyncio.sleep(0.2)  # a login would be on its way by then
        await noting.wait()
    company.house.hooks.noting = None
    await removing
    assert await ana.is_told_why() == "removed"
    assert "relay" not in [each["kind"] for each in ana.heard]


async def test_what_the_door_holds_is_not_sent_and_the_seat_is_closed(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    company.house.hooks.withhold = "fingerprint"
    await ana.says("offer", to="hugo", session=hugo.session, sdp=OFFER)
    async with asyncio.timeout(5):
        while (frame := await hugo.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            assert "fingerprint" not in frame.data
    assert (frame.data, frame.extra) == (FINAL, Reason.WITHHELD)


async def test_a_page_comes_back_by_itself_after_the_door_failed(company: Company) -> None:
    """Nothing goes out unseen; the close code is not the final one."""
    ana, _ = await company.enter("ana")
    company.house.hooks.broken = True
    await company.connect("hugo")
    async with asyncio.timeout(5):
        frame = await ana.socket.receive()
    assert (frame.type, frame.data) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.GOING_AWAY)


async def test_the_heart_can_keep_a_seat_out(company: Company) -> None:
    company.house.hooks.refuse.add("ana")
    page = await company.connect("ana")
    assert await page.is_told_why() == Reason.REFUSED
    assert company.house.rooms.present("room-1") == frozenset()


async def test_a_seventh_is_refused(company: Company) -> None:
    for number in range(6):
        await company.enter(f"seat-{number}", session=f"session{number}0")
    page = await company.connect("seat-6", session="session60")
    assert await page.is_told_why() == Reason.REFUSED


@pytest.mark.parametrize("session", ["short", "UPPERCASE1", "x" * 33, "with%20space"])
async def test_it_needs_a_page_load_to_enter(company: Company, session: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await company.connect("ana", session=session)
    assert refusal.value.status == 400


async def test_garbage_hurts_only_who_sends_it(company: Company) -> None:
    """500 random messages: nobody else hears a thing, and the room goes on."""
    hugo, _ = await company.enter("hugo")
    source = random.Random(5)
    kinds = ["offer", "answer", "candidate", "state", "relay", "welcome", "ended", "joined", "", "x"]
    pieces: list[object] = [OFFER, "hugo", "hugo00000000", None, 1, [], {}, "x" * 5000, "\x00", True, 1e300]
    names = ["kind", "to", "session", "sdp", "candidate", "mid", "microphone", "label", "seat"]
    sent = rounds = 0
    while sent < 500:
        rounds += 1
        # Three of them, since one alone would soon be kept out.
        seat = ("kim", "seat-3", "seat-4")[rounds % 3]
        mallory, _ = await company.enter(seat, session=f"mallory{rounds:05}")
        for _ in range(50):
            if source.random() < 0.2:
                text = "".join(chr(source.randrange(1, 0x2FF)) for _ in range(source.randrange(0, 300)))
            else:
                said = {name: source.choice(pieces) for name in names if source.random() < 0.6}
                text = json.dumps({"kind": source.choice(kinds), **said})
            try:
                await mallory.socket.send_str(text)
            except (aiohttp.ClientConnectionResetError, ConnectionResetError):
                break
            sent += 1
    ana, _ = await company.enter("ana")
    await ana.says("offer", to="hugo", session=hugo.session, sdp=OFFER)
    while True:
        offer = await hugo.hears("offer")
        if offer["from"] == "ana":
            break
    heard = {each["kind"] for each in hugo.heard} - {"welcome"}
    assert heard <= {"joined", "left", "away", "offer", "answer", "candidate", "state"}
    labels = {each["person"]["label"] for each in hugo.heard if each["kind"] == "joined"}
    assert labels <= {"Kim", "seat-3", "seat-4", "Ana Ruiz"}
    assert rounds > 2, "a page that sends only rubbish is closed"


async def test_a_page_that_is_too_fast_is_closed(company: Company) -> None:
    ana, _ = await company.enter("ana")
    for _ in range(400):
        await ana.says("state", microphone=True, camera=True)
    assert await ana.is_told_why() == Reason.TOO_FAST


async def test_a_message_that_is_too_long_closes_its_page(company: Company) -> None:
    ana, _ = await company.enter("ana")
    await ana.says("offer", to="hugo", session="hugo00000000", sdp="x" * 70_000)
    async with asyncio.timeout(5):
        frame = await ana.socket.receive()
    assert (frame.type, frame.data) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.MESSAGE_TOO_BIG)


async def test_a_restart_asks_pages_to_come_back(company: Company) -> None:
    ana, _ = await company.enter("ana")
    await company.house.rooms.stop()
    await ana.hears("ended", reason=Reason.RESTARTING)
    async with asyncio.timeout(5):
        assert (await ana.socket.receive()).data == COME_BACK
