"""The company's own tool: chosen by the host, sealed, and opened behind the same gate as our own room."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anteroom.interviews import store
from anteroom.ledger import chain
from anteroom.meetings import actions
from anteroom.meetings.choice import ToolNotAllowed
from anteroom.meetings.model import Kind, Place, Tool
from anteroom.meetings.words import LANGUAGES, hash_of, words_of
from anteroom.policy.model import STANDARD, Purpose, Row, Rule, Stage
from anteroom.policy.store import digest_of
from passes.reception import END, START, Answer, Browser, Reception
from passes.test_lobby import HASH, guests

ZOOM = "https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"
MEET = "https://meet.google.com/kqw-zvtx-rnp"
AGREED = {"agree": "yes", "text": hash_of(Place(Kind.LINK, Tool.ZOOM))}


async def ledger(reception: Reception) -> list[tuple[str, str, Mapping[str, Any]]]:
    """What the interview's ledger tells: event, actor, facts."""
    async with reception.world.house.database.connection() as conn:
        entries = await chain.read(conn, reception.interview["id"])
    return [(each.event, each.actor, each.facts) for each in entries]


async def place(reception: Reception, link: str, member: str = "") -> tuple[int, Mapping[str, Any]]:
    """Choose where the call takes place, as the marketplace does for its member."""
    body = {"member": member or reception.world.twins.cast.maya.member, "link": link}
    return await reception.api.post(f"/v1/interviews/{reception.interview['id']}/place", body)


async def agrees(browser: Browser, seat: str, **more: str) -> Answer:
    """Tick what the tool shows."""
    return await browser.send(f"/lobby/{seat}/tool", {**AGREED, **more})


async def opens(browser: Browser, seat: str) -> Answer:
    """Press the button that opens the tool."""
    return await browser.send(f"/lobby/{seat}/tool/open", {})


async def is_led(reception: Reception, browser: Browser, seat: str) -> Answer:
    """Press that button, and be let in by the host where one has to wait."""
    answer = await opens(browser, seat)
    if answer.headers.get("Location") == f"/lobby/{seat}":
        await reception.at_gate("admit", seat)
        answer = await opens(browser, seat)
    assert answer.headers.get("Location") == ZOOM, answer.text
    return answer


async def kept(reception: Reception) -> bytes | None:
    """What is kept of the link, as it lies in the database."""
    async with reception.world.house.database.connection() as conn:
        found = await conn.fetchval(
            "select sealed from meeting where interview_id = $1", reception.interview["id"]
        )
    return bytes(found) if found is not None else None


async def test_a_host_chooses_the_companys_tool_and_nobody_is_told_its_link(reception: Reception) -> None:
    await reception.schedule(link=ZOOM)
    told = await reception.told()
    sealed = await kept(reception)

    assert told["place"] == {
        "kind": "link",
        "tool": "zoom",
        "words": "a link of the company’s, Zoom",
        "grade": "C",
        "ready": True,
        "instead_of": None,
        "crowded": False,
    }
    assert "85012345678" not in json.dumps([told, reception.interview])
    assert sealed is not None and b"85012345678" not in sealed and b"zoom" not in sealed
    (event, _, facts), *_ = await ledger(reception)
    assert event == "interview.proposed"
    policy = digest_of(STANDARD)
    assert facts == {"place": "link", "tool": "zoom", "row": "company-tools", "policy": policy}


async def test_whom_the_host_puts_out_the_tool_stays_shut_for(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception), link=ZOOM)
    await reception.open_doors()
    ines = await reception.seated(seats["ines"])
    assert (await agrees(ines, seats["ines"])).status == 303
    await reception.at_gate("dismiss", seats["ines"])
    refused = await opens(ines, seats["ines"])
    assert refused.status == 403 and "Location" not in refused.headers
    assert "85012345678" not in refused.text
    await reception.at_gate("admit", seats["ines"])
    assert (await opens(ines, seats["ines"])).headers["Location"] == ZOOM


