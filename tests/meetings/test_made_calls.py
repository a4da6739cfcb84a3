"""Calls that we make in a company's tool: they follow their interview, and the tool's twin is the judge."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from anteroom.sandbox.meetings.server import Weather
from meetings.made import Made
from passes.reception import END, START


async def test_a_call_is_made_moved_and_taken_away_with_its_interview(made: Made) -> None:
    await made.schedule()
    ((number, meeting),) = made.tools.zoom.meetings.items()
    assert meeting["account"] == "acc-7" and meeting["start_time"] == "2026-11-25T14:00:00Z"
    assert meeting["duration"] == 45 and meeting["settings"]["waiting_room"]
    place = await made.place()
    assert (place["kind"], place["tool"], place["grade"], place["ready"]) == ("made", "zoom", "C", True)
    ledger = await made.ledger()
    assert ("interview.proposed", {"place": "made", "tool": "zoom", "row": "company-tools"}) in ledger
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
    for seat, moderates in ((seats["leo"], False), (seats["maya"], True)):
        led = await made.opens(seat)
        room, _, query = led.headers["Location"].removeprefix(made.tools.jitsi.url + "/").partition("?jwt=")
        user = made.tools.jitsi.judge(query.partition("#")[0], room)
        assert user["moderator"] is moderates and user["id"] not in seats.values()
    assert await made.choose("livekit") == 409  # both sides have been led there


@pytest.mark.parametrize("tool", ["zoom", "teams", "livekit", "jitsi"])
async def test_an_answer_that_was_lost_makes_no_second_call(made: Made, tool: str) -> None:
    twin = getattr(made.tools, tool)
    if tool in ("zoom", "teams"):
        await made.desk.schedule(tool=tool)
        twin.due.extend([Weather(500, kept=True, cut=True)] * (2 if tool == "teams" else 1))
    else:
        twin.due.append(Weather(500, kept=True, cut=True))
        await made.desk.schedule(tool=tool)
    for _ in range(6):
        await made.world.settle()
        made.desk.travel(made.desk.clock.now() + timedelta(minutes=2))
    assert (await made.place())["ready"]
    assert len(getattr(twin, "meetings", None) or getattr(twin, "rooms", None) or [1]) == 1
