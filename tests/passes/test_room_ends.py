"""How a call ends and what is said of it afterwards, through real WebSockets and a clock of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from anteroom.interviews import hosting, store
from api_client import ApiClient
from passes.reception import END, START, CallPage, Reception

GRACE = timedelta(minutes=10)


async def test_a_withdrawn_proposal_gives_both_sides_five_minutes(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    now = reception.clock.now()
    await reception.world.twins.marketplace.withdraw(reception.world.twins.cast.proposals[0].id)
    await reception.world.settle()
    for page in (maya, leo):
        closing = await page.hears("closing")
        assert closing["reason"] == "proposal-closed"
        assert closing["at"] == (now + timedelta(minutes=5)).isoformat()
    assert (await reception.browser().take(reception.pass_of(seats["leo"]))).status == 404
    reception.travel(now + timedelta(minutes=4, seconds=59))
    await reception.world.settle()
    await asyncio.sleep(0.6)
    assert await reception.present() == {seats["maya"], seats["leo"]}
    reception.travel(now + timedelta(minutes=5))
    assert [await page.is_told_why() for page in (maya, leo)] == ["proposal-closed"] * 2
    assert await reception.present() == set()
    assert (await reception.told())["state"] == "void"


async def test_cancelling_closes_the_room_at_once(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    await reception.cancel()
    await reception.world.settle()

    assert [await page.is_told_why() for page in (maya, leo)] == ["cancelled"] * 2
    assert await reception.present() == set()
    browser = reception.browser()
    assert (await browser.take(reception.pass_of(seats["leo"]))).status == 404


async def test_whoever_lost_the_pass_cannot_come_back_into_the_last_minutes(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    token = await reception.admission(leo, seats["leo"])
    maya = await reception.enter(seats["maya"])
    await reception.world.twins.marketplace.withdraw(reception.world.twins.cast.proposals[0].id)
    await reception.world.settle()
    await maya.hears("closing")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await reception.connect(leo, seats["leo"], token)

    assert refusal.value.status == 404


async def test_it_was_held_for_as_long_as_both_sides_were_there_together(reception: Reception) -> None:
    """Maya waits alone for five minutes, Leo drops out for ten: 12 + 8 minutes count."""
    seats = await reception.schedule()
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    reception.travel(START + timedelta(minutes=5))
    leo = await reception.enter(seats["leo"])
    reception.travel(START + timedelta(minutes=17))
    await leo.leaves()
    reception.travel(START + timedelta(minutes=27))
    leo = await reception.enter(seats["leo"])
    reception.travel(START + timedelta(minutes=35))
    await maya.leaves()
    reception.travel(START + timedelta(minutes=40))
    await leo.leaves()
    reception.travel(END + GRACE)
    await reception.world.settle()
    told = await reception.told()

    assert (told["state"], told["held_minutes"]) == ("held", 20)


async def test_the_host_ends_it_for_all_and_the_card_says_how_long_it_was(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    reception.travel(reception.clock.now() + timedelta(minutes=32))
    await leo.socket.send_json({"kind": "end"})
    assert (await leo.hears("refused"))["code"] == "not-allowed"
    await maya.socket.send_json({"kind": "end"})
    assert [await page.is_told_why() for page in (maya, leo)] == ["ended-by-host"] * 2
    await state_becomes(reception, "held")
    await reception.world.settle()
    (card,) = reception.world.twins.marketplace.cards(reception.world.twins.cast.proposals[0].thread)

    assert (card["state"], card["held_minutes"], card["door"]) == ("held", 32, "shut")
    leo_again = await reception.seated(seats["leo"])
    assert "You talked for 32 minutes." in (await leo_again.get(f"/lobby/{seats['leo']}")).text


async def test_it_ends_when_its_time_and_the_grace_are_over(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    reception.travel(END + GRACE)

    assert [await page.is_told_why() for page in (maya, leo)] == ["time-over"] * 2
    await state_becomes(reception, "held")


@pytest.mark.parametrize("who", [("maya",), ("maya", "dana"), ("leo",)])
async def test_where_one_side_only_came_it_was_missed(reception: Reception, who: tuple[str, ...]) -> None:
    """Two people of the client's side talking to each other are no interview."""
    guest = {"email": reception.world.twins.cast.dana.email, "label": "Dana, VP Engineering"}
    seats = await reception.schedule(guests=[guest])
    await reception.open_doors()
    pages: list[CallPage] = await reception.together(*(seats[key] for key in who))
    reception.travel(START + timedelta(minutes=20))
    for page in pages:
        await page.leaves()
    reception.travel(END + GRACE)
    await reception.world.settle()
    told = await reception.told()

    assert (told["state"], told["held_minutes"]) == ("missed", None)


