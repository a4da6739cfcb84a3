"""The gate: where each seat stands, who goes straight in, who waits, and who lets whom in."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from anteroom.errors import Conflict
from anteroom.gate.model import NEXT, Seat, Stands, stepped
from anteroom.interviews import actions
from deployment import MONDAY
from passes.reception import START, Browser, CallPage, Reception
from passes.test_lobby import guests

ALONE = timedelta(minutes=5)


async def knocks(reception: Reception, seat: str) -> Browser:
    """Come with the pass and ask to come in."""
    browser = await reception.seated(seat)
    answer = await browser.send(f"/lobby/{seat}/enter", {})
    assert answer.status == 303, answer.text
    return browser


async def stands(reception: Reception) -> dict[str, str]:
    """Where each seat stands, as the marketplace is told."""
    return {each["id"]: each["seat"] for each in (await reception.told())["parties"]}


async def sits(reception: Reception, browser: Browser, seat: str) -> CallPage:
    """Go in where nothing stands in the way."""
    shown = await browser.get(f"/room/{seat}")
    assert shown.status == 200, shown.headers.get("Location")
    found = re.search(r"admission=([\w.-]+)", shown.text)
    assert found is not None
    page = await reception.connect(browser, seat, found[1])
    await page.hears("welcome")
    return page


def test_only_what_the_table_names_may_follow() -> None:
    for here in Stands:
        for there in Stands:
            seat = Seat("pty_a", 1, here)
            if there is here:
                assert stepped(seat, there, MONDAY) is seat
            elif there in NEXT[here]:
                assert stepped(seat, there, MONDAY).stands is there
            else:
                with pytest.raises(Conflict):
                    stepped(seat, there, MONDAY)
    assert not NEXT[Stands.EXPIRED] and Stands.IN_CALL not in NEXT[Stands.WAITING] | NEXT[Stands.REMOVED]


async def test_a_seat_goes_its_way_and_the_ledger_says_so(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception))
    dana = seats["dana"]
    assert set((await stands(reception)).values()) == {"invited"}
    scanner = reception.browser()
    for path in ("/i", f"/lobby/{dana}", f"/lobby/{dana}/state", f"/room/{dana}"):
        await scanner.get(path)
    assert (await stands(reception))[dana] == "invited", "looking changes nothing"
    browser = await reception.seated(dana)
    assert (await stands(reception))[dana] == "opened"
    assert (await browser.send(f"/lobby/{dana}/checked", {})).status == 204
    assert (await stands(reception))[dana] == "checked"
    early = await browser.send(f"/lobby/{dana}/enter", {})
    assert (early.status, early.headers["Location"]) == (303, f"/lobby/{dana}")
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    await browser.send(f"/lobby/{dana}/enter", {})
    assert (await stands(reception))[dana] == "waiting"
    waiting = (await maya.hears("gate"))["people"]
    label = "Dana, VP Engineering"
    assert waiting == [{"seat": dana, "label": label, "wants": "enter", "vouched": False, "name": ""}]
    assert (await browser.get(f"/room/{dana}")).status == 303
    shown = (await browser.get(f"/lobby/{dana}")).text
    assert "You are in the lobby" in shown and "turn:" not in shown
    await maya.socket.send_json({"kind": "admit", "seat": dana})
    assert (await maya.hears("gate"))["people"] == []
    page = await sits(reception, browser, dana)
    assert (await stands(reception))[dana] == "in_call"
    await page.socket.close()
    await maya.hears("away")
    await until(reception, dana, "dropped")
    again = await sits(reception, browser, dana)
    await until(reception, dana, "in_call")
    await again.leaves()
    await until(reception, dana, "left")
    assert (await browser.get(f"/room/{dana}")).status == 303, "who left waits again"
    assert [event for event, _ in await ledger(reception, dana)] == [
        "seat.opened",
        "seat.checked",
        "seat.waiting",
        "seat.admitted",
        "seat.in_call",
        "seat.dropped",
        "seat.in_call",
        "seat.left",
    ]
    assert ("seat.admitted", seats["maya"]) in await ledger(reception, dana)
    await reception.cancel()
    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select stands from seat")
    assert {row["stands"] for row in rows} == {"expired"}


async def test_whoever_is_vouched_for_goes_in_with_the_host_and_without_once_she_is_late(
    reception: Reception,
) -> None:
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    leo, dana = await knocks(reception, seats["leo"]), await knocks(reception, seats["dana"])
    told = json.loads((await leo.get(f"/lobby/{seats['leo']}/state")).text)
    assert (told["seat"], told["way"]) == ("waiting", "wait")
    reception.travel(START + ALONE - timedelta(seconds=1))
    assert (await leo.get(f"/room/{seats['leo']}")).status == 303
    reception.travel(START + ALONE)
    assert json.loads((await leo.get(f"/lobby/{seats['leo']}/state")).text)["way"] == "in"
    page = await sits(reception, leo, seats["leo"])
    await page.leaves()
    reception.travel(START + 2 * ALONE)
    maya = await reception.enter(seats["maya"])
    assert (await dana.get(f"/room/{seats['dana']}")).status == 303, "known by an address alone"
    await sits(reception, leo, seats["leo"])
    await maya.leaves()


async def test_the_policy_is_asked_at_each_step(reception: Reception) -> None:
    """Changed between the knock and the door: everybody waits, and nobody goes in alone."""
    seats = await reception.schedule()
    await reception.open_doors()
    await reception.enter(seats["maya"])
    leo = await knocks(reception, seats["leo"])
    house = reception.world.house
    closed = tuple(row for row in house.policy if row.name != "lobby")
    kept = house.policy
    object.__setattr__(house, "policy", closed)
    try:
        assert (await leo.get(f"/room/{seats['leo']}")).status == 200, "she let him in already"
        await reception.at_gate("dismiss", seats["leo"])
        await reception.at_gate("admit", seats["leo"])
        page = await sits(reception, leo, seats["leo"])
        await page.leaves()
        assert (await leo.get(f"/room/{seats['leo']}")).status == 303
    finally:
        object.__setattr__(house, "policy", kept)


async def test_a_second_lets_others_in_and_nobody_else_does(reception: Reception) -> None:
    """Hosting handed over, too: who hosts is looked up, not remembered."""
    wishes = guests(reception)
    wishes[1]["required"] = False
    seats = await reception.schedule(guests=wishes)
    await reception.open_doors()
    leo = await knocks(reception, seats["leo"])
    dana, ines = [await knocks(reception, seats[key]) for key in ("dana", "ines")]
    for browser, seat in ((leo, seats["leo"]), (dana, seats["dana"]), (ines, seats["ines"])):
        refused = await browser.send(f"/lobby/{seat}/gate", {"act": f"admit {seats['ines']}"})
        assert refused.status == 403
    await reception.at_gate("admit", seats["dana"])
    page = await sits(reception, dana, seats["dana"])
    seen = {each["seat"]: each["wants"] for each in (await page.hears("gate"))["people"]}
    assert seen == {seats["leo"]: "enter", seats["ines"]: "enter"}
    assert (await leo.get(f"/room/{seats['leo']}")).status == 200, "a second keeps the gate"
    await page.socket.send_json({"kind": "refuse", "seat": seats["ines"]})
    people = (await page.hears("gate"))["people"]
    assert seats["ines"] not in [each["seat"] for each in people], (
        "who was turned away is the host's to let in"
    )
    assert "You are not in this call" in (await ines.get(f"/lobby/{seats['ines']}")).text
    await page.socket.send_json({"kind": "remove", "seat": seats["leo"]})
    assert (await page.hears("refused"))["code"] == "not-allowed", "nobody but the host puts people out"
    host = await reception.seated(seats["maya"])
    shown = (await host.get(f"/lobby/{seats['maya']}")).text
    assert f'value="admit {seats["ines"]}"' in shown and "in the call" in shown
    assert (await host.send(f"/lobby/{seats['maya']}/gate", {"act": "admit"})).status == 303
    assert (await host.send(f"/lobby/{seats['maya']}/gate", {"act": f"admit {seats['ines']}"})).status == 303
    await sits(reception, ines, seats["ines"])


async def test_whom_the_host_put_out_nobody_but_whoever_hosts_lets_in_again(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    dana, ines = await knocks(reception, seats["dana"]), await knocks(reception, seats["ines"])
    for key in ("dana", "ines"):
        await reception.at_gate("admit", seats[key])
    second, other = await sits(reception, dana, seats["dana"]), await sits(reception, ines, seats["ines"])
    tablet = reception.browser()
    pass_text = reception.pass_of(seats["ines"])
    assert "asked" in (await tablet.take(pass_text, move=True)).text
    await maya.socket.send_json({"kind": "remove", "seat": seats["ines"]})
    assert await other.is_told_why() == "removed"
    await second.socket.send_json({"kind": "admit", "seat": seats["ines"]})
    assert (await second.hears("refused"))["code"] == "not-allowed"
    assert (await stands(reception))[seats["ines"]] == "removed"
    await tablet.take(pass_text, move=True)
    assert (await tablet.get(f"/room/{seats['ines']}")).status == 303, "nor on another device"
    async with reception.world.house.database.connection() as conn:
        host = await conn.fetchval("select person_id from party where id = $1", seats["maya"])
    await actions.hand_over(reception.world.house, reception.interview["id"], host, seats["dana"])
    await second.socket.send_json({"kind": "admit", "seat": seats["ines"]})
    await until(reception, seats["ines"], "admitted")


async def test_a_second_does_not_decide_who_comes_instead_of_itself(reception: Reception) -> None:
    """Else it would sit there under any name, and nobody would have been asked."""
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    dana = await knocks(reception, seats["dana"])
    await reception.at_gate("admit", seats["dana"])
    page = await sits(reception, dana, seats["dana"])
    name = "Victor Stone, CEO"
    asked = await dana.send(f"/lobby/{seats['dana']}/instead?session=page12345", {"name": name})
    assert asked.status == 303
    await page.socket.send_json({"kind": "admit", "seat": seats["dana"]})
    assert (await page.hears("refused"))["code"] == "not-allowed"
    assert name not in [each["label"] for each in (await reception.told())["parties"]]
    maya, lobby = await reception.seated(seats["maya"]), f"/lobby/{seats['maya']}/gate"
    assert (await maya.send(lobby, {"act": f"admit {seats['dana']}"})).status == 303
    assert name in [each["label"] for each in (await reception.told())["parties"]], "the host decides"


async def test_who_is_put_out_loses_the_media_at_once_and_is_let_in_again_by_the_host_alone(
    reception: Reception,
) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    browser = await reception.seated(seats["leo"])
    leo = await sits(reception, browser, seats["leo"])
    await maya.socket.send_json({"kind": "remove", "seat": seats["leo"]})
    assert await leo.is_told_why() == "removed"
    assert (await maya.hears("left"))["reason"] == "removed"
    assert await reception.present() == {seats["maya"]}
    answer = await browser.send(f"/lobby/{seats['leo']}/enter", {})
    assert answer.headers["Location"] == f"/lobby/{seats['leo']}"
    assert (await stands(reception))[seats["leo"]] == "removed"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await reception.connect(browser, seats["leo"], "")
    reception.travel(START + timedelta(minutes=20))
    assert (await browser.get(f"/room/{seats['leo']}")).status == 303
    await maya.socket.send_json({"kind": "admit", "seat": seats["leo"]})
    await until(reception, seats["leo"], "admitted")
    await sits(reception, browser, seats["leo"])


async def test_a_drop_is_come_back_from_within_two_minutes_and_not_after(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    await reception.enter(seats["maya"])
    browser = await knocks(reception, seats["dana"])
    await reception.at_gate("admit", seats["dana"])
    page = await sits(reception, browser, seats["dana"])
    await page.socket.close()
    await until(reception, seats["dana"], "dropped")
    reception.travel(reception.clock.now() + timedelta(seconds=119))
    back = await reception.connect(browser, seats["dana"], "")
    await back.hears("welcome")
    await until(reception, seats["dana"], "in_call")
    await back.socket.close()
    await until(reception, seats["dana"], "dropped")
    reception.travel(reception.clock.now() + timedelta(seconds=121))
    await until(reception, seats["dana"], "left")
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await reception.connect(browser, seats["dana"], "")


async def test_a_moved_interview_begins_anew(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    leo = await knocks(reception, seats["leo"])
    later = (START + timedelta(hours=3)).isoformat()
    body: dict[str, Any] = {"member": reception.world.twins.cast.maya.member, "starts_at": later}
    status, told = await reception.api.post(f"/v1/interviews/{reception.interview['id']}/move", body)
    assert status == 200, told
    assert (await stands(reception))[seats["leo"]] == "opened"
    assert "It was moved." in (await leo.get(f"/lobby/{seats['leo']}")).text


async def test_the_lobby_speaks_spanish_and_both_catalogues_say_the_same_things(
    reception: Reception,
) -> None:
    seats = await reception.schedule(guests=guests(reception))
    await reception.rewrite("update person set language = 'es-MX'")
    await reception.open_doors()
    leo = await knocks(reception, seats["leo"])
    shown = (await leo.get(f"/lobby/{seats['leo']}")).text
    assert '<html lang="es">' in shown and "Está en la antesala" in shown
    assert "mié 25 nov, 11:00–11:45" in shown
    for english in ("The doors", "Go in", "Who comes", "How it works", "no answer yet", "You are"):
        assert english not in shown


async def until(reception: Reception, seat: str, wanted: str) -> None:
    """Wait until the seat stands there; the connection's own end comes by another way."""
    for _ in range(200):
        if (await stands(reception))[seat] == wanted:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"it is {(await stands(reception))[seat]}, not {wanted}")


