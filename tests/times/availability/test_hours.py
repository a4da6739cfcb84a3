"""Weekly hours and what else is known: as typed on the own page, told by REST, handed over, and erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from anteroom.errors import BadInput
from anteroom.people.working_hours import WorkingHours
from deployment import MONDAY
from heart.test_disclosures import with_details
from passes.reception import START
from times.availability.outside import publisher
from times.availability.owner import Owner
from times.availability.test_published import TUESDAY, at, calendar

MADRID = ZoneInfo("Europe/Madrid")
LATE = ((22 * 60, 24 * 60),)


def typed(*spans: tuple[int, int, str, str]) -> dict[str, str]:
    """What the form sends: (day, which of its spans, from, until)."""
    fields = {"wish": "save", "zone": "Europe/Madrid"}
    for day, number, begins, ends in spans:
        fields |= {f"day{day}.{number}.from": begins, f"day{day}.{number}.until": ends}
    return fields


async def test_hours_are_typed_day_by_day_and_found_where_times_are_looked_for(owner: Owner) -> None:
    spans = (
        (1, 0, "15:00", "18:30"),
        (1, 1, "09:00", "13:30"),
        (5, 0, "22:00", "00:00"),
        (6, 0, "00:00", "02:00"),
    )
    saved = await owner.browser.send(f"{owner.path}/hours", typed(*spans))
    assert (saved.status, saved.headers["Location"]) == (303, f"{owner.path}#hours")
    page = await owner.page()
    assert page.index('value="09:00"') < page.index('value="13:30"') < page.index('value="15:00"')
    assert 'aria-label="Monday, again until"' in page and "<option selected>Europe/Madrid</option>" in page

    known = await owner.known()
    assert known.zone == MADRID and known.week is not None and known.known
    assert known.week.days == (((540, 810), (900, 1110)), (), (), (), LATE, ((0, 120),), ())
    assert known.interviews == ((int(START.timestamp()), int(START.timestamp()) + 45 * 60),)

    await owner.browser.send(f"{owner.path}/hours", {"wish": "forget"})
    known = await owner.known()
    assert (known.week, known.known) == (None, False)
    await owner.browser.send(f"{owner.path}/hours", {"wish": "usual"})
    known = await owner.known()
    assert known.week is not None and known.week.days == (((540, 1020),),) * 5 + ((), ())


async def test_hours_that_nobody_can_have_are_refused_where_they_stand(owner: Owner) -> None:
    for spans, words in (
        (((2, 0, "18:00", "09:00"),), "On Tuesday the hours have to end after they begin"),
        (((3, 0, "09:00", ""),), "On Wednesday the hours have to end after they begin"),
        (((4, 0, "09:00", "12:00"), (4, 1, "11:00", "13:00")), "Two spans of Thursday overlap"),
        (((7, 0, "25:00", "99:99"),), "On Sunday the hours have to end after they begin"),
    ):
        answer = await owner.browser.send(f"{owner.path}/hours", typed(*spans))
        assert (answer.status, words in answer.text) == (400, True), words
        assert 'aria-invalid="true"' in answer.text
    await owner.reception.rewrite("update person set time_zone = null where id = $1", owner.person_id)
    answer = await owner.browser.send(f"{owner.path}/hours", {"wish": "usual", "zone": ""})
    assert (answer.status, "hours mean nothing without it" in answer.text) == (400, True)
    known = await owner.known()
    assert (known.week, known.zone) == (None, None)
    await owner.browser.send(f"{owner.path}/hours", {"wish": "usual", "zone": "Asia/Kolkata"})
    known = await owner.known()
    assert known.zone == ZoneInfo("Asia/Kolkata") and known.week is not None


def test_hours_hold_what_lies_within_them_over_midnight_too() -> None:
    hours = WorkingHours.of_week(((4 * 1440 + 22 * 60, 5 * 1440), (5 * 1440, 5 * 1440 + 120)))
    friday = datetime(2026, 11, 27, 23, 30, tzinfo=MADRID)
    assert hours.hold(friday, friday + timedelta(hours=1), MADRID)
    assert not hours.hold(friday, friday + timedelta(hours=3), MADRID)
    assert not hours.hold(friday - timedelta(hours=2), friday, MADRID)
    assert WorkingHours.of_week(((540, 1020),)) == WorkingHours(frozenset({1}), 540, 1020)
    for wrong in ((), ((540, 540),), ((540, 600), (580, 700)), ((1400, 1500),), ((-5, 10),)):
        with pytest.raises(BadInput):
            WorkingHours.of_week(wrong)


async def test_a_program_says_them_for_a_member_and_sees_no_busy_time(owner: Owner) -> None:
    api = owner.reception.api
    leo = owner.world.twins.cast.proposals[0].freelancer
    path = f"/v1/members/{leo}/availability"
    assert (await api.get(path))[1] == {"week": [], "calendars": []}
    week = [{"day": 1, "begins": 540, "ends": 780}, {"day": 7, "begins": 1320, "ends": 1440}]
    assert (await api.put(path, {"week": week}))[1]["week"] == week
    for wrong in (
        {"day": 8, "begins": 1, "ends": 2},
        {"day": 1, "begins": 5, "ends": 5},
        {"day": 1, "begins": 0, "ends": 1441},
    ):
        assert (await api.put(path, {"week": [wrong]}))[0] == 400
    assert (await api.get("/v1/members/nobody/availability"))[0] == 404
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        status, told = await api.get(path)
        (shown,) = told["calendars"]
        assert (status, shown["kind"], shown["state"], shown["trouble"]) == (
            200,
            "published",
            "working",
            None,
        )
        assert shown["asked_at"] == MONDAY.isoformat()
        assert "2026-11-24T10:30" not in f"{told}" and "127.0.0.1" not in f"{told}"
        await _export(owner, leo, shown["id"])
        gone = f"{path}/calendars/{shown['id']}"
        assert (await api.call("DELETE", f"/v1/members/m-maya/availability/calendars/{shown['id']}"))[
            0
        ] == 404
        assert (await api.call("DELETE", gone))[0] == 204
        assert (await api.call("DELETE", gone))[0] == 404
    assert (await owner.known()).busy == ()


async def _export(owner: Owner, member: str, source: str) -> None:
    trusted = await with_details(owner.world)
    body = {"reviewer": "t-12", "reason": "access_request"}
    status, told = await trusted.post(f"/v1/members/{member}/export", body)
    assert status == 200, told
    (kept,) = told["calendars"]
    assert kept["calendar"]["id"] == source
    begins, ends = (datetime.fromtimestamp(each, UTC).isoformat() for each in (at(24, 9), at(24, 10, 30)))
    assert kept["busy"] == [{"starts_at": begins, "ends_at": ends}]
    assert told["working_hours"]["week"][1] == {"day": 7, "begins": 1320, "ends": 1440}


async def test_erasing_somebody_takes_hours_and_calendars_away(owner: Owner) -> None:
    await owner.browser.send(f"{owner.path}/hours", {"wish": "usual"})
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        trusted = await with_details(owner.world)
        leo = owner.world.twins.cast.proposals[0].freelancer
        path = f"/v1/members/{leo}?reviewer=t-12&reason=erasure_request"
        status, told = await trusted.call("DELETE", path)
        assert status == 200, told
    async with owner.world.house.database.connection() as conn:
        for table in ("availability_source", "busy_time", "working_hours"):
            assert await conn.fetchval(f"select count(*) from {table}") == 0
    assert (await owner.browser.get(owner.path)).status == 404
