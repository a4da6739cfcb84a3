"""Before a company's tool one waits in our lobby as before the room: who goes in, and who lets in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.errors import Conflict
from anteroom.meetings.opening import open_tool
from anteroom.policy.model import Purpose, Row, Rule, Stage
from meetings.own_tool import ZOOM, agrees, ledger, opens
from passes.reception import START, Browser, Reception
from passes.test_lobby import guests


async def comes(reception: Reception, seat: str) -> Browser:
    """Come from a pass and agree to what the tool shows."""
    browser = await reception.seated(seat)
    assert (await agrees(browser, seat)).status == 303
    return browser


async def led(browser: Browser, seat: str) -> bool:
    """Press the button; tell whether that leads to the tool, and not back into the lobby."""
    answer = await opens(browser, seat)
    assert answer.status == 303 and answer.headers["Location"] in (ZOOM, f"/lobby/{seat}"), answer.text
    if answer.headers["Location"] == ZOOM:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    return answer.headers["Location"] == ZOOM


async def test_one_waits_for_the_host_and_who_is_vouched_for_follows_her(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception), link=ZOOM)
    await reception.open_doors()
    leo, dana = await comes(reception, seats["leo"]), await comes(reception, seats["dana"])
    before = (await dana.get(f"/lobby/{seats['dana']}")).text
    assert "Open Zoom" in before and "will be told that you are here" in before
    assert not await led(leo, seats["leo"]) and not await led(dana, seats["dana"])
    waits = (await dana.get(f"/lobby/{seats['dana']}")).text
    assert "You are in the lobby" in waits and "Send me a code" in waits and "tool/open" not in waits
    assert {each["seat"] for each in (await reception.told())["parties"]} == {"invited", "waiting"}

    maya = await comes(reception, seats["maya"])
    shown = (await maya.get(f"/lobby/{seats['maya']}")).text
    assert 'target="_blank"' in shown and "Leave this page open" in shown
    assert f'value="admit {seats["dana"]}"' in shown
    assert await led(maya, seats["maya"]), "a host waits for nobody"
    assert json.loads((await leo.get(f"/lobby/{seats['leo']}/state")).text)["way"] == "in"
    page = (await leo.get(f"/lobby/{seats['leo']}")).text
    assert 'id="go"' in page and "85012345678" not in page
    assert await led(leo, seats["leo"]) and not await led(dana, seats["dana"])
    gate = f"/lobby/{seats['maya']}/gate"
    assert (await maya.send(gate, {"act": f"admit {seats['dana']}"})).status == 303
    assert await led(dana, seats["dana"])
    opened = [actor for event, actor, _ in await ledger(reception) if event == "party.tool_opened"]
    assert opened == [seats["maya"], seats["leo"], seats["dana"]]


async def test_a_late_host_keeps_only_those_out_for_whom_nobody_vouches(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception), link=ZOOM)
    await reception.open_doors()
    leo, dana = await comes(reception, seats["leo"]), await comes(reception, seats["dana"])
    reception.travel(START + timedelta(minutes=4))
    assert not await led(leo, seats["leo"])
    reception.travel(START + timedelta(minutes=5))
    assert await led(leo, seats["leo"]) and not await led(dana, seats["dana"])


async def test_a_second_in_the_tool_lets_in_and_only_the_host_lets_in_again(reception: Reception) -> None:
    """Whoever was refused, or put out, is the host's to let in, whichever way a second is asked."""
    seats = await reception.schedule(guests=guests(reception), link=ZOOM)
    await reception.open_doors()
    dana, ines = await comes(reception, seats["dana"]), await comes(reception, seats["ines"])
    own = f"/lobby/{seats['dana']}/gate"
    assert not await led(ines, seats["ines"])
    assert (await dana.send(own, {"act": f"admit {seats['ines']}"})).status == 403, "not there yet"
    await opens(dana, seats["dana"])
    await reception.at_gate("admit", seats["dana"])
    assert await led(dana, seats["dana"])
    assert (await dana.send(own, {"act": f"refuse {seats['ines']}"})).status == 303
    refused = await opens(ines, seats["ines"])
    assert (refused.status, "Only the host can let you in again" in refused.text) == (403, True)
    assert f"admit {seats['ines']}" not in (await dana.get(f"/lobby/{seats['dana']}")).text
    assert (await dana.send(own, {"act": f"admit {seats['ines']}"})).status == 403
    await ines.send(f"/lobby/{seats['ines']}/instead", {"name": "Victor Stone"})
    assert (await dana.send(own, {"act": f"admit {seats['ines']}"})).status == 403, "nor as somebody else"
    await reception.at_gate("refuse", seats["ines"])
    await reception.at_gate("admit", seats["ines"])
    assert await led(ines, seats["ines"])


async def test_the_policy_and_the_gate_are_asked_once_more_at_the_redirect(reception: Reception) -> None:
    seats = await reception.schedule(link=ZOOM)
    await reception.open_doors()
    maya, leo = await comes(reception, seats["maya"]), await comes(reception, seats["leo"])
    assert await led(maya, seats["maya"])
    waits = Row("all-wait", Stage.BEFORE_CONTRACT, Rule.CLOSED, purposes=frozenset({Purpose.STRAIGHT_IN}))
    house = replace(reception.world.house, policy=(waits, *reception.world.house.policy))
    with pytest.raises(Conflict, match="not been let in"):
        await open_tool(house, reception.interview["id"], seats["leo"], 1)
    assert await led(leo, seats["leo"])
