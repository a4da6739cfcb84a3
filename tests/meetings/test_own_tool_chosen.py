"""Who may choose the company's own tool, which links are refused, and what the policy allows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.interviews import store
from anteroom.meetings import actions
from anteroom.meetings.choice import ToolNotAllowed
from anteroom.meetings.model import Tool
from anteroom.policy.model import Purpose, Row, Rule, Stage
from meetings.own_tool import MEET, ZOOM, agrees, is_led, kept, ledger, opens, place
from passes.reception import END, START, Reception


async def test_a_host_changes_the_place_and_takes_it_back(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    leo = await reception.seated(seats["leo"])
    await agrees(leo, seats["leo"])
    status, told = await place(reception, MEET)
    assert (status, told["place"]["tool"], told["revision"]) == (200, "meet", 2 + 1)
    shown = await leo.get(f"/lobby/{seats['leo']}")
    assert "This call is in Google Meet" in shown.text and 'name="agree"' in shown.text
    assert "https://*.google.com" in shown.headers["Content-Security-Policy"]
    await reception.open_doors()
    assert (await opens(leo, seats["leo"])).status == 409
    status, told = await place(reception, "")
    assert (status, told["place"]["kind"], await kept(reception)) == (200, "room", None)
    assert await reception.admission(leo, seats["leo"])
    events = [(event, facts.get("tool")) for event, _, facts in await ledger(reception)]
    assert ("interview.placed", "meet") in events and ("interview.placed", None) in events


async def test_a_host_without_slack_chooses_behind_the_own_pass(reception: Reception) -> None:
    seats = await reception.schedule()
    maya, leo = await reception.seated(seats["maya"]), await reception.seated(seats["leo"])
    path = f"/lobby/{seats['maya']}/place"
    assert path in (await maya.get(f"/lobby/{seats['maya']}")).text
    assert "/place" not in (await leo.get(f"/lobby/{seats['leo']}")).text
    assert (await leo.send(f"/lobby/{seats['leo']}/place", {"link": ZOOM})).status == 403
    refused = await maya.send(path, {"link": "https://fernside.zoom.us/my/maya"})
    assert (refused.status, "personal Zoom room" in refused.text, "fernside" in refused.text) == (
        400,
        True,
        False,
    )
    assert (await maya.send(path, {"link": " "})).status == 400
    assert (await maya.send(path, {"link": ZOOM})).status == 303
    shown = await maya.get(f"/lobby/{seats['maya']}")
    assert "This call takes place in: Zoom." in shown.text and "85012345678" not in shown.text
    assert (await maya.send(path, {"back": "yes", "link": ZOOM})).status == 303
    assert (await reception.told())["place"]["kind"] == "room"


async def test_nobody_but_the_host_chooses_and_not_once_they_talk(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    cast = reception.world.twins.cast
    assert (await place(reception, MEET, cast.leo.member or ""))[0] == 403
    await reception.open_doors()
    for key in ("leo", "maya"):
        browser = await reception.seated(seats[key])
        await agrees(browser, seats[key])
        await is_led(reception, browser, seats[key])
    status, told = await place(reception, "")
    assert (status, "has begun" in told["detail"]) == (409, True)


async def test_a_link_that_is_refused_changes_nothing_and_is_repeated_nowhere(reception: Reception) -> None:
    await reception.schedule()
    before = await reception.told()
    status, told = await place(reception, "https://fernside.zoom.us/my/dana.reyes")

    assert (status, told["field"]) == (400, "link")
    assert "personal Zoom room" in told["detail"] and "dana" not in json.dumps(told)
    assert await reception.told() == before


async def test_a_rooms_name_is_no_way_to_pass_a_contact_detail_and_no_word_of_ours(
    reception: Reception,
) -> None:
    """Where people choose the name, the guard reads it; a name like the title's holds nothing up."""
    await reception.schedule(title="Senior Python developer")
    for room in (
        "whatsapp-447700900321",
        "maya-at-fernside-dot-example",
        "call-me-on-447700900321",
        "Dana4477-0090-0321talk",
    ):
        status, told = await place(reception, f"https://meet.jit.si/{room}")
        assert (status, "way to reach somebody" in told["detail"]) == (400, True), room
    for site in ("acme.dana.447700900321", "call-me-447700900321"):
        link = f"https://fernside.webex.com/{site}/j.php?MTID=m{'0123456789abcdef' * 2}"
        assert (await place(reception, link))[0] == 400, site
    cast = reception.world.twins.cast
    for person in (cast.maya, cast.leo):  # the freelancer's own is no more told than the client's
        number = "".join(each for each in person.phone if each.isdigit())
        for link in (
            f"https://teams.microsoft.com/meet/{number}",
            f"https://zoom.us/j/85012345678?pwd={number[-10:]}",
        ):
            status, told = await place(reception, link)
            assert (status, "way to reach somebody" in told["detail"]) == (400, True), link
    webex = f"https://fernside.webex.com/fernside/j.php?MTID=m{'0123456789abcdef' * 2}"
    assert (await place(reception, webex))[0] == 200
    status, told = await place(reception, "https://meet.jit.si/SeniorPythonDeveloper")
    assert (status, told["place"]["tool"]) == (200, "jitsi")
    assert (await place(reception, "https://meet.jit.si/GreenOtterSings77"))[0] == 200


