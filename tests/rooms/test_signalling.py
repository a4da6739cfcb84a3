"""The hub, as pages meet it: over WebSockets, with a clock of our own and a real relay."""

from __future__ import annotations

import pytest

from anteroom.rooms.hooks import Chat, Reason
from anteroom.rooms.messages import Waiting
from offers import OFFER, PRINT_A, PRINT_B
from rooms.company import START, Company


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
