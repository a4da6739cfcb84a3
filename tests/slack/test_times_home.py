"""The Home tab: where somebody is for a while, and which calendars are asked for that person."""

from __future__ import annotations

import asyncio
import json

from anteroom.times.availability import store
from anteroom.times.availability.model import Kind
from slack_bureau import DANA, MAYA, Bureau

ADDRESS = "https://calendars.larkfield.example/private-7Kq/busy.ics"


def _home(bureau: Bureau, user: str) -> str:
    view = bureau.slack.home(user)
    assert view is not None
    return json.dumps(view.blocks, ensure_ascii=False)


async def _travel(bureau: Bureau, **values: object) -> dict[str, str] | None:
    await bureau.slack.command(MAYA, "/interview", "travel")
    await bureau.settle()
    await bureau.slack.fill(MAYA, values)
    faults = await bureau.slack.submit(MAYA)
    await bureau.settle()
    return faults


async def test_it_shows_where_somebody_is_until_that_ends(bureau: Bureau) -> None:
    await bureau.slack.open_home(MAYA)
    await bureau.settle()
    assert "*Time zone:* Berlin, UTC+1" in _home(bureau, MAYA)
    faults = await _travel(bureau, until="2026-12-03")
    assert faults is not None and "Choose where you are" in faults["zone"]
    await bureau.slack.close(MAYA)
    faults = await _travel(bureau, zone="Asia/Tokyo", until="2026-11-20")
    assert faults is not None and "last day there must not be over" in faults["until"]
    await bureau.slack.close(MAYA)
    assert await _travel(bureau, zone="Asia/Tokyo", until="2026-12-03") is None
    assert "Tokyo, UTC+9, until Thu 3 Dec" in _home(bureau, MAYA)
    # What is typed means an hour there from now on.
    await bureau.slack.command(MAYA, "/interview", "schedule p-payments tomorrow 3pm")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None and "Tokyo, UTC+9" in json.dumps(view.body, ensure_ascii=False)
    await bureau.slack.close(MAYA, everything=True)
    assert await _travel(bureau, back=["back"]) is None
    assert "*Time zone:* Berlin, UTC+1" in _home(bureau, MAYA)


async def test_it_stops_asking_a_calendar_at_a_press_and_names_nothing_of_it(bureau: Bureau) -> None:
    house = bureau.house
    await bureau.schedule({"colleagues": [DANA]})
    async with house.database.transaction() as conn:
        for number, person_id in ((1, "per_maya"), (2, "per_leo")):
            await store.add(
                conn, house.vault, f"cal_{number}", person_id, Kind.PUBLISHED, {"address": ADDRESS},
                bureau.clock.now(),
            )  # fmt: skip
    await bureau.slack.open_home(MAYA)
    await bureau.settle()
    shown = _home(bureau, MAYA)
    assert "Published calendar: Not read yet" in shown and "larkfield" not in shown and "cal_2" not in shown
    assert "When can you be met?" in shown or "Open my page" in shown
    await asyncio.gather(*(bureau.slack.click(MAYA, "home", "calendar_stop:cal_1") for _ in range(2)))
    await bureau.settle()
    assert "none is asked" in _home(bureau, MAYA) and "cal_1" not in _home(bureau, MAYA)
    async with house.database.connection() as conn:
        assert await store.calendars_of(conn, ["per_maya", "per_leo"]) == {"per_leo": 1}
