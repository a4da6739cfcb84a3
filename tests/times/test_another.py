"""Another time, behind the pass: the next common times first, then one of the reader's own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.people.working_hours import WorkingHours, keep_hours
from anteroom.sandbox.world import World
from anteroom.times.questions import MOST_ABOUT
from passes.reception import START, Reception
from times.planted_calendar import person_of, plant_in

OFFICE = WorkingHours(frozenset({1, 2, 3, 4, 5}), 9 * 60, 17 * 60)


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()


def offered(page: str) -> list[datetime]:
    """The times that a page offers."""
    return [datetime.fromisoformat(each) for each in re.findall(r'name="starts_at" value="([^"]+)"', page)]


async def test_the_next_common_times_come_first_and_one_of_them_is_proposed(reception: Reception) -> None:
    world, cast = reception.world, reception.world.twins.cast
    calendars, host = plant_in(world), await person_of(world, str(cast.maya.member))
    async with world.house.database.transaction() as conn:
        for person_id in (host, await person_of(world, str(cast.leo.member))):
            await keep_hours(conn, person_id, OFFICE, world.house.clock.now())
    # Maya is taken on Tuesday, and the whole of Wednesday but for the interview.
    tuesday = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    await calendars.plant(
        world,
        host,
        [(tuesday, int(START.timestamp())), (int(START.timestamp()) + 2700, tuesday + 2 * 86_400)],
    )
    seats = await reception.schedule()
    leo, seat = await reception.seated(seats["leo"]), seats["leo"]

    page = await leo.get(f"/another/{seat}")
    times = offered(page.text)
    assert page.status == 200 and 3 <= len(times) <= 5 and times == sorted(times)
    assert all(each.day not in (24, 25) and 12 <= each.hour < 16 for each in times)
    assert "Busy" not in page.text and "Okafor reads what you propose" in page.text
    assert offered((await leo.get(f"/another/{seat}")).text) == times, "looked at again, it is the same"

    sent = await leo.send(f"/another/{seat}", {"starts_at": times[0].isoformat()})
    assert (sent.status, sent.headers["Location"]) == (303, f"/another/{seat}#proposed")
    listed = await reception.api.get(f"/v1/interviews/{reception.interview['id']}/counters")
    (counter,) = listed[1]["counters"]
    assert datetime.fromisoformat(counter["starts_at"]) == times[0] and counter["state"] == "open"
    assert "You proposed" in (await leo.get(f"/another/{seat}")).text

    maya, own = await reception.seated(seats["maya"]), seats["maya"]
    assert "Move to another time" in (await maya.get(f"/lobby/{own}")).text
    moved = await maya.send(f"/another/{own}", {"local": "2026-11-27T15:00"})
    assert moved.status == 303
    assert (await reception.told())["starts_at"] == "2026-11-27T14:00:00+00:00", "in her own zone"


async def test_what_cannot_be_is_said_on_the_page(reception: Reception, clock: SetClock) -> None:
    seats = await reception.schedule(guests=[{"email": "dana@fernside.example", "label": "Dana"}])
    leo, seat = await reception.seated(seats["leo"]), seats["leo"]
    for wrong in (
        {},
        {"local": "soon"},
        {"local": "2020-01-01T10:00"},
        {"starts_at": "2026-11-25"},
        {"local": "9999-12-31T23:00"},
    ):
        answer = await leo.send(f"/another/{seat}", wrong)
        assert answer.status == 400 and 'role="alert"' in answer.text, wrong
    dana = await reception.seated(seats["dana"])
    assert "universal time, UTC" in (await dana.get(f"/another/{seats['dana']}")).text
    assert (await dana.get(f"/another/{seat}")).status == 404

    page = ""
    for _ in range(MOST_ABOUT + 1):
        clock.advance(timedelta(minutes=16))
        page = (await leo.get(f"/another/{seat}")).text
    assert not offered(page) and "often enough today" in page and 'name="local"' in page

    await reception.open_doors()
    assert "cannot be changed any more" in (await leo.get(f"/another/{seat}")).text