async def state_becomes(reception: Reception, state: str) -> None:
    """Wait until the API tells this state; fail after five seconds."""
    for _ in range(250):
        if (await reception.told())["state"] == state:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"it did not become {state}")


async def test_whoever_is_removed_leaves_the_call_at_once_and_the_others_stay(reception: Reception) -> None:
    house, dana = reception.world.house, reception.world.twins.cast.dana
    seats = await reception.schedule(guests=[{"email": dana.email, "label": "Dana", "required": False}])
    await reception.open_doors()
    await reception.together(seats["maya"], seats["leo"])
    page = await reception.enter(seats["dana"])
    async with house.database.connection() as conn:
        interview = await store.load(conn, reception.interview["id"])
    await hosting.remove_party(house, interview.id, interview.host.person_id, seats["dana"])
    await reception.world.settle()

    assert await page.is_told_why() == "removed"
    assert await reception.present() == {seats["maya"], seats["leo"]}
    for epoch in (1, 2):
        taken = await reception.browser().take(reception.pass_of(seats["dana"], epoch))
        assert taken.status == 404


async def test_facts_that_come_late_or_twice_neither_cut_a_call_nor_prolong_it(reception: Reception) -> None:
    """A withdrawal from before it was shortlisted ends nothing; a later one told twice gives five minutes."""
    offered = reception.world.twins.cast.proposals[0]
    began = reception.clock.now()

    async def tell(state: str, at: datetime) -> Mapping[str, Any]:
        job = {"id": offered.job, "title": offered.job_title}
        told = {"client": offered.client, "freelancer": offered.freelancer, "job": job}
        told |= {"thread": offered.thread, "state": state, "changed_at": at.isoformat()}
        status, said = await reception.api.put(f"/v1/proposals/{offered.id}", told)
        assert status == 200, said
        return said

    await tell("shortlisted", began)
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    late = await tell("withdrawn", began - timedelta(hours=1))
    await reception.world.settle()
    assert (late["state"], late["living"], (await reception.told())["state"]) == (
        "shortlisted",
        True,
        "doors_open",
    )
    now = reception.clock.now()
    await tell("withdrawn", now)
    await reception.world.settle()
    reception.travel(now + timedelta(minutes=4))
    await tell("withdrawn", now)
    await tell("shortlisted", began)
    await reception.world.settle()
    for page in (maya, leo):
        assert (await page.hears("closing"))["at"] == (now + timedelta(minutes=5)).isoformat()
    reception.travel(now + timedelta(minutes=5))
    assert [await page.is_told_why() for page in (maya, leo)] == ["proposal-closed"] * 2
    assert (await reception.told())["state"] == "void"


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_trust_people_cut_a_call_at_once_in_its_last_minutes_too(
    reception: Reception, withdrawn: bool
) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    if withdrawn:
        await reception.world.twins.marketplace.withdraw(reception.world.twins.cast.proposals[0].id)
        await reception.world.settle()
    trust = ApiClient(reception.world, reception.world.settings.secrets.review_key)
    path, body = f"/v1/interviews/{reception.interview['id']}/close", {"reviewer": "t-12", "reason": "safety"}
    assert (await reception.api.post(path, body))[0] == 403
    status, said = await trust.post(path, body)
    assert (status, said["state"]) == (200, "void" if withdrawn else "cancelled")
    assert [await page.is_told_why() for page in (maya, leo)] == ["closed-by-marketplace"] * 2
    assert await reception.present() == set()
    assert (await reception.browser().take(reception.pass_of(seats["leo"]))).status == 404
    assert (await trust.post(path, body))[0] == 409
    assert "interview.closed" in (await reception.world.ledger())[2]