async def ledger(reception: Reception, seat: str) -> list[tuple[str, str]]:
    """What the ledger says of a seat: events and who did it."""
    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch(
            """select event, actor, facts from ledger_entry where chain = $1 and event like 'seat.%'
            order by number""",
            reception.interview["id"],
        )
    return [(row["event"], row["actor"]) for row in rows if row["facts"].get("seat") == seat]


async def test_six_are_six_whichever_instance_keeps_the_room(reception: Reception) -> None:
    """The books are asked where nobody sits here: what a page elsewhere was told is in them."""
    more = [{"email": f"guest{number}@fernside.example", "label": f"Guest {number}"} for number in range(5)]
    seats = await reception.schedule(guests=[*guests(reception), *more])
    await reception.open_doors()
    leo = await knocks(reception, seats["leo"])
    await reception.at_gate("admit", seats["leo"])
    fill = """insert into seat (party_id, interview_id, epoch, stands, since)
        select id, interview_id, epoch, 'in_call', now() from party where id = any($1::text[])
        on conflict (party_id) do update set stands = 'in_call'"""
    everybody = [each["id"] for each in (await reception.told())["parties"]]
    inside = [seat for seat in everybody if seat != seats["leo"]]
    await reception.rewrite(fill, inside[:5])
    assert 'id="go"' in (await leo.get(f"/lobby/{seats['leo']}")).text
    await reception.rewrite(fill, inside[:6])
    assert "The call is full" in (await leo.get(f"/lobby/{seats['leo']}")).text
    entered = await leo.send(f"/lobby/{seats['leo']}/enter", {})
    assert entered.headers["Location"] == f"/lobby/{seats['leo']}"