async def test_one_link_is_not_given_to_two_freelancers_at_a_time(reception: Reception) -> None:
    await reception.schedule(link=ZOOM)
    other = reception.world.twins.cast.proposals[1]
    wish = {"proposal": other.id, "host": other.client, "minutes": 30}
    for starts_at, expected in (
        (START, 400),
        (END + timedelta(minutes=10), 400),
        (START + timedelta(days=1), 201),
    ):
        body = {
            **wish,
            "starts_at": starts_at.isoformat(),
            "link": ZOOM.replace("zoom.us", "fernside.zoom.us"),
        }
        status, told = await reception.api.post("/v1/interviews", body)
        assert status == expected, told
        assert status == 201 or ("people of both would meet" in told["detail"] and told["field"] == "link")
    assert (await place(reception, ZOOM))[0] == 200


async def test_nor_with_another_code_nor_by_moving_one_onto_the_other(reception: Reception) -> None:
    """Zoom opens a meeting by its number, whatever the address says of its passcode."""
    await reception.schedule(link=ZOOM.partition("?")[0])
    other = reception.world.twins.cast.proposals[1]
    wish = {"proposal": other.id, "host": other.client, "minutes": 30, "starts_at": START.isoformat()}
    for link in (ZOOM, ZOOM.replace("aBcD", "eFgH")):
        status, told = await reception.api.post("/v1/interviews", {**wish, "link": link})
        assert (status, told["field"]) == (400, "link"), link

    later = {**wish, "starts_at": (START + timedelta(days=1)).isoformat(), "link": ZOOM}
    status, told = await reception.api.post("/v1/interviews", later)
    assert status == 201, told
    onto = {"member": other.client, "starts_at": START.isoformat(), "minutes": 30}
    status, refused = await reception.api.post(f"/v1/interviews/{told['id']}/move", onto)
    assert (status, "people of both would meet" in refused["detail"]) == (400, True)
    after = (await reception.api.get(f"/v1/interviews/{told['id']}"))[1]
    assert after["starts_at"] == told["starts_at"]
    onto["starts_at"] = (START + timedelta(days=2)).isoformat()
    assert (await reception.api.post(f"/v1/interviews/{told['id']}/move", onto))[0] == 200


async def test_the_policy_decides_whether_a_tool_is_allowed_on_the_day(reception: Reception) -> None:
    """A deployment closes it by a row of its own, with its dates."""
    house = reception.world.house
    today = house.clock.now().date()
    closed = Row(
        "rooms-only",
        Stage.BEFORE_CONTRACT,
        Rule.CLOSED,
        purposes=frozenset({Purpose.COMPANY_TOOL}),
        until=today + timedelta(days=1),
    )
    strict = replace(house, policy=(closed, *house.policy))
    await reception.schedule()
    async with house.database.connection() as conn:
        interview = await store.load(conn, reception.interview["id"])
    maya = interview.host.person_id
    with pytest.raises(ToolNotAllowed, match="does not allow a meeting tool"):
        await actions.place(strict, interview.id, maya, ZOOM)
    assert await kept(reception) is None
    reception.travel(house.clock.now() + timedelta(days=1))
    assert (await actions.place(strict, interview.id, maya, ZOOM)).place.tool is Tool.ZOOM
    assert (await ledger(reception))[-1][2]["row"] == "company-tools"


async def test_more_people_than_the_room_holds_are_shown_the_way_to_a_tool(reception: Reception) -> None:
    panel = [
        {"email": f"panel{number}@fernside.example", "label": f"Panellist {chr(65 + number)}"}
        for number in range(5)
    ]
    seats = await reception.schedule(guests=panel)
    maya = await reception.seated(seats["maya"])

    assert (await reception.told())["place"]["crowded"] is True
    assert "made for 6 people at most" in (await maya.get(f"/lobby/{seats['maya']}")).text
    await place(reception, ZOOM)
    assert (await reception.told())["place"]["crowded"] is False