async def test_the_room_in_the_browser_is_what_it_is_otherwise(reception: Reception) -> None:
    seats = await reception.schedule()
    shown = await (await reception.seated(seats["leo"])).get(f"/lobby/{seats['leo']}")

    assert (await reception.told())["place"]["kind"] == "room"
    assert "It is not recorded." in shown.text and "tool/open" not in shown.text
    assert "form-action 'self';" in shown.headers["Content-Security-Policy"]
    await reception.open_doors()
    browser = await reception.seated(seats["leo"])
    assert (await agrees(browser, seats["leo"])).status == 409
    assert (await opens(browser, seats["leo"])).status == 409


async def test_a_guest_reads_what_the_tool_shows_agrees_and_is_led_there(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    leo = await reception.seated(seats["leo"])
    early = await leo.get(f"/lobby/{seats['leo']}")

    assert (
        "This call is in Zoom" in early.text and "Zoom shows everybody the name you join with" in early.text
    )
    assert "could record the call" in early.text and "It is not recorded." not in early.text
    assert "85012345678" not in early.text + str(early.headers)
    assert (await agrees(leo, seats["leo"])).headers["Location"] == f"/lobby/{seats['leo']}"
    assert (await opens(leo, seats["leo"])).status == 409
    await reception.open_doors()
    ready = await leo.get(f"/lobby/{seats['leo']}")
    led = await is_led(reception, leo, seats["leo"])

    assert "Open Zoom" in ready.text and "85012345678" not in ready.text + str(ready.headers)
    assert "form-action 'self' https://zoom.us" in ready.headers["Content-Security-Policy"]
    assert (led.status, led.headers["Location"], led.text) == (303, ZOOM, "")
    assert led.headers["Referrer-Policy"] == "no-referrer" and led.headers["Cache-Control"] == "no-store"
    assert ("party.tool_opened", seats["leo"], {"tool": "zoom"}) in await ledger(reception)
    assert "85012345678" not in json.dumps(await ledger(reception))


async def test_it_opens_by_no_get_and_never_before_one_has_agreed(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])

    assert (await leo.get(f"/lobby/{seats['leo']}/tool/open")).status == 405
    refused = await opens(leo, seats["leo"])
    assert (refused.status, "85012345678" in refused.text) == (409, False)
    assert (await leo.send(f"/lobby/{seats['leo']}/tool", {"agree": "yes", "text": HASH})).status == 409
    assert (await leo.send(f"/lobby/{seats['leo']}/tool", {"text": AGREED["text"]})).status == 409
    assert (await reception.browser().send(f"/lobby/{seats['leo']}/tool/open", {})).status == 404
    assert (await leo.get(f"/room/{seats['leo']}")).headers["Location"] == f"/lobby/{seats['leo']}"
    assert (await leo.get(f"/room/{seats['leo']}/signal?session=page12345")).status == 409
    assert not [each for each in await ledger(reception) if each[0] == "party.tool_opened"]


async def test_the_agreement_comes_before_the_tool_as_before_the_room(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM, nda=True)
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    await agrees(leo, seats["leo"])

    assert (await opens(leo, seats["leo"])).status == 409
    await leo.send(f"/lobby/{seats['leo']}/consent", {"agree": "yes", "text": HASH})
    await is_led(reception, leo, seats["leo"])


async def test_the_click_looks_again_at_the_proposal_and_at_the_pass(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM, guests=guests(reception))
    await reception.open_doors()
    people = {key: await reception.seated(seats[key]) for key in ("leo", "dana", "ines")}
    for key, browser in people.items():
        await agrees(browser, seats[key])
    await is_led(reception, people["dana"], seats["dana"])
    remove = f"/v1/interviews/{reception.interview['id']}/parties/{seats['dana']}/remove"
    assert (await reception.api.post(remove, {"member": reception.world.twins.cast.maya.member}))[0] == 200
    assert (await opens(people["dana"], seats["dana"])).status == 404
    await reception.rewrite("update party set epoch = epoch + 1 where id = $1", seats["ines"])
    assert (await opens(people["ines"], seats["ines"])).status == 404
    await reception.rewrite("update proposal set state = 'withdrawn'")
    assert (await opens(people["leo"], seats["leo"])).status == 404


