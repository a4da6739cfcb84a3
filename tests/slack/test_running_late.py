"""Running late: everybody else hears of it once, each by the own way."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews import passing
from anteroom.interviews.model import Answer, Event, Interview
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words


async def _doors_open(bureau: Bureau) -> Interview:
    made = await bureau.schedule({"colleagues": [DANA, TOMAS]})
    bureau.clock.set(TUESDAY - timedelta(minutes=10))
    await passing.pass_time(bureau.house)
    await bureau.settle()
    return made


def _late(bureau: Bureau, user: str) -> list[str]:
    return [message.text for message in bureau.cards(user) if "runs late" in message.text]


async def test_it_tells_everybody_else_once_and_takes_the_menus_away(bureau: Bureau) -> None:
    await _doors_open(bureau)
    brought = next(each for each in bureau.cards(DANA) if each.blocks[0]["block_id"] == "pass")
    assert "late" in actions(brought)
    # Two presses at once say one thing.
    await asyncio.gather(
        *(bureau.slack.click(DANA, brought, "late", "10 minutes late", block_id="late") for _ in range(2))
    )
    await bureau.settle()
    assert "you come at about 09:10 (New York, UTC−5)" in bureau.told(DANA)
    assert _late(bureau, DANA) == []
    for user, comes in ((MAYA, "15:10 (Berlin, UTC+1)"), (TOMAS, "15:10 (Madrid, UTC+1)")):
        assert _late(bureau, user) == [
            f"{DANA} runs late and comes at about {comes}: Interview: Payments API in Go"
        ]
    card = next(each for each in bureau.cards(MAYA) if each.blocks[0]["block_id"] == "state")
    assert f"{DANA} (guest) – no answer yet, *late: about <!date^" in words(card)
    assert "|15:10 Berlin, UTC+1>" in words(card)
    # Nothing is left to press a second time, neither on the card nor below the link.
    assert all("late" not in actions(each) for each in bureau.cards(DANA))
    assert any("Everybody else knows" in words(each) for each in bureau.cards(DANA))
    assert "late" in actions(
        next(each for each in bureau.cards(TOMAS) if each.blocks[0]["block_id"] == "pass")
    )
    async with bureau.house.database.connection() as conn:
        told = await conn.fetch("select facts from ledger_entry where event = $1", Event.LATE.value)
    assert [row["facts"]["minutes"] for row in told] == [10]


async def test_it_takes_a_number_typed_and_keeps_its_bounds(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})

    async def said(typed: str, user: str = MAYA) -> str:
        answer = await bureau.slack.command(user, "/interview", typed)
        assert answer.message is not None
        return words(answer.message)

    assert "too early" in await said("late 10")
    bureau.clock.set(TUESDAY - timedelta(hours=1))
    assert "Say `5`, `10` or `15`" in await said("late 20")
    menu = await bureau.slack.command(MAYA, "/interview", "late")
    assert menu.message is not None and "late" in actions(menu.message)
    await bureau.slack.click(MAYA, menu.message, "late", "5 minutes late")
    await bureau.settle()
    assert actions(menu.message) == [] and "you come at about 15:05" in words(menu.message)
    for minutes, comes in ((5, "15:05"), (10, "15:10"), (15, "15:15")):
        assert f"you come at about {comes}" in await said(f"late {minutes} min")
    assert "often enough" in await said("late 5")
    await bureau.settle()
    # What is overtaken before it leaves is not said any more: three messages at most.
    assert 1 <= len(_late(bureau, DANA)) <= 3
    interview = await bureau.interview()
    await heart.answer(bureau.house, interview.id, interview.parties[2].person_id, Answer.DECLINED)
    assert "nobody waits for you" in await said("late 5", DANA)
    bureau.clock.set(interview.ends_at - timedelta(minutes=5))
    await heart.answer(bureau.house, interview.id, interview.parties[2].person_id, Answer.ACCEPTED)
    assert "over by then" in await said("late 5", DANA)


async def test_it_is_not_for_somebody_else(bureau: Bureau) -> None:
    await _doors_open(bureau)
    menu = next(each for each in bureau.cards(DANA) if "late" in actions(each))
    bureau.slack.workspace.channels[menu.channel].members.add("U0GUEST")
    await bureau.slack.click("U0GUEST", menu, "late", "5 minutes late", block_id="late")
    await bureau.settle()
    assert "somebody else" in bureau.told("U0GUEST")
    assert _late(bureau, MAYA) == []


async def test_it_forgets_who_was_late_when_the_time_moves(bureau: Bureau) -> None:
    interview = await _doors_open(bureau)
    await bureau.slack.command(MAYA, "/interview", "late 5")
    later = TUESDAY + timedelta(days=1)
    await heart.move(bureau.house, interview.id, "per_maya", later, later + timedelta(minutes=45))
    await bureau.settle()
    assert all(party.late_until is None for party in (await bureau.interview()).parties)
    old = [each for each in bureau.cards(DANA) if each.blocks[0]["block_id"] == "pass"]
    assert [actions(each) for each in old] == [[]]
    assert "which has another time now" in words(old[0])
