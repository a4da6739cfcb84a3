"""`/interview times`: the host offers, the freelancer takes one, and the others lapse."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from anteroom.errors import Conflict
from anteroom.interviews import actions as heart
from anteroom.interviews.model import Answer, CounterState, State
from anteroom.interviews.offers import MOST_IN_ALL, offer_times
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words

WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)


async def _offer(bureau: Bureau, *moments: datetime | None) -> dict[str, str] | None:
    await bureau.open_form(text="times")
    await bureau.slack.fill(MAYA, {f"time{number}": each for number, each in enumerate(moments)})
    faults = await bureau.slack.submit(MAYA)
    await bureau.settle()
    return faults


def _takes(bureau: Bureau, user: str) -> list[str]:
    """The names of the blocks in which an offered time can be taken."""
    return [
        block["block_id"]
        for block in bureau.card(user).blocks
        if block.get("accessory", {}).get("action_id") == "offer_take"
    ]


async def test_it_offers_times_of_which_the_freelancer_takes_one(bureau: Bureau) -> None:
    await bureau.link("U0TOMAS", "per_leo")  # a freelancer who is in this Slack as well
    await bureau.schedule({"colleagues": [DANA]})
    assert await _offer(bureau, WEDNESDAY, THURSDAY) is None
    host = words(bureau.card(MAYA))
    assert "You offer as well" in host and f"<!date^{int(WEDNESDAY.timestamp())}" in host
    assert "Leo Marchetti: in their day" in host and f"{DANA}: in their day" in host
    assert "offer" not in words(bureau.card(DANA))
    first, second = _takes(bureau, TOMAS)
    old = bureau.card(TOMAS)
    await asyncio.gather(
        bureau.slack.click(TOMAS, old, "offer_take", block_id=first),
        bureau.slack.click(TOMAS, old, "offer_take", block_id=second),
    )
    await bureau.settle()
    interview = await bureau.interview()
    assert interview.starts_at in (WEDNESDAY, THURSDAY) and interview.state is State.SCHEDULED
    assert interview.length == timedelta(minutes=45)
    assert sorted(each.state for each in interview.counters) == [
        CounterState.ACCEPTED,
        CounterState.SUPERSEDED,
    ]
    assert {party.label: party.answer for party in interview.parties} == {
        MAYA: Answer.ACCEPTED, "Leo Marchetti": Answer.ACCEPTED, DANA: Answer.NONE,
    }  # fmt: skip
    assert _takes(bureau, TOMAS) == [] and "no longer offered" in bureau.told(TOMAS)
    assert "accept" in actions(bureau.card(DANA))


async def test_it_lapses_when_the_first_time_is_accepted_moved_or_handed_over(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    assert await _offer(bureau, WEDNESDAY) is None
    await heart.move(bureau.house, interview.id, "per_maya", THURSDAY, THURSDAY + timedelta(minutes=45))
    assert await _offer(bureau, WEDNESDAY) is None
    assert await _offer(bureau, None) is None  # taken back
    assert await _offer(bureau, WEDNESDAY) is None
    await heart.answer(bureau.house, interview.id, "per_leo", Answer.ACCEPTED)
    await bureau.settle()
    assert {each.state for each in (await bureau.interview()).counters} == {CounterState.SUPERSEDED}
    assert "You offer as well" not in words(bureau.card(MAYA))
    faults = await _offer(bureau, WEDNESDAY)
    assert faults is not None and "has agreed to this time" in "".join(faults.values())
    await bureau.slack.close(MAYA)
    await heart.answer(bureau.house, interview.id, "per_leo", Answer.TENTATIVE)
    assert await _offer(bureau, WEDNESDAY) is None
    guest = (await bureau.interview()).parties[2].id
    await heart.hand_over(bureau.house, interview.id, "per_maya", guest)
    await bureau.settle()
    assert {each.state for each in (await bureau.interview()).counters} == {CounterState.SUPERSEDED}


async def test_it_says_what_is_wrong_with_a_time_and_whose_it_is_to_offer(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    for moments, fault in (
        ((WEDNESDAY, WEDNESDAY), "offered above already"),
        ((TUESDAY,), "each once"),
        ((TUESDAY - timedelta(days=2),), "has passed"),
    ):
        faults = await _offer(bureau, *moments)
        assert faults is not None and fault in "".join(faults.values())
        await bureau.slack.close(MAYA)
    answer = await bureau.slack.command(DANA, "/interview", "times")
    assert answer.message is not None and "Only the host" in words(answer.message)


async def test_it_writes_to_the_freelancer_only_so_often_about_one_interview(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    rounds = [TUESDAY + timedelta(days=1, hours=number) for number in range(MOST_IN_ALL + 1)]
    for starts_at in rounds[:-1]:
        await offer_times(bureau.house, interview.id, "per_maya", [(starts_at, starts_at + interview.length)])
    with pytest.raises(Conflict, match="many times already"):
        await offer_times(
            bureau.house, interview.id, "per_maya", [(rounds[-1], rounds[-1] + interview.length)]
        )
    await offer_times(bureau.house, interview.id, "per_maya", [])