@pytest.mark.parametrize("end", ["cancelled", "void", "held"])
async def test_the_link_is_gone_with_the_interview(reception: Reception, end: str) -> None:
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    for browser, key in ((leo, "leo"), (maya, "maya")):
        await agrees(browser, seats[key])
        await is_led(reception, browser, seats[key])
        # Nobody sits in our room meanwhile, and is not taken for gone.
        for _ in range(3):
            reception.travel(reception.clock.now() + timedelta(seconds=70))
            await reception.world.settle()
    assert await kept(reception) is not None
    if end == "cancelled":
        await reception.cancel()
    elif end == "void":
        offered = reception.world.twins.cast.proposals[0]
        await reception.world.twins.marketplace.withdraw(offered.id)
    else:
        reception.travel(END + timedelta(minutes=11))
        await reception.world.settle()

    told = await reception.told()
    assert (told["state"], told["held_minutes"]) == (end, None)
    assert await kept(reception) is None
    assert (await opens(leo, seats["leo"])).status in (404, 409)


async def test_who_alone_opened_it_was_not_met(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    await agrees(leo, seats["leo"])
    for _ in range(2):
        await is_led(reception, leo, seats["leo"])
    reception.travel(END + timedelta(minutes=11))
    await reception.world.settle()

    assert (await reception.told())["state"] == "missed"


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


async def test_nobody_is_left_behind_where_the_call_is_no_more(reception: Reception) -> None:
    """Who waits in the room would wait alone; who had opened the tool is not present in the room for that."""
    seats = await reception.schedule()
    await reception.open_doors()
    waiting = await reception.enter(seats["leo"])
    status, told = await place(reception, ZOOM)
    assert (status, "Leave it first" in told["detail"]) == (409, True)
    await waiting.leaves()
    reception.travel(reception.clock.now() + timedelta(seconds=20))
    assert (await place(reception, ZOOM))[0] == 200
    leo = await reception.seated(seats["leo"])
    await agrees(leo, seats["leo"])
    await is_led(reception, leo, seats["leo"])
    assert (await place(reception, ""))[0] == 200
    await reception.enter(seats["maya"])
    async with reception.world.house.database.connection() as conn:
        interview = await store.load(conn, reception.interview["id"])
    assert interview.first_together_at is None


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


async def test_only_when_everybody_agrees_may_the_host_record(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()
    people = {key: await reception.seated(seats[key]) for key in ("maya", "leo")}
    await agrees(people["maya"], seats["maya"], record="yes")
    await agrees(people["leo"], seats["leo"])
    shown = (await people["maya"].get(f"/lobby/{seats['maya']}")).text
    assert "please do not record" in shown and "rename yourself for this call" in shown
    await agrees(people["leo"], seats["leo"], record="yes")
    assert "Everybody has agreed to a recording" in (await people["maya"].get(f"/lobby/{seats['maya']}")).text
    other = (await people["leo"].get(f"/lobby/{seats['leo']}")).text
    assert "agreed to a recording" not in other and "rename yourself" not in other
    said = [facts["recording"] for event, _, facts in await ledger(reception) if event == "party.tool_agreed"]
    assert said == ["agreed", "refused", "agreed"]


async def test_a_spanish_reader_reads_of_the_tool_in_spanish(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    await reception.rewrite("update person set language = 'es-MX'")
    shown = (await (await reception.seated(seats["leo"])).get(f"/lobby/{seats['leo']}")).text

    assert "Esta llamada es en Zoom" in shown and re.search(r'<form[^>]*lang="es"', shown)
    assert "Zoom muestra a todos el nombre" in shown


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


def test_each_tool_has_its_words_in_both_languages() -> None:
    hashes = set()
    for tool in Tool:
        where = Place(Kind.LINK, tool)
        hashes.add(hash_of(where))
        for language in LANGUAGES:
            words = words_of(where, language)
            assert words.shows and words.rename and words.say("title") and words.say("crowded", most=6)
            assert set(words.sentences) == set(words_of(where, "en").sentences)
    assert len(hashes) == len(Tool) and hash_of(Place()) == ""
