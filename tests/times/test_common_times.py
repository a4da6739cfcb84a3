"""Times that people have in common, as programs and pages ask for them: times alone, and few of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.errors import NotAllowed
from anteroom.people.working_hours import WorkingHours, keep_hours
from anteroom.sandbox.world import World
from anteroom.times.asker import asker_for
from anteroom.times.availability.known import Wanted
from anteroom.times.common import Wish, common_times
from anteroom.times.finder.model import DAY
from anteroom.times.telling import QUARTER
from anteroom.times.veil import VEILED, Veil
from api_client import ApiClient
from times.planted_calendar import person_of, plant_in

WEEK = {"since": "2026-11-24T00:00:00Z", "until": "2026-11-29T00:00:00Z"}
GUEST = {"email": "noor@larkfield.example", "label": "Noor"}
OFFICE = WorkingHours(frozenset({1, 2, 3, 4, 5}), 9 * 60, 17 * 60)
ANY_TIME = WorkingHours(frozenset(range(1, 8)), 0, 24 * 60)


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def asked(api: ApiClient, world: World, **more: Any) -> tuple[int, Mapping[str, Any]]:
    """Look for times for the first proposal, for its client."""
    offered = world.twins.cast.proposals[0]
    body = {"member": offered.client, "minutes": 45, **WEEK, **more}
    return await api.post(f"/v1/proposals/{offered.id}/common-times", body)


async def find(api: ApiClient, world: World, **more: Any) -> Mapping[str, Any]:
    """The same, where it is answered."""
    status, said = await asked(api, world, **more)
    assert status == 200, said
    return said


async def schedule(api: ApiClient, world: World, starts_at: str, **more: Any) -> str:
    """Schedule an interview; return its id."""
    offered = world.twins.cast.proposals[0]
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": starts_at, "minutes": 45, **more}
    status, said = await api.post("/v1/interviews", wish)
    assert status == 201, said
    return str(said["id"])


async def told(world: World, hours: WorkingHours, *members: str) -> None:
    """Let members say when they can be met."""
    people = [await person_of(world, each) for each in members]
    async with world.house.database.transaction() as conn:
        for person_id in people:
            await keep_hours(conn, person_id, hours, world.house.clock.now())


def starts(said: Mapping[str, Any]) -> list[datetime]:
    """When the times begin."""
    return [datetime.fromisoformat(each["starts_at"]) for each in said["times"]]


async def test_it_finds_times_that_suit_all_and_keeps_its_answer(
    api: ApiClient, quiet_world: World, clock: SetClock
) -> None:
    offered = quiet_world.twins.cast.proposals[0]
    first = await find(api, quiet_world)
    assert first["unknown"] == ["host", "candidate"] and len(first["times"]) == 10

    await told(quiet_world, OFFICE, offered.client, offered.freelancer)
    assert await find(api, quiet_world) == first, "the same question gets the same answer for a while"
    clock.advance(timedelta(minutes=20))
    known = await find(api, quiet_world)
    assert known["unknown"] == [] and 3 <= len(known["times"]) <= 10
    assert {why["why"] for each in known["times"] for why in each["reasons"]} == {"all_can"}
    for begins in starts(known):
        # From nine in São Paulo to five in Berlin.
        assert begins.hour >= 12 and begins + timedelta(minutes=45) <= begins.replace(hour=16, minute=0)
    again = starts(await find(api, quiet_world, minutes=30))
    assert set(starts(known)) & set(again), "what was told once is told first"

    for wrong in (
        {"minutes": 20, "until": "2026-11-24T04:00:00Z"},
        {"until": "2026-11-20T00:00:00Z"},
        {"until": "2027-03-24T00:00:00Z"},
        {"until": "9999-12-31T23:50:00Z"},
    ):
        status, said = await asked(api, quiet_world, **wrong)
        assert (status, said["field"]) == (400, "until")


async def test_who_is_no_host_learns_times_alone(api: ApiClient, quiet_world: World) -> None:
    offered = quiet_world.twins.cast.proposals[0]
    await told(quiet_world, ANY_TIME, offered.client, offered.freelancer)
    interview = await schedule(api, quiet_world, "2026-11-26T14:00:00Z", guests=[GUEST])
    path = f"/v1/interviews/{interview}/common-times?member="

    _, host = await api.get(path + offered.client)
    _, candidate = await api.get(path + offered.freelancer)

    assert host["unknown"] == ["Noor"] and all(each["reasons"] for each in host["times"])
    assert candidate["unknown"] == [] and not any(each["reasons"] for each in candidate["times"])
    for found in (host, candidate):
        assert len(found["times"]) == 5
        near = [abs(each - datetime(2026, 11, 26, 14, tzinfo=UTC)) for each in starts(found)]
        assert max(near) < timedelta(days=3) and min(near) > timedelta(0), "close by, and another time"
    assert (await api.get(path + "m-nobody"))[0] == 400


async def test_it_says_of_nobody_who_need_not_come_whether_they_can(
    api: ApiClient, quiet_world: World
) -> None:
    """How well a time suits, and in which order times come, would tell of the one who may stay away."""
    calendars, offered = plant_in(quiet_world), quiet_world.twins.cast.proposals[0]
    member = {"role": "client", "display_name": "Noor", "time_zone": "Europe/Berlin"}
    await api.put("/v1/members/m-noor", {**member, "contact": {"email": GUEST["email"]}})
    before = await schedule(api, quiet_world, "2026-11-30T14:00:00Z", guests=[GUEST])
    await told(quiet_world, ANY_TIME, offered.client, offered.freelancer, "m-noor")
    noon = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())
    await calendars.plant(quiet_world, await person_of(quiet_world, "m-noor"), [(noon, noon + 86_400)])
    guests = [{**GUEST, "required": False}]

    stranger = await find(api, quiet_world, guests=guests)
    await api.post(f"/v1/interviews/{before}/answers", {"member": "m-noor", "answer": "accepted"})
    found = await find(api, quiet_world, guests=guests, minutes=60)

    assert stranger["unknown"] == ["Noor"], "an address alone opens nobody's calendar"
    assert found["unknown"] == [] and starts(found) == sorted(starts(found))
    said = {(why["why"], why["count"], why["of"]) for each in found["times"] for why in each["reasons"]}
    assert said == {("required_can", 2, 2)}


async def test_the_one_hour_in_common_is_told_even_where_it_is_veiled_and_of_one_alone_nothing_is(
    api: ApiClient, quiet_world: World
) -> None:
    calendars, offered = plant_in(quiet_world), quiet_world.twins.cast.proposals[0]
    host, other = [await person_of(quiet_world, each) for each in (offered.client, offered.freelancer)]
    async with quiet_world.house.database.connection() as conn:
        asker = await asker_for(conn, host, ())
    since, until = (datetime.fromisoformat(WEEK[name]) for name in ("since", "until"))
    cells = range(int(since.timestamp()) // QUARTER, int(until.timestamp()) // QUARTER)
    veil = Veil(quiet_world.house.settings.secrets.index_key, asker.side)
    hour = next(cell for cell in veil.hidden(other, cells, VEILED * 3) if cell % 2 == 0) * QUARTER
    taken = [(hour - 14 * DAY, hour), (hour + 3 * QUARTER, hour + 14 * DAY)]
    await calendars.plant(quiet_world, other, taken)

    assert starts(await find(api, quiet_world)) == [datetime.fromtimestamp(hour, UTC)]
    with pytest.raises(NotAllowed):
        wish = Wish(since, until, timedelta(minutes=45))
        await common_times(quiet_world.house, asker, [Wanted(other, "candidate")], wish)


async def test_whoever_asks_can_come_at_every_time_that_is_told(api: ApiClient, quiet_world: World) -> None:
    calendars = plant_in(quiet_world)
    member = {"role": "client", "display_name": "Noor", "time_zone": "Europe/Berlin"}
    await api.put("/v1/members/m-noor", {**member, "contact": {"email": GUEST["email"]}})
    guests = [{**GUEST, "required": False}]
    interview = await schedule(api, quiet_world, "2026-11-30T14:00:00Z", guests=guests)
    free = int(datetime(2026, 11, 26, 8, tzinfo=UTC).timestamp())
    taken = [(free - 14 * DAY, free), (free + DAY // 2, free + 28 * DAY)]
    await calendars.plant(quiet_world, await person_of(quiet_world, "m-noor"), taken)

    _, found = await api.get(f"/v1/interviews/{interview}/common-times?member=m-noor")
    assert {each.day for each in starts(found)} == {26}


async def test_who_travels_is_looked_for_where_the_person_is(
    api: ApiClient, quiet_world: World, clock: SetClock
) -> None:
    offered = quiet_world.twins.cast.proposals[0]
    await told(quiet_world, OFFICE, offered.client, offered.freelancer)
    away = {"time_zone": "America/Sao_Paulo", "since": "2026-11-26", "until": "2026-11-27"}
    assert (await api.put(f"/v1/members/{offered.client}/travel", away))[0] == 200

    evening = {"since": "2026-11-26T16:00:00Z", "until": "2026-11-27T02:00:00Z"}
    found = await find(api, quiet_world, **evening)
    assert all(17 <= begins.hour + 1 <= 20 for begins in starts(found)), "the office at home has closed"
    assert {why["why"] for each in found["times"] for why in each["reasons"]} == {"all_can"}

    assert (await api.call("DELETE", f"/v1/members/{offered.client}/travel"))[0] == 204
    clock.advance(timedelta(minutes=20))
    at_home = await find(api, quiet_world, **evening)
    assert "all_can" not in {why["why"] for each in at_home["times"] for why in each["reasons"]}


async def test_what_was_asked_and_told_is_forgotten(
    api: ApiClient, quiet_world: World, clock: SetClock
) -> None:
    offered = quiet_world.twins.cast.proposals[0]
    await told(quiet_world, ANY_TIME, offered.client, offered.freelancer)
    await find(api, quiet_world)

    async def kept() -> tuple[int, int]:
        async with quiet_world.house.database.connection() as conn:
            counts = "select (select count(*) from time_question), (select count(*) from time_told)"
            row = await conn.fetchrow(counts)
        assert row is not None
        return row[0], row[1]

    assert await kept() == (1, 1)
    clock.advance(timedelta(days=2))
    await quiet_world.settle()
    assert await kept() == (0, 1)
    clock.advance(timedelta(days=21))
    await quiet_world.settle()
    assert await kept() == (0, 0)
