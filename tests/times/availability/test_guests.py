"""Guests open calendars, too, and have no account with which to take them away later."""

from __future__ import annotations

from datetime import timedelta

from passes.reception import END
from times.availability.outside import publisher
from times.availability.owner import Owner
from times.availability.test_published import TUESDAY, calendar


async def test_what_a_guest_opened_is_forgotten_a_month_after_the_last_interview(owner: Owner) -> None:
    reception, house = owner.reception, owner.world.house
    seats = await reception.schedule(guests=[{"email": "dana@brimhold.example", "label": "Dana"}])
    dana = await reception.seated(seats["dana"])
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        typed = {"kind": "published", "address": published.url}
        assert (await dana.send(f"/availability/{seats['dana']}/add", typed)).status == 303
    words = "forgotten 30 days after your last interview"
    assert words in (await dana.get(f"/availability/{seats['dana']}")).text
    assert words not in await owner.page()

    async def whose() -> list[str]:
        async with house.database.connection() as conn:
            rows = await conn.fetch(
                "select person.kind from availability_source join person on person.id = person_id order by 1"
            )
        return [row["kind"] for row in rows]

    for days, left in ((29, ["guest", "member"]), (31, ["member"])):
        reception.travel(END + timedelta(days=days))
        await owner.world.settle()
        assert await whose() == left
