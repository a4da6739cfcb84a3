"""A quarter of an hour more, because the host asks for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.interviews import actions
from passes.reception import END, Reception
from passes.test_lobby import guests
from passes.test_room_ends import GRACE, state_becomes

MORE = timedelta(minutes=15)


async def test_the_host_adds_time_and_the_time_agreed_stays(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    await reception.world.settle()
    before = await reception.told()
    reception.travel(END - timedelta(minutes=2))
    await maya.socket.send_json({"kind": "extend"})
    later = (END + GRACE + MORE).isoformat()
    for page in (maya, leo):
        assert (await page.hears("extended"))["ends_at"] == later
        assert (await page.hears("relay"))["restart"] is True, "the old login ends with the old end"
    await reception.world.settle()
    told = await reception.told()
    assert (told["starts_at"], told["ends_at"]) == (before["starts_at"], before["ends_at"])

    reception.travel(END + GRACE + timedelta(minutes=14))
    await reception.world.settle()
    await asyncio.sleep(0.6)
    assert await reception.present() == {seats["maya"], seats["leo"]}
    await leo.leaves()
    back = await reception.seated(seats["leo"])
    again = await reception.connect(back, seats["leo"], await reception.admission(back, seats["leo"]))
    assert (await again.hears("welcome"))["ends_at"] == later
    reception.travel(END + GRACE + MORE)
    assert [await page.is_told_why() for page in (maya, again)] == ["time-over"] * 2
    await state_becomes(reception, "held")


async def test_only_the_host_adds_time_and_an_hour_at_most(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    await leo.socket.send_json({"kind": "extend"})
    assert (await leo.hears("refused"))["code"] == "not-allowed"
    for number in range(1, 5):
        await maya.socket.send_json({"kind": "extend"})
        assert (await maya.hears("extended"))["ends_at"] == (END + GRACE + number * MORE).isoformat()
    await maya.socket.send_json({"kind": "extend"})
    assert (await maya.hears("refused"))["code"] == "conflict"
    await reception.world.settle()
    heard = [
        event for event in reception.world.twins.marketplace.events if event.type == "interview.extended"
    ]
    assert [event.data["minutes"] for event in heard] == ["15"] * 4


async def test_who_handed_the_hosting_over_in_the_call_ends_it_for_nobody(reception: Reception) -> None:
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    heir = next(each for each in reception.interview["parties"] if each["role"] == "guest")
    maya, leo, dana = await reception.together(seats["maya"], seats["leo"], heir["id"])
    house, interview_id = reception.world.house, reception.interview["id"]
    async with house.database.connection() as conn:
        host = await conn.fetchval("select person_id from party where id = $1", seats["maya"])
    await actions.hand_over(house, interview_id, host, heir["id"])

    for kind in ("end", "extend"):
        await maya.socket.send_json({"kind": kind})
        assert (await maya.hears("refused"))["code"] == "not-allowed", kind
    await dana.socket.send_json({"kind": "extend"})
    assert (await leo.hears("extended"))["ends_at"] == (END + GRACE + MORE).isoformat()
    await dana.socket.send_json({"kind": "end"})
    assert await leo.is_told_why() == "ended-by-host"
