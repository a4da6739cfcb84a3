"""Another time in Slack: what suits everybody stands first, each at one press."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from anteroom.interviews import actions as heart
from anteroom.interviews.model import CounterState
from anteroom.people.working_hours import DAY, WorkingHours, keep_hours
from anteroom.sandbox.slack.model import View
from slack_bureau import DANA, MAYA, TUESDAY, Bureau


def _suits(bureau: Bureau, user: str) -> list[tuple[str, datetime]]:
    """The times at one press on somebody's screen: the button's name, and the instant."""
    view = bureau.slack.open_view(user)
    assert view is not None
    names = [block["accessory"]["action_id"] for block in view.blocks if "accessory" in block]
    return [(name, datetime.fromtimestamp(int(name.rpartition(":")[2]), UTC)) for name in names]


def _body(view: View | None) -> str:
    assert view is not None
    return json.dumps(view.body, ensure_ascii=False)


async def test_one_press_proposes_and_one_press_moves(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(DANA, bureau.card(DANA), "counter")
    await bureau.settle()
    suits = _suits(bureau, DANA)
    assert 1 <= len(suits) <= 5 and TUESDAY not in [moment for _, moment in suits]
    assert "suit everybody, as far as is known" in _body(bureau.slack.open_view(DANA))
    name, proposed = suits[0]
    # A double click proposes once.
    await asyncio.gather(*(bureau.slack.click(DANA, "modal", name) for _ in range(2)))
    await bureau.settle()
    assert "You proposed" in _body(bureau.slack.open_view(DANA))
    await bureau.slack.close(DANA, everything=True)
    (counter,) = (await bureau.interview()).counters
    assert (counter.starts_at, counter.state) == (proposed, CounterState.OPEN)

    card = bureau.card(MAYA)
    await bureau.slack.click(MAYA, card, "move", block_id=f"decide:{counter.id}")
    await bureau.settle()
    name, moved = _suits(bureau, MAYA)[1]
    await bureau.slack.click(MAYA, "modal", name)
    await bureau.settle()
    assert "is moved to" in _body(bureau.slack.open_view(MAYA))
    await bureau.slack.close(MAYA, everything=True)
    interview = await bureau.interview()
    assert (interview.starts_at, interview.sequence) == (moved, 1)
    assert "accept" in json.dumps(bureau.card(DANA).blocks)


async def test_it_offers_no_time_outside_somebodys_hours_and_an_old_form_changes_nothing(
    bureau: Bureau,
) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    async with bureau.house.database.connection() as conn:
        for person_id, begins, ends in (("per_maya", 13, 16), ("per_leo", 9, 12)):
            spans = [(day * DAY + begins * 60, day * DAY + ends * 60) for day in range(5)]
            await keep_hours(conn, person_id, WorkingHours.of_week(spans), bureau.clock.now())
    await bureau.open_form(text="move")
    suits = _suits(bureau, MAYA)
    # In Berlin from one to four, in São Paulo from nine to twelve: that is one to three o'clock in Berlin.
    assert suits and {moment.hour for _, moment in suits} <= {12, 13, 14}
    assert all(moment.isoweekday() < 6 for _, moment in suits)
    await heart.move(bureau.house, interview.id, "per_maya", suits[-1][1], suits[-1][1] + interview.length)
    await bureau.slack.click(MAYA, "modal", suits[0][0])
    await bureau.settle()
    assert "The time has changed since" in _body(bureau.slack.open_view(MAYA))
    assert (await bureau.interview()).starts_at == suits[-1][1]
