"""The company's own tool: chosen by the host, sealed, and opened behind the same gate as our own room."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from anteroom.interviews import store
from anteroom.languages import LANGUAGES
from anteroom.meetings.model import Kind, Place, Tool
from anteroom.meetings.words import hash_of, words_of
from anteroom.policy.model import STANDARD
from anteroom.policy.store import digest_of
from meetings.own_tool import AGREED, ZOOM, agrees, is_led, kept, ledger, opens, place
from passes.reception import END, Reception
from passes.test_lobby import HASH, guests


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
