"""Cards and their buttons: one message each, edited in place, authorised by who presses."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews import passing
from anteroom.interviews.model import Answer, CounterState, State
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words


async def test_it_edits_the_card_in_place_when_a_colleague_accepts(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    before = {user: bureau.card(user).ts for user in (MAYA, DANA)}
    click = await bureau.slack.click(DANA, bureau.card(DANA), "accept")
    assert click.error is None
    await bureau.settle()
    assert {user: bureau.card(user).ts for user in (MAYA, DANA)} == before
    assert f"✓ {DANA} (guest) – accepted" in words(bureau.card(MAYA))
    assert actions(bureau.card(DANA)) == ["decline", "counter"]


async def test_it_lets_one_of_two_presses_at_once_win_and_tells_the_other_why(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    card = bureau.card(DANA)
    await asyncio.gather(bureau.slack.click(DANA, card, "accept"), bureau.slack.click(DANA, card, "decline"))
    await bureau.settle()
    said = next(p for p in (await bureau.interview()).parties if p.label == DANA).answer
    assert said in (Answer.ACCEPTED, Answer.DECLINED)
    assert f"Your answer is already “{said.value}”" in bureau.told(DANA)
    assert interview.id == (await bureau.interview()).id
    assert ("✓" if said is Answer.ACCEPTED else "✗") in words(bureau.card(DANA))


async def test_it_says_nothing_about_a_double_click(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    card = bureau.card(DANA)
    for _ in range(2):
        await bureau.slack.click(DANA, card, "accept")
    await bureau.settle()
    assert bureau.told(DANA) == ""
    assert (await bureau.interview()).parties[2].answer is Answer.ACCEPTED


async def test_it_refuses_a_press_on_a_card_that_shows_an_older_time(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    later = TUESDAY + timedelta(days=1)
    await heart.move(bureau.house, interview.id, "per_maya", later, later + timedelta(minutes=45))
    await bureau.slack.click(DANA, bureau.card(DANA), "accept")
    await bureau.settle()
    assert "earlier time" in bureau.told(DANA)
    assert (await bureau.interview()).parties[2].answer is Answer.NONE
    assert "Wed 25 Nov" in words(bureau.card(DANA))


async def test_it_carries_another_time_to_the_host_who_accepts_it(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    later = TUESDAY + timedelta(hours=1)
    await bureau.slack.click(DANA, bureau.card(DANA), "counter")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"when": later, "comment": "I land at noon."})
    assert await bureau.slack.submit(DANA) is None
    await bureau.settle()
    assert "You proposed Tue 24 Nov, 10:00–10:45." in words(bureau.card(DANA))
    host = bureau.card(MAYA)
    assert f"{DANA} proposes" in words(host)
    assert "I land at noon." in words(host)
    assert f"{DANA}: proposed it" in words(host)
    await bureau.slack.click(MAYA, host, "counter_accept")
    await bureau.settle()
    moved = await bureau.interview()
    assert moved.starts_at == later
    assert moved.counters[0].state is CounterState.ACCEPTED
    assert "counter_accept" not in actions(bureau.card(MAYA))
    assert f"✓ {DANA}" in words(bureau.card(DANA))


async def test_it_keeps_the_time_when_the_host_says_so(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(DANA, bureau.card(DANA), "counter")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"when": TUESDAY + timedelta(hours=2)})
    assert await bureau.slack.submit(DANA) is None
    await bureau.settle()
    await bureau.slack.click(MAYA, bureau.card(MAYA), "counter_decline")
    await bureau.settle()
    kept = await bureau.interview()
    assert (kept.starts_at, kept.counters[0].state) == (TUESDAY, CounterState.DECLINED)
    assert "counter_decline" not in actions(bureau.card(MAYA))
    assert f"{MAYA} keeps this time." in words(bureau.card(DANA))


async def test_it_moves_from_the_card(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(MAYA, bureau.card(MAYA), "move")
    await bureau.settle()
    later = TUESDAY + timedelta(days=2)
    await bureau.slack.fill(MAYA, {"when": later, "length": "60"})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    moved = await bureau.interview()
    assert (moved.starts_at, moved.length) == (later, timedelta(hours=1))


async def test_it_tells_whoever_else_presses_that_the_card_is_not_theirs(bureau: Bureau) -> None:
    """Cards can be forwarded; what counts is who presses."""
    await bureau.schedule({"colleagues": [DANA]})
    space, card = bureau.slack.workspace, bureau.card(DANA)
    space.channels[card.channel].members.add("U0TOMAS")
    await bureau.slack.click(TOMAS, card, "accept")
    await bureau.settle()
    assert "somebody else" in bureau.told(TOMAS)
    assert (await bureau.interview()).parties[2].answer is Answer.NONE


async def test_it_brings_the_pass_when_the_doors_open_and_names_what_became_of_it(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    bureau.clock.set(TUESDAY - timedelta(minutes=10))
    await passing.pass_time(bureau.house)
    await bureau.settle()
    card, brought = bureau.cards(DANA)
    assert "Doors open" in words(card)
    assert "Your interview starts in 10 minutes" in words(brought)
    element = brought.action("join")
    assert element is not None
    party = (await bureau.interview()).parties[2]
    assert element["url"] == bureau.house.mint.link(party.id, 1)
    bureau.clock.set(TUESDAY + timedelta(hours=2))
    await passing.settle(bureau.house, interview.id)
    await bureau.settle()
    assert "Expired" in words(bureau.cards(DANA)[0])


async def test_it_shows_a_card_anew_that_somebody_deleted(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    bureau.slack.workspace.remove(bureau.card(DANA))
    await bureau.slack.click(MAYA, bureau.card(MAYA), "cancel")
    await bureau.settle()
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert "Cancelled" in words(bureau.card(DANA))
    assert (await bureau.interview()).state is State.CANCELLED


async def test_it_takes_an_orphan_of_a_card_away_at_its_first_press(bureau: Bureau) -> None:
    """Slack may have posted a card and its answer got lost: then there are two."""
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "colleagues": [DANA]})
    assert await bureau.send() is None
    bureau.slack.cut("chat.postMessage", times=2, done=True)
    await bureau.settle()
    bureau.clock.advance(timedelta(seconds=30))
    await bureau.settle()
    orphan, card = bureau.cards(DANA)
    await bureau.slack.click(DANA, orphan, "accept")
    await bureau.settle()
    assert bureau.card(DANA).ts == card.ts
    assert f"✓ {DANA}" in words(bureau.card(DANA))


async def test_it_says_on_every_card_that_the_proposal_was_withdrawn(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    old = bureau.card(DANA)
    async with bureau.house.database.transaction() as conn:
        await conn.execute("update proposal set state = 'withdrawn'")
        await heart.void_all(conn, bureau.house, "prp_1", "withdrawn")
    await bureau.slack.click(DANA, old, "accept")
    await bureau.settle()
    assert "void: its proposal is closed" in bureau.told(DANA)
    for user in (MAYA, DANA):
        assert "Its proposal is closed." in words(bureau.card(user))
        assert actions(bureau.card(user)) == []
