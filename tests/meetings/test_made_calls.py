"""Calls that we make in a company's tool: they follow their interview, and the tool's twin is the judge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from yarl import URL

from anteroom.interviews import attendance
from anteroom.meetings import calls
from anteroom.meetings.opening import open_tool
from anteroom.policy.model import STANDARD, Purpose, Row, Rule, Stage
from anteroom.policy.store import digest_of
from anteroom.sandbox.server import Weather
from meetings.made import Made
from passes.reception import END, START
from passes.test_lobby import guests


async def test_a_call_is_made_moved_and_taken_away_with_its_interview(made: Made) -> None:
    await made.schedule()
    ((number, meeting),) = made.tools.zoom.meetings.items()
    assert meeting["account"] == "acc-larkfield" and meeting["start_time"] == "2026-11-25T14:00:00Z"
    assert meeting["duration"] == 45 and meeting["settings"]["waiting_room"]
    place = await made.place()
    assert (place["kind"], place["tool"], place["grade"], place["ready"]) == ("made", "zoom", "C", True)
    ledger = await made.ledger()
    chosen = {"place": "made", "tool": "zoom", "row": "company-tools", "policy": digest_of(STANDARD)}
    assert ("interview.proposed", chosen) in ledger
    assert ("interview.call_made", {"tool": "zoom", "grade": "C"}) in ledger

    later = START + timedelta(hours=2)
    body = {"member": "m-maya", "starts_at": later.isoformat(), "minutes": 30}
    assert (await made.desk.api.post(f"/v1/interviews/{made.desk.interview['id']}/move", body))[0] == 200
    await made.world.settle()
    assert (meeting["start_time"], meeting["duration"]) == ("2026-11-25T16:00:00Z", 30)
    assert list(made.tools.zoom.meetings) == [number]

    await made.desk.cancel()
    await made.world.settle()
    assert made.tools.zoom.meetings == {}
    async with made.world.house.database.connection() as conn:
        row = await conn.fetchrow("select * from made_call")
        sealed = await conn.fetchval("select sealed from meeting")
    assert row is not None and (row["state"], row["outside"], sealed) == ("gone", None, None)


async def test_each_is_led_there_at_the_click_and_nobody_is_told_its_link(made: Made) -> None:
    seats = await made.schedule()
    (number,) = made.tools.zoom.meetings
    lobby = await (await made.desk.seated(seats["leo"])).get(f"/lobby/{seats['leo']}")
    leo = await made.agreed(seats["leo"])
    early = await leo.get(f"/lobby/{seats['leo']}")
    assert ">Open Zoom</button>" in early.text and ">Go in</button>" not in early.text
    assert f"/lobby/{seats['leo']}/recording" in early.text
    assert "This call is in Zoom" in lobby.text and "It was made for this interview alone" in lobby.text
    assert "could record the call" in lobby.text and "shows everybody the name and the picture" in lobby.text
    assert (await made.opens(seats["leo"], leo)).status == 409  # the doors are closed
    await made.open_doors()
    ready = await leo.get(f"/lobby/{seats['leo']}")
    led = await made.opens(seats["leo"], leo)

    assert "form-action 'self' https://zoom.us" in ready.headers["Content-Security-Policy"]
    assert (led.status, led.headers["Location"]) == (303, f"https://zoom.us/j/{number}?pwd=aXlZ.1")
    assert led.headers["Referrer-Policy"] == "no-referrer" and led.headers["Cache-Control"] == "no-store"
    everything = ready.text + lobby.text + json.dumps([await made.ledger(), await made.desk.told()])
    assert number not in everything and "zak" not in everything
    assert ("party.tool_opened", {"tool": "zoom"}) in await made.ledger()
    await made.opens(seats["maya"])
    made.desk.travel(END + timedelta(minutes=11))
    await made.world.settle()
    assert (await made.desk.told())["state"] == "held"
    await made.world.settle()
    assert made.tools.zoom.meetings == {}


async def test_jitsi_and_livekit_get_a_token_for_each_and_the_host_leads(made: Made) -> None:
    seats = await made.schedule("jitsi")
    await made.open_doors()
    assert (await made.place())["grade"] == "A-"
    shown = await (await made.desk.seated(seats["leo"])).get(f"/lobby/{seats['leo']}")
    assert "could record the call" not in shown.text and 'name="record"' not in shown.text
    leo = await made.agreed(seats["leo"])
    settled = await leo.get(f"/lobby/{seats['leo']}")
    assert 'id="tool"' in settled.text and "/recording" not in settled.text
    for seat, browser, moderates in ((seats["leo"], leo, False), (seats["maya"], None, True)):
        led = await made.opens(seat, browser)
        room, _, query = led.headers["Location"].removeprefix(made.tools.jitsi.url + "/").partition("?jwt=")
        user = made.tools.jitsi.judge(query.partition("#")[0], room)
        assert user["moderator"] is moderates and user["id"] not in seats.values()
    assert await made.choose("livekit") == 409  # both sides have been led there


async def test_a_bot_in_a_tool_that_cannot_record_is_asked_about(made: Made) -> None:
    seats = await made.schedule("jitsi", guests=guests(made.desk))
    leo = await made.agreed(seats["leo"])
    dana = await made.agreed(seats["dana"])
    assert "/recording" not in (await leo.get(f"/lobby/{seats['leo']}")).text
    assert (await dana.send(f"/lobby/{seats['dana']}/notetaker", {})).status == 303
    assert f"/lobby/{seats['leo']}/recording" in (await leo.get(f"/lobby/{seats['leo']}")).text


async def test_another_tool_leaves_no_call_behind_in_the_first(made: Made) -> None:
    await made.schedule()
    assert await made.choose("teams") == 200
    assert (len(made.there("zoom")), len(made.there("teams"))) == (0, 1)
    assert await made.choose("", "https://meet.google.com/kqw-zvtx-rnp") == 200
    assert made.there("teams") == [] and (await made.place())["kind"] == "link"
    assert await made.choose("zoom") == 200 and await made.choose("") == 200
    assert made.there("zoom") == [] and (await made.place())["kind"] == "room"


async def test_the_policy_is_asked_again_when_it_opens(made: Made) -> None:
    seats = await made.schedule()
    await made.open_doors()
    await made.agreed(seats["maya"])
    closed = Row("no-tools", Stage.BEFORE_CONTRACT, Rule.CLOSED, purposes=frozenset({Purpose.COMPANY_TOOL}))
    house = replace(made.world.house, policy=(closed, *made.world.house.policy))
    assert await open_tool(house, made.desk.interview["id"], seats["maya"], 1) is None
    assert (await made.fell_back())["because"] == "policy"
    await made.world.settle()
    assert made.there("zoom") == []


async def test_a_dead_proposal_gives_those_inside_five_minutes_and_then_takes_the_call_away(
    made: Made,
) -> None:
    seats = await made.schedule("livekit")
    await made.open_doors()
    for key in ("leo", "maya"):
        assert (await made.opens(seats[key])).status == 303
    await made.world.twins.marketplace.withdraw(made.world.twins.cast.proposals[0].id)
    await made.later(minutes=4)
    assert len(made.there("livekit")) == 1
    await made.later(minutes=2)
    assert made.there("livekit") == []


async def test_a_call_that_people_are_in_is_taken_away_once_they_left(made: Made) -> None:
    await made.schedule()
    (number,) = made.there("zoom")
    made.tools.zoom.going_on.add(number)
    await made.desk.cancel()
    await made.later(minutes=6)
    assert made.there("zoom") == [number]
    made.tools.zoom.going_on.clear()
    await made.later(minutes=6)
    assert made.there("zoom") == []


async def test_what_a_tool_says_is_taken_once_and_names_nobody(made: Made) -> None:
    seats = await made.schedule("livekit")
    (room,) = made.there("livekit")
    await made.open_doors()
    ids: dict[str, str] = {}
    for key in ("leo", "maya"):
        led = await made.opens(seats[key])
        token = URL(led.headers["Location"]).query["token"]
        made.tools.livekit.enter(token)
        (ids[key],) = set(made.tools.livekit.rooms[room]) - set(ids.values())
        assert made.tools.livekit.rooms[room][ids[key]]["name"].startswith(key.capitalize())
    assert not set(ids.values()) & set(seats.values())
    for each in ids.values():
        assert await made.says("livekit", made.tools.livekit.webhook("participant_joined", room, each)) == 204
    await made.later(minutes=20)
    left = made.tools.livekit.webhook("participant_left", room, ids["leo"])
    for _ in range(2):
        assert await made.says("livekit", left) == 204
    assert await made.says("livekit", (left[0], left[1].replace(b"left", b"lost"))) == 401
    assert await made.says("livekit", made.tools.livekit.webhook("room_finished", "iv-of-nobody")) == 204
    async with made.world.house.database.connection() as conn:
        heard = [dict(row) for row in await calls.heard_of(conn, made.desk.interview["id"])]
        stays = {each.party_id: each for each in await attendance.visits(conn, made.desk.interview["id"])}
    told = [(each["happening"], each["party_id"]) for each in heard]
    came = [("came", seats[key]) for key in ("leo", "maya")]
    assert sorted(told) == sorted([*came, ("left", seats["leo"])])
    assert stays[seats["leo"]].left_at is not None and stays[seats["maya"]].left_at is None
    await made.says("livekit", made.tools.livekit.webhook("room_finished", room))
    async with made.world.house.database.connection() as conn:
        assert all(each.left_at for each in await attendance.visits(conn, made.desk.interview["id"]))
    made.desk.travel(END + timedelta(minutes=11))
    await made.world.settle()
    ended = await made.desk.told()
    assert (ended["state"], ended["held_minutes"]) == ("held", 20)


async def test_a_host_without_slack_has_a_call_made_behind_the_own_pass(made: Made) -> None:
    seats = await made.desk.schedule()
    maya, leo = await made.desk.seated(seats["maya"]), await made.desk.seated(seats["leo"])
    shown = await maya.get(f"/lobby/{seats['maya']}")
    assert "Make a call in Zoom" in shown.text and "Make a call in Google Meet" not in shown.text
    assert "Make a call in" not in (await leo.get(f"/lobby/{seats['leo']}")).text
    path = f"/lobby/{seats['maya']}/place"
    assert (await maya.send(path, {"tool": "meet"})).status == 400
    assert (await maya.send(path, {"tool": "zoom"})).status == 303
    early = await leo.get(f"/lobby/{seats['leo']}")
    assert "This call is in Zoom" in early.text
    await made.world.settle()
    assert (await made.place())["ready"]
    assert (await leo.send(f"/lobby/{seats['leo']}/place", {"tool": "jitsi"})).status == 403


async def test_who_comes_before_it_is_made_is_asked_to_wait(made: Made) -> None:
    seats = await made.desk.schedule(tool="zoom")
    made.tools.zoom.due.append(Weather(429, {"Retry-After": "30000"}))
    async with made.world.house.database.connection() as conn:
        await conn.execute("update interview set state = 'doors_open'")
    leo = await made.agreed(seats["leo"])
    assert "Zoom is being made ready" in (await leo.get(f"/lobby/{seats['leo']}")).text
    assert (await made.opens(seats["leo"], leo)).status == 409
    made.desk.travel(START + timedelta(minutes=1))
    assert (await made.opens(seats["leo"], leo)).headers["Location"] == f"/lobby/{seats['leo']}"
    assert (await made.place())["kind"] == "room"


async def test_more_may_be_shown_than_was_thought_and_is_agreed_to_anew(made: Made) -> None:
    """A Jitsi of the deployment's that lets people record is told as one that does."""
    made.tools.jitsi.config_js = made.tools.jitsi.config_js.replace(
        "disableThirdPartyRequests: true", "fileRecordingsEnabled: true, disableThirdPartyRequests: true"
    )
    seats = await made.desk.schedule(tool="jitsi")
    await made.agreed(seats["leo"])
    await made.world.settle()
    assert (await made.place())["grade"] == "C"
    await made.open_doors()
    leo = await made.desk.seated(seats["leo"])
    assert (await made.opens(seats["leo"], leo)).status == 409
    assert "whoever runs it could record the call" in (await leo.get(f"/lobby/{seats['leo']}")).text
    assert (await made.opens(seats["leo"])).status == 303
