"""The hub, as pages meet it: over WebSockets, with a clock of our own and a real relay."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.rooms.connection import COME_BACK, FINAL
from anteroom.rooms.hooks import Chat, Reason
from anteroom.rooms.messages import Waiting
from anteroom.rooms.relay.client import RelayControl
from calls import CallHouse, call_house, relay_process
from offers import OFFER, PRINT_A, PRINT_B

START = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
Said = dict[str, Any]


@dataclass
class Page:
    """A call page reduced to what it hears and says."""

    socket: aiohttp.ClientWebSocketResponse
    session: str
    heard: list[Said] = field(default_factory=list)

    async def hears(self, kind: str, **wanted: object) -> Said:
        """Return the next message of that kind with those values."""
        async with asyncio.timeout(5):
            while True:
                message: Said = json.loads(await self.socket.receive_str())
                self.heard.append(message)
                if message["kind"] == kind and all(message.get(key) == each for key, each in wanted.items()):
                    return message

    async def says(self, kind: str, **what: object) -> None:
        await self.socket.send_json({"kind": kind, **what})

    async def is_told_why(self) -> str:
        """Return the reason given at the end; the connection is closed for good after it."""
        reason = (await self.hears("ended"))["reason"]
        async with asyncio.timeout(5):
            frame = await self.socket.receive()
        assert (frame.type, frame.data, frame.extra) == (aiohttp.WSMsgType.CLOSE, FINAL, reason)
        return str(reason)


class Company:
    """Pages in one house."""

    def __init__(self, house: CallHouse, clock: SetClock, control: RelayControl) -> None:
        self.house = house
        self.clock = clock
        self.control = control
        self._client = aiohttp.ClientSession()

    async def enter(self, seat: str, *, session: str = "", room: str = "room-1") -> tuple[Page, Said]:
        """Connect a page and return it with its welcome."""
        page = await self.connect(seat, session=session, room=room)
        return page, await page.hears("welcome")

    async def connect(self, seat: str, *, session: str = "", room: str = "room-1") -> Page:
        session = session or f"{seat}00000000"
        url = f"{self.house.page_url(seat, room)}/signal?session={session}"
        return Page(await self._client.ws_connect(url), session)

    async def go_home(self) -> None:
        await self._client.close()


@fixture
async def company() -> AsyncIterator[Company]:
    """Pages to come, on a Thursday at two."""
    relay = relay_process()
    await relay.start()
    clock = SetClock(START)
    control = relay.control()
    try:
        async with call_house(clock, relay.access(), relay.control()) as house:
            company = Company(house, clock, control)
            try:
                yield company
            finally:
                await company.go_home()
                await control.close()
    finally:
        await relay.stop()


async def test_it_tells_who_is_here_with_labels_of_the_house(company: Company) -> None:
    hugo, alone = await company.enter("hugo")
    _, welcome = await company.enter("ana")
    assert alone["people"] == []
    assert welcome["you"]["host"] is False
    assert [(each["seat"], each["label"], each["host"]) for each in welcome["people"]] == [
        ("hugo", "Northwind, hiring", True)
    ]
    joined = await hugo.hears("joined")
    assert joined["person"]["label"] == "Ana Ruiz"
    assert company.house.rooms.present("room-1") == {"ana", "hugo"}
    assert company.house.hooks.told == [("join", "room-1", "hugo"), ("join", "room-1", "ana")]


async def test_it_keeps_rooms_apart(company: Company) -> None:
    _, _ = await company.enter("hugo")
    _, welcome = await company.enter("ana", room="room-2")
    assert welcome["people"] == []


async def test_it_passes_a_filtered_offer_to_the_seat_it_is_meant_for(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    kim, _ = await company.enter("kim")
    await ana.says("offer", to="hugo", session=hugo.session, sdp=OFFER)
    offer = await hugo.hears("offer")
    assert (offer["from"], offer["session"]) == ("ana", ana.session)
    assert "192.0.2.2" not in offer["sdp"] and "dana" not in offer["sdp"]
    await ana.says(
        "candidate",
        to="hugo",
        session=hugo.session,
        mid="0",
        candidate="candidate:1 1 udp 2113937151 192.0.2.2 51812 typ host",
    )
    await ana.says(
        "candidate",
        to="hugo",
        session=hugo.session,
        mid="0",
        candidate="candidate:4 1 udp 41885695 198.51.100.7 50000 typ relay raddr 192.0.2.2 rport 51812",
    )
    candidate = await hugo.hears("candidate")
    assert candidate["candidate"].endswith("198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0")
    await ana.says("state", microphone=True, camera=False)
    await kim.hears("state", seat="ana", microphone=True)
    assert not [each for each in kim.heard if each["kind"] in ("offer", "candidate")]
    everything = "".join(text for seat, text in company.house.hooks.sent if seat != "ana")
    assert "192.0.2.2" not in everything


async def test_it_refuses_a_swapped_fingerprint(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    await ana.says("offer", to="hugo", session=hugo.session, sdp=OFFER)
    await ana.says("offer", to="hugo", session=hugo.session, sdp=OFFER.replace(PRINT_A, PRINT_B))
    assert (await ana.hears("refused"))["code"] == "fingerprint-changed"


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


async def test_whoever_keeps_the_gate_sees_who_waits_and_decides(company: Company) -> None:
    kim = Waiting("kim", "Kim", "enter", vouched=False)
    company.house.hooks.at_gate = [kim]
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    assert (await hugo.hears("gate"))["people"] == [
        {"seat": "kim", "label": "Kim", "wants": "enter", "vouched": False, "name": ""}
    ]
    for kind in ("admit", "refuse", "remove"):
        await ana.says(kind, seat="hugo")
        assert (await ana.hears("refused"))["code"] == "not-allowed"
    await hugo.says("admit", seat="kim")
    assert (await hugo.hears("gate"))["people"] == []
    await hugo.says("remove", seat="ana")
    assert await ana.is_told_why() == Reason.REMOVED
    assert (await hugo.hears("left"))["reason"] == Reason.REMOVED
    assert not [said for seat, said in company.house.hooks.sent if seat == "ana" and '"gate"' in said]
    assert ("admit", "room-1", "kim") in company.house.hooks.told


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


async def test_one_screen_is_shown_at_a_time(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    await hugo.says("state", microphone=True, camera=True, screen=True)
    assert (await ana.hears("state", seat="hugo"))["screen"] is True
    await ana.says("state", microphone=True, camera=False, screen=True)
    assert (await ana.hears("refused"))["code"] == "screen-taken"
    shown = await hugo.hears("state", seat="ana")
    assert (shown["microphone"], shown["camera"], shown["screen"]) == (True, False, False)
    await hugo.says("state", microphone=True, camera=True)
    assert (await ana.hears("state", seat="hugo"))["screen"] is False
    await ana.says("state", microphone=True, camera=False, screen=True)
    assert (await hugo.hears("state", seat="ana"))["screen"] is True
    _, welcome = await company.enter("dana")
    assert {each["seat"]: each["screen"] for each in welcome["people"]} == {"hugo": False, "ana": True}


async def test_it_passes_the_steps_towards_a_safety_code_and_nothing_else_in_their_place(
    company: Company,
) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    value = "0a" * 32
    step = {"to": "ana", "session": ana.session}
    await hugo.says("proof", **step, step="commit", value=value)
    heard = await ana.hears("proof")
    assert heard == {
        "kind": "proof",
        "from": "hugo",
        "session": hugo.session,
        "step": "commit",
        "value": value,
    }
    for spoilt in ({"value": "call me"}, {"value": value.upper()}, {"step": "hello"}, {"note": "555 0100"}):
        await hugo.says("proof", **{**step, "step": "commit", "value": value, **spoilt})
        assert (await hugo.hears("refused"))["code"] == "bad-input"
    await hugo.says("proof", to="ana", session="anotherpage", step="nonce", value=value)
    await hugo.says("proof", **step, step="reveal", value=value)
    assert (await ana.hears("proof"))["step"] == "reveal", "nothing came for a page that is gone"


async def test_what_is_nested_too_deep_to_be_read_is_refused_like_the_rest(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    await hugo.socket.send_str('{"x":' + "[" * 60_000)
    assert (await hugo.hears("refused"))["code"] == "bad-input"
    await hugo.says("relay")
    await hugo.hears("relay")


async def test_a_seat_asks_another_to_begin_anew(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    await hugo.says("restart", to="ana", session="anotherpage")
    await hugo.says("restart", to="ana", session=ana.session, sdp="v=0")
    assert (await hugo.hears("refused"))["code"] == "bad-input"
    await hugo.says("restart", to="ana", session=ana.session)
    assert await ana.hears("restart") == {"kind": "restart", "from": "hugo", "session": hugo.session}
    assert [each["kind"] for each in ana.heard].count("restart") == 1


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


async def test_what_is_written_goes_to_everybody_as_it_was_read(company: Company) -> None:
    hugo, welcome = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    dana, _ = await company.enter("dana")
    assert welcome["chat"] == "read"
    await ana.says("write", id="a1", text="The diagram is on page four.")
    own = await ana.hears("written")
    assert (own["id"], own["from"], own["why"]) == ("a1", "ana", "")
    for page in (hugo, dana):
        seen = await page.hears("written")
        assert (seen["label"], seen["text"], seen["at"]) == (
            "Ana Ruiz",
            "The diagram is on page four.",
            START.isoformat(),
        )
        assert seen["id"] == "", "the page's own mark is for that page"
    await ana.says("write", id="a2", text="Ring me: 555 0100")
    held = await ana.hears("not-written")
    assert (held["id"], held["code"]) == ("a2", "contact-in-text")
    assert held["why"] == "This looks like a phone number."
    await ana.says("write", id="a3", text="Page five, then.")
    assert (await hugo.hears("written"))["text"] == "Page five, then."
    assert not [text for _, text in company.house.hooks.sent if "0100" in text]


async def test_nobody_writes_faster_than_people_read(company: Company) -> None:
    await company.enter("hugo")
    ana, _ = await company.enter("ana")
    for number in range(12):
        await ana.says("write", id=f"a{number}", text="And another thing.")
    assert (await ana.hears("not-written"))["code"] == "too-fast"
    again, _ = await company.enter("ana", session="another00000")
    await again.says("write", id="b1", text="From another page.")
    assert (await again.hears("not-written"))["code"] == "too-fast", "the pace is the seat's"
    for spoilt in ({"text": ""}, {"text": "x" * 1_001}, {"id": "Call me"}, {"label": "Mallory"}):
        await again.says("write", **{"id": "b2", "text": "So.", **spoilt})
        assert (await again.hears("refused"))["code"] == "bad-input"


@pytest.mark.parametrize("way", [Chat.SEALED, Chat.OFF])
async def test_the_hub_passes_on_no_writing_where_there_is_none_by_it(company: Company, way: Chat) -> None:
    company.house.hooks.way = way
    hugo, welcome = await company.enter("hugo")
    assert welcome["chat"] == way.value
    ana, _ = await company.enter("ana")
    await ana.says("write", id="a1", text="Hello?")
    assert (await ana.hears("not-written"))["code"] == "not-here"
    channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=sctp-port:5000\r\n"
    await ana.says("offer", to="hugo", session=hugo.session, sdp=OFFER + channel)
    if way is Chat.SEALED:
        assert "webrtc-datachannel" in (await hugo.hears("offer"))["sdp"]
    else:
        assert (await ana.hears("refused"))["code"] == "bad-description"


async def test_a_sealed_talk_is_read_once_somebody_comes_who_did_not_sign_and_never_sealed_again(
    company: Company,
) -> None:
    company.house.hooks.way = Chat.SEALED
    hugo, _ = await company.enter("hugo")
    company.house.hooks.way = Chat.READ
    _, welcome = await company.enter("ana")
    assert welcome["chat"] == "read" and (await hugo.hears("chat"))["way"] == "read"
    company.house.hooks.way = Chat.SEALED
    dana, welcome = await company.enter("dana")
    assert welcome["chat"] == "read"
    company.house.hooks.way = Chat.OFF
    await company.enter("kim")
    assert (await dana.hears("chat"))["way"] == "off"


async def test_everybody_hears_who_hosts_from_now_on(company: Company) -> None:
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    company.house.hooks.host = "ana"
    for page in (hugo, ana):
        assert (await page.hears("hosts"))["seat"] == "ana"
    await ana.says("end")
    assert await hugo.is_told_why() == Reason.ENDED_BY_HOST


async def test_it_notes_once_that_a_page_sets_out_to_reach_another_and_that_it_has(company: Company) -> None:
    """What became of a call is judged by it: a page says so of a seat that is there, and of no other."""
    hugo, _ = await company.enter("hugo")
    ana, _ = await company.enter("ana")
    for connected in (False, False, True, True):
        await ana.says("reached", to="hugo", connected=connected)
    for stranger in ("kim", "ana"):
        await ana.says("reached", to=stranger, connected=True)
    await ana.says("state", microphone=True, camera=False)
    await hugo.hears("state")

    assert company.house.hooks.reached == [("ana", "hugo", False), ("ana", "hugo", True)]
