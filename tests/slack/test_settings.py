"""`/interview settings`: what can be set here is kept and used; of the rest it says where."""

from __future__ import annotations

import json
from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews import passing
from anteroom.interviews.commands import ProposeCounter
from slack_bureau import DANA, MAYA, TUESDAY, Bureau, words

WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


async def _form(bureau: Bureau, user: str) -> str:
    await bureau.slack.command(user, "/interview", "settings")
    await bureau.settle()
    view = bureau.slack.open_view(user)
    assert view is not None
    return json.dumps(view.body, ensure_ascii=False)


async def test_it_keeps_working_hours_and_tells_the_host_whether_a_time_lies_in_them(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await _form(bureau, DANA)
    for values, field, fault in (
        ({"days": WEEK, "begins": "09:00"}, "ends", "both hours"),
        ({"days": WEEK, "begins": "09:00", "ends": "09:00"}, "ends", "end after it begins"),
        ({"days": [], "ends": "17:00"}, "days", "at least one day"),
    ):
        await bureau.slack.fill(DANA, values)
        faults = await bureau.slack.submit(DANA)
        assert faults is not None and fault in faults[field], faults
    await bureau.slack.fill(DANA, {"days": WEEK})
    assert await bureau.slack.submit(DANA) is None
    async with bureau.house.database.connection() as conn:
        told = await conn.fetchval("select count(language) from person where kind = 'guest'")
    assert told == 0, "the language that the form had by itself was not chosen"
    assert '"initial_time": "09:00"' in await _form(bureau, DANA)
    await bureau.slack.close(DANA)
    # In New York it is nine when the interview begins; Leo proposes two hours, then nine hours later.
    for hours, said in ((2, "in their working hours"), (9, "outside their working hours")):
        start = TUESDAY + timedelta(hours=hours)
        wish = ProposeCounter((await bureau.interview()).id, "per_leo", start, start + timedelta(minutes=45))
        await heart.counter(bureau.house, wish)
        await bureau.settle()
        assert f"{DANA}: {said}" in words(bureau.card(MAYA))


async def test_it_shows_a_member_where_the_rest_is_set_and_lets_a_guest_choose_a_language(
    bureau: Bureau,
) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    shown = await _form(bureau, MAYA)
    assert f"connected as {MAYA}" in shown and "Europe/Berlin" in shown
    assert "Mon 23 Nov, 10:00 (Berlin, UTC+1)" in shown
    assert "your profile on Harbourline" in shown and "*Language:* English" in shown
    assert '"block_id": "language"' not in shown
    await bureau.slack.close(MAYA)
    assert "a colleague invited you" in await _form(bureau, DANA)
    await bureau.slack.fill(DANA, {"language": "Español"})
    assert await bureau.slack.submit(DANA) is None
    interview = await bureau.interview()
    bureau.clock.set(interview.starts_at - timedelta(hours=1))
    await bureau.slack.command(MAYA, "/interview", "late 10")
    await bureau.settle()
    assert any("se retrasa" in each.text for each in bureau.cards(DANA))


async def test_it_keeps_a_message_in_slack_where_no_mail_would_bring_it(bureau: Bureau) -> None:
    """Here nothing but Slack reaches anybody: what is switched off must not be lost for that."""
    await bureau.schedule({"colleagues": [DANA]})
    await _form(bureau, DANA)
    await bureau.slack.fill(DANA, {"messages": []})
    assert await bureau.slack.submit(DANA) is None
    assert '"initial_options"' not in (await _form(bureau, DANA)).partition('"messages"')[2]
    await bureau.slack.close(DANA)
    bureau.clock.set(TUESDAY - timedelta(minutes=10))
    await passing.pass_time(bureau.house)
    await bureau.settle()
    assert any(each.blocks[0]["block_id"] == "pass" for each in bureau.cards(DANA))
