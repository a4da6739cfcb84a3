"""Interviews that are held here occupy who takes part in them, whoever looks for a time for what."""

from __future__ import annotations

from anteroom.times.availability.known import Wanted, attendees
from anteroom.times.availability.model import Window
from passes.reception import END, START
from times.availability.owner import Owner

HELD = ((int(START.timestamp()), int(END.timestamp())),)


async def test_an_interview_occupies_who_comes_unless_it_is_the_one_to_be_moved(owner: Owner) -> None:
    reception, house = owner.reception, owner.world.house
    first = reception.interview["id"]
    assert (await owner.known()).interviews == HELD
    assert (await occupied(owner, but=first)) == ()
    assert (await owner.known(days=1)).interviews == (), "what lies outside of the window is not looked at"

    seats = await reception.schedule(
        starts_at=END.isoformat(), guests=[{"email": "dana@brimhold.example", "label": "Dana"}]
    )
    async with house.database.connection() as conn:
        dana = str(await conn.fetchval("select person_id from party where id = $1", seats["dana"]))
    assert (await occupied(owner, but=first)) == await occupied(owner, dana) != ()
    path = f"/v1/interviews/{reception.interview['id']}"
    maya, leo = (each.member for each in (owner.world.twins.cast.maya, owner.world.twins.cast.leo))
    assert (await reception.api.post(f"{path}/answers", {"member": leo, "answer": "declined"}))[0] == 200
    assert (await owner.known()).interviews == HELD, "whoever declined is free then"
    removed = await reception.api.post(f"{path}/parties/{seats['dana']}/remove", {"member": maya})
    assert removed[0] == 200
    assert await occupied(owner, dana) == (), "and so is who is not to come any more"
    reception.interview["id"] = first
    await reception.cancel()
    assert (await owner.known()).interviews == (), "one that is called off occupies nobody"


async def occupied(owner: Owner, person_id: str = "", *, but: str = "") -> tuple[tuple[int, int], ...]:
    """By which interviews somebody is occupied."""
    house = owner.world.house
    window, asked = Window.ahead(house.clock.now()), Wanted(person_id or owner.person_id, "one")
    async with house.database.connection() as conn:
        (found,) = await attendees(house, conn, [asked], window, but=but)
    return found.interviews
