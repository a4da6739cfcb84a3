"""What happens to a call where its tool is away, slow, taken back, or answers into the void."""

from __future__ import annotations

import pytest

from anteroom.sandbox.server import Weather
from meetings.made import LARKFIELD, Made

KEPT = Weather(cut=True, kept=True)
DOWN = Weather(503)
OK = None
"""One request that goes well."""


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
