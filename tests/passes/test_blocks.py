"""Blocks: somebody of the other side does not reach one any more, is not told, and people decide."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from anteroom.interviews.view import view_for
from anteroom.ledger import chain
from anteroom.passes.views import ROOMS
from passes.reception import END, START, Browser, Reception
from passes.test_gate import knocks, sits, stands
from passes.test_lobby import guests

PLACE = {"maya": "0", "leo": "1", "dana": "2"}
"""By which a form names somebody."""
KEY = re.compile(r'name="key" value="([a-z2-7]{20})"')


async def leaves_and_blocks(reception: Reception, browser: Browser, seat: str, of: str) -> Mapping[str, Any]:
    """Send the form of the call page; the page itself says nothing to the room."""
    form = {"key": "abcdefghij", "category": "conduct", "words": "", "block": of}
    sent = await browser.send(f"/room/{seat}/report?session=page12345", form)
    again = await browser.send(f"/room/{seat}/report?session=page12345", form)
    assert (sent.status, sent.text) == (200, again.text), sent.text
    told: Mapping[str, Any] = json.loads(sent.text)
    return told


async def ledger(reception: Reception) -> list[tuple[str, str]]:
    """What the ledger tells of blocks: event and actor."""
    async with reception.world.house.database.connection() as conn:
        entries = await chain.read(conn, reception.interview["id"])
    return [(each.event, each.actor) for each in entries if each.event.startswith("block.")]


async def of_the_proposal(reception: Reception) -> list[Mapping[str, Any]]:
    """What the marketplace reads of blocks."""
    offered = reception.world.twins.cast.proposals[0]
    status, told = await reception.api.get(f"/v1/proposals/{offered.id}/blocks")
    assert status == 200, told
    return list(told["blocks"])


async def test_whoever_blocks_is_out_at_once_and_the_two_do_not_meet_again_in_the_call(
    reception: Reception,
) -> None:
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    dana = await knocks(reception, seats["dana"])
    await reception.at_gate("admit", seats["dana"])
    other = await sits(reception, dana, seats["dana"])
    leo = await knocks(reception, seats["leo"])
    shown = (await leo.get(f"/room/{seats['leo']}")).text
    assert KEY.search(shown) and f'<option value="{PLACE["dana"]}">Dana, VP Engineering</option>' in shown
    assert f'<option value="{PLACE["leo"]}"' not in shown
    own = await sits(reception, leo, seats["leo"])
    done = await leaves_and_blocks(reception, leo, seats["leo"], PLACE["dana"])
    assert done["reference"].startswith("rep_") and done["blocked"].startswith("blk_")
    assert await own.is_told_why() == "left", "whatever the page itself does"
    assert (await maya.hears("left"))["seat"] == (await other.hears("left"))["seat"] == seats["leo"]
    assert "block" not in json.dumps([maya.heard, other.heard])

    lobby = (await leo.get(f"/lobby/{seats['leo']}")).text
    assert "Somebody whom you blocked is in this call" in lobby and "You have blocked Dana" in lobby
    assert (await leo.get(f"/room/{seats['leo']}")).status == 303
    assert (await leo.send(f"/lobby/{seats['leo']}/enter", {})).headers["Location"].startswith("/lobby/")
    await other.leaves()
    reception.travel(reception.clock.now() + timedelta(seconds=20))
    await sits(reception, leo, seats["leo"])
    kept_out = await dana.send(f"/lobby/{seats['dana']}/enter", {})
    assert kept_out.headers["Location"] == f"/lobby/{seats['dana']}"
    text = (await dana.get(f"/lobby/{seats['dana']}")).text
    assert "You cannot come in just now" in text and "blocked" not in text.replace("block-whom", "")
    assert (await stands(reception))[seats["dana"]] == "left"
    (row,) = await of_the_proposal(reception)
    assert (row["id"], row["party"], row["of"]) == (done["blocked"], seats["leo"], seats["dana"])

    back = await leo.send(f"/lobby/{seats['leo']}/unblock?session=page12345", {"block": done["blocked"]})
    assert back.status == 303
    await knocks(reception, seats["dana"])
    assert (await stands(reception))[seats["dana"]] == "waiting"
    assert await ledger(reception) == [("block.made", seats["leo"]), ("block.ended", seats["leo"])]
    await reception.world.settle()
    events = [each for each in reception.world.twins.marketplace.events if each.type.startswith("block.")]
    assert [each.type for each in events] == ["block.made", "block.ended"]
    assert events[0].data["block"] == done["blocked"] and events[0].data["of"] == seats["dana"]


async def test_nobody_but_whoever_made_it_and_the_marketplace_undoes_a_block(reception: Reception) -> None:
    seats = await reception.schedule()
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    path = f"/lobby/{seats['leo']}/block"
    for wrong in (PLACE["leo"], "9", seats["maya"], ""):
        assert (await leo.send(path, {"block": wrong})).status == 400
    assert (await reception.browser().send(path, {"block": PLACE["maya"]})).status == 404
    for _ in range(2):
        assert (await leo.send(path, {"block": PLACE["maya"]})).status == 303
    (row,) = await of_the_proposal(reception)
    tried = await maya.send(f"/lobby/{seats['maya']}/unblock", {"block": row["id"]})
    unknown = await maya.send(f"/lobby/{seats['maya']}/unblock", {"block": "blk_none"})
    assert tried.plain == unknown.plain and tried.status == 404
    assert row["id"] not in (await maya.get(f"/lobby/{seats['maya']}")).text
    status, told = await reception.api.get(f"/v1/blocks/{row['id']}")
    assert (status, told["ended_at"]) == (200, None)
    status, ended = await reception.api.call("DELETE", f"/v1/blocks/{row['id']}")
    assert (status, ended["ended_at"] is not None) == (200, True)
    assert (await reception.api.call("DELETE", f"/v1/blocks/{row['id']}")) == (200, ended)
    assert (await reception.api.get("/v1/blocks/blk_none"))[0] == 404
    assert await ledger(reception) == [("block.made", seats["leo"]), ("block.ended", "marketplace")]


async def test_who_is_blocked_arranges_nothing_that_would_reach_whoever_blocks(reception: Reception) -> None:
    """The sentence names nobody, and calling it off stays possible; so does what colleagues do."""
    seats = await reception.schedule()
    cast, offered = reception.world.twins.cast, reception.world.twins.cast.proposals[0]
    leo = await reception.seated(seats["leo"])
    await leo.send(f"/lobby/{seats['leo']}/block", {"block": PLACE["maya"]})
    interview = f"/v1/interviews/{reception.interview['id']}"
    later = {"starts_at": (START + timedelta(days=1)).isoformat(), "minutes": 45}
    refused = [
        await reception.api.post("/v1/interviews", {"proposal": offered.id, "host": offered.client, **later}),
        await reception.api.post(f"{interview}/move", {"member": cast.maya.member, **later}),
        await reception.api.post(f"{interview}/cancel", {"member": cast.maya.member, "reason": "Call me"}),
    ]
    system = {"member": cast.maya.member, "system": "The ledger", "purpose": "To look at it"}
    refused.append(await reception.api.post(f"/v1/proposals/{offered.id}/access-requests", system))
    assert [status for status, _ in refused] == [409, 409, 409, 409]
    assert {told["code"] for _, told in refused} == {"not-reachable"}
    assert "Leo" not in json.dumps([told for _, told in refused]) and "block" not in json.dumps(refused)
    status, told = await reception.api.post(f"{interview}/cancel", {"member": cast.maya.member})
    assert (status, told["state"]) == (200, "cancelled")
    # It holds on this proposal: another one of the same two is another matter.
    job = {"id": "j-other", "title": "Something else"}
    second = {"client": offered.client, "freelancer": offered.freelancer, "job": job, "thread": "t-other"}
    assert (await reception.api.put("/v1/proposals/p-other", {**second, "state": "active"}))[0] == 200
    other = {"proposal": "p-other", "host": offered.client, **later}
    assert (await reception.api.post("/v1/interviews", other))[0] == 201


async def test_a_counter_a_late_word_and_another_try_do_not_reach_whoever_blocks(
    reception: Reception,
) -> None:
    seats = await reception.schedule()
    maya, leo = await reception.seated(seats["maya"]), await reception.seated(seats["leo"])
    await maya.send(f"/lobby/{seats['maya']}/block", {"block": PLACE["leo"]})
    interview = f"/v1/interviews/{reception.interview['id']}"
    another = {
        "member": reception.world.twins.cast.leo.member,
        "starts_at": (START + timedelta(hours=2)).isoformat(),
        "minutes": 45,
        "comment": "Later, please.",
    }
    status, told = await reception.api.post(f"{interview}/counters", another)
    assert (status, told["code"]) == (409, "not-reachable")
    await reception.open_doors()
    assert (await leo.send(f"/lobby/{seats['leo']}/late", {"minutes": "5"})).status == 303
    house = reception.world.house
    async with house.database.connection() as conn:
        seen = await view_for(conn, house, reception.interview["id"], seats["maya"])
    assert seen is not None and all(line.late_until is None for line in seen.lines)
    await leo.send(f"/lobby/{seats['leo']}/enter", {})
    async with house.database.connection() as conn:
        knocks_told = await conn.fetchval(
            "select count(*) from effect where data->>'event' = 'party.knocked'"
        )
    assert knocks_told == 0
    reception.travel(END + timedelta(minutes=11))
    await reception.world.settle()
    offers = f"/v1/proposals/{reception.world.twins.cast.proposals[0].id}/interview-offers"
    offered = await reception.api.post(offers, {"member": reception.world.twins.cast.leo.member})
    assert (offered[0], offered[1]["type"].rpartition("not-")[2]) == (409, "reachable"), offered
    asked = await leo.send(f"/lobby/{seats['leo']}/again", {})
    assert (asked.status, "cannot be arranged" in asked.text) == (409, True)
    wish = {
        "member": reception.world.twins.cast.maya.member,
        "starts_at": (END + timedelta(days=1)).isoformat(),
    }
    status, told = await reception.api.post(f"{interview}/rebook", wish)
    assert (status, "You have blocked somebody" in told["detail"]) == (409, True), (
        "who blocks undoes it first"
    )


async def test_an_admission_from_before_the_block_opens_nothing(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    await reception.enter(seats["maya"])
    leo = await knocks(reception, seats["leo"])
    admission = await reception.admission(leo, seats["leo"])
    await leo.send(f"/lobby/{seats['leo']}/block", {"block": PLACE["maya"]})
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await reception.connect(leo, seats["leo"], admission)
    assert refused.value.status == 409
    async with reception.world.house.database.connection() as conn:
        room = await conn.fetchval("select room from interview where id = $1", reception.interview["id"])
    assert reception.world.app[ROOMS].present(room) == {seats["maya"]}
