"""`/interview hours`: a line for each day, kept, shown in the Home tab, and used where times are judged."""

from __future__ import annotations

import json

from anteroom.people.working_hours import hours_of
from anteroom.sandbox.slack.model import View
from slack_bureau import DANA, MAYA, Bureau


async def _form(bureau: Bureau, user: str) -> View:
    await bureau.slack.command(user, "/interview", "hours")
    await bureau.settle()
    view = bureau.slack.open_view(user)
    assert view is not None
    return view


async def _kept(bureau: Bureau, person_id: str) -> str:
    async with bureau.house.database.connection() as conn:
        told = await hours_of(conn, [person_id])
    return str([span for each in told.values() for span in each.spans])


def _home(bureau: Bureau, user: str) -> str:
    view = bureau.slack.home(user)
    assert view is not None
    return json.dumps(view.blocks, ensure_ascii=False)


async def test_it_keeps_each_days_hours_and_shows_them_in_the_home_tab(bureau: Bureau) -> None:
    await bureau.slack.open_home(MAYA)
    await bureau.settle()
    await bureau.slack.click(MAYA, "home", "continue:hours")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    shown = json.dumps(view.body, ensure_ascii=False)
    assert "Mon 23 Nov, 10:00 (Berlin, UTC+1)" in shown
    await bureau.slack.fill(MAYA, {"Monday": "9-12, 13:30–17", "Friday": "nine", "Saturday": "14-12"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert "Write from and to" in faults["day5:0"] and "end after it begins" in faults["day6:0"]
    await bureau.slack.fill(MAYA, {"Friday": "", "Saturday": ""})
    await bureau.slack.click(MAYA, "modal", "week_copy")
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"Friday": "9-13"})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert "Mon–Thu, 09:00–12:00 and 13:30–17:00 · Fri, 09:00–13:00" in _home(bureau, MAYA)
    again = await _form(bureau, MAYA)
    assert again.values["day1:0"] == {
        "day1:0": {"type": "plain_text_input", "value": "09:00–12:00, 13:30–17:00"}
    }
    # What differs by day stands in the settings, and is not lost when these are kept.
    await bureau.slack.close(MAYA)
    kept = await _kept(bureau, "per_maya")
    await bureau.slack.command(MAYA, "/interview", "settings")
    await bureau.settle()
    settings = bureau.slack.open_view(MAYA)
    assert settings is not None and "Mon–Thu, 09:00–12:00" in json.dumps(settings.body, ensure_ascii=False)
    assert await bureau.slack.submit(MAYA) is None
    assert await _kept(bureau, "per_maya") == kept
    await _form(bureau, MAYA)
    await bureau.slack.fill(MAYA, dict.fromkeys(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), ""))
    assert await bureau.slack.submit(MAYA) is None
    assert await _kept(bureau, "per_maya") == "[]"


async def test_it_tells_a_guest_and_asks_a_stranger_to_connect(bureau: Bureau) -> None:
    answer = await bureau.slack.command(DANA, "/interview", "hours")
    assert answer.message is not None and "onnect" in answer.message.text
    await bureau.schedule({"colleagues": [DANA]})
    shown = json.dumps((await _form(bureau, DANA)).body, ensure_ascii=False)
    assert "New York, UTC−5" in shown
