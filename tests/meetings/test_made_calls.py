"""Calls that we make in a company's tool: they follow their interview, and the tool's twin is the judge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from yarl import URL

from anteroom.interviews import attendance
from anteroom.meetings import calls
from anteroom.meetings.opening import open_tool
from anteroom.policy.model import STANDARD, Purpose, Row, Rule, Stage
from anteroom.policy.store import digest_of
from anteroom.sandbox.meetings.server import Weather
from meetings.made import LARKFIELD, Made
from passes.reception import END, START
from passes.test_lobby import guests

KEPT = Weather(cut=True, kept=True)
DOWN = Weather(503)
OK = None
"""One request that goes well."""


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


@pytest.mark.parametrize(
    ("tool", "lost"),
    [
        ("zoom", [KEPT]),
        ("teams", [OK, KEPT]),  # its key is asked for first
        ("teams", [OK, OK, KEPT]),
        ("livekit", [KEPT]),
    ],
    ids=["zoom", "teams", "teams, half made", "livekit"],
)
async def test_an_answer_that_was_lost_makes_no_second_call(
    made: Made, tool: str, lost: list[Weather | None]
) -> None:
    """It is found again by its name, or by the name it is asked for again under."""
    twin = getattr(made.tools, tool)
    await made.desk.schedule(tool=tool)
    twin.due.extend(lost)
    await made.world.settle()
    assert len(made.there(tool)) == 1 and not (await made.place())["ready"]
    await made.later(minutes=2)
    assert len(made.there(tool)) == 1 and (await made.place())["ready"]
    await made.desk.cancel()
    await made.world.settle()
    assert made.there(tool) == []


async def test_what_was_made_for_nobody_is_taken_away(made: Made) -> None:
    """Cancelled while the answer was lost: found again, and only then gone."""
    await made.desk.schedule(tool="zoom")
    made.tools.zoom.due.append(KEPT)
    await made.world.settle()
    made.tools.zoom.due.append(DOWN)
    await made.desk.cancel()
    await made.world.settle()
    assert len(made.there("zoom")) == 1
    await made.later(minutes=2)
    assert made.there("zoom") == []


async def test_another_tool_leaves_no_call_behind_in_the_first(made: Made) -> None:
    await made.schedule()
    assert await made.choose("teams") == 200
    assert (len(made.there("zoom")), len(made.there("teams"))) == (0, 1)
    assert await made.choose("", "https://meet.google.com/kqw-zvtx-rnp") == 200
    assert made.there("teams") == [] and (await made.place())["kind"] == "link"
    assert await made.choose("zoom") == 200 and await made.choose("") == 200
    assert made.there("zoom") == [] and (await made.place())["kind"] == "room"


async def test_a_throttled_tool_is_left_alone_as_long_as_it_says(made: Made) -> None:
    await made.desk.schedule(tool="zoom")
    made.tools.zoom.due.append(Weather(429, {"Retry-After": "3600"}))
    await made.world.settle()
    asked = len(made.tools.zoom.heard)
    await made.later(minutes=50)
    assert len(made.tools.zoom.heard) == asked and not (await made.place())["ready"]
    await made.later(minutes=11)
    assert (await made.place())["ready"]


async def test_a_tool_that_is_down_at_the_doors_gives_way_to_the_room_and_everybody_is_told(
    made: Made,
) -> None:
    seats = await made.desk.schedule(tool="zoom")
    made.tools.zoom.due.extend([DOWN] * 9)
    await made.world.settle()
    assert (await made.place())["kind"] == "made"  # there is time
    await made.open_doors()
    place = await made.place()
    assert (place["kind"], place["instead_of"], place["tool"]) == ("room", "zoom", None)
    assert await made.fell_back() == {"tool": "zoom", "because": "down"}
    leo = await made.desk.seated(seats["leo"])
    lobby = await leo.get(f"/lobby/{seats['leo']}")
    assert "This call is not in Zoom after all" in lobby.text and "tool/open" not in lobby.text
    card = made.world.twins.marketplace.cards("t-payments")[0]
    assert card["place"]["instead_of"] == "zoom" and "not Zoom after all" in card["place"]["words"]
    (event,) = [each for each in made.world.twins.marketplace.events if each.type == "interview.fell_back"]
    assert (event.data["tool"], event.data["because"]) == ("zoom", "down")
    await made.desk.enter(seats["leo"])
    made.tools.zoom.due.clear()
    await made.later(minutes=5)
    assert made.there("zoom") == []


async def test_what_was_made_without_our_knowing_is_taken_away_when_the_tool_is_back(made: Made) -> None:
    await made.desk.schedule(tool="zoom")
    made.tools.zoom.due.extend([KEPT, *[DOWN] * 5])
    await made.world.settle()
    await made.open_doors()
    assert (await made.place())["instead_of"] == "zoom" and len(made.there("zoom")) == 1
    made.tools.zoom.due.clear()
    await made.later(minutes=5)
    assert made.there("zoom") == []


@pytest.mark.parametrize(("weather", "because"), [(Weather(400), "refused"), (Weather(403), "misconfigured")])
async def test_what_a_tool_will_never_make_is_made_in_the_room_at_once(
    made: Made, weather: Weather, because: str
) -> None:
    await made.desk.schedule(tool="zoom")
    made.tools.zoom.due.append(weather)
    await made.world.settle()
    assert (await made.fell_back())["because"] == because
    assert (await made.place())["kind"] == "room"


async def test_nobody_is_sent_to_a_call_that_is_not_there(made: Made) -> None:
    seats = await made.schedule()
    await made.open_doors()
    leo = await made.agreed(seats["leo"])
    made.tools.zoom.meetings.clear()
    led = await made.opens(seats["leo"], leo)
    assert (led.status, led.headers["Location"]) == (303, f"/lobby/{seats['leo']}")
    assert (await made.fell_back())["because"] == "gone"
    assert await made.desk.admission(leo, seats["leo"])


async def test_a_server_that_is_away_at_the_click_gives_way_to_the_room(made: Made) -> None:
    seats = await made.schedule("livekit")
    await made.open_doors()
    made.tools.livekit.due.append(DOWN)
    assert (await made.opens(seats["leo"])).headers["Location"] == f"/lobby/{seats['leo']}"
    assert (await made.fell_back())["because"] == "down"
    await made.world.settle()
    assert made.there("livekit") == []


async def test_who_is_there_is_not_left_alone_for_an_answer_that_was_lost(made: Made) -> None:
    seats = await made.schedule()
    await made.open_doors()
    assert (await made.opens(seats["maya"])).headers["Location"].startswith("https://zoom.us/j/")
    leo = await made.agreed(seats["leo"])
    made.tools.zoom.due.append(DOWN)
    assert (await made.opens(seats["leo"], leo)).headers["Location"].startswith("https://zoom.us/j/")


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


async def test_a_company_that_takes_its_zoom_back_meets_in_the_room_and_is_told(made: Made) -> None:
    await made.schedule()
    assert (await made.desk.api.call("DELETE", f"/v1/organisations/{LARKFIELD}/tools/zoom"))[0] == 204
    await made.world.settle()
    assert (await made.place())["instead_of"] == "zoom"
    assert (await made.fell_back())["because"] == "misconfigured"
    assert await made.choose("zoom") == 400
    assert len(made.there("zoom")) == 1  # nobody but the company could take it away
    await made.connect()
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


async def test_a_meeting_that_its_company_deletes_takes_place_in_the_room(made: Made) -> None:
    await made.schedule()
    (number,) = made.there("zoom")
    told = {"object": {"id": int(number), "topic": "x", "host_email": "dana@larkfield.example"}}
    made.tools.zoom.meetings.clear()
    assert await made.says("zoom", made.tools.zoom.webhook("meeting.deleted", told)) == 204
    assert (await made.fell_back())["because"] == "gone"
    await made.world.settle()
    assert (await made.place())["instead_of"] == "zoom"
    assert await made.choose("zoom") == 200  # and another may be made
    assert len(made.there("zoom")) == 1
    await made.desk.cancel()
    await made.world.settle()
    assert await made.says("zoom", made.tools.zoom.webhook("meeting.deleted", told)) == 204


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
