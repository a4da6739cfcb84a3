"""After a call, in Slack: what the card says, another time, a word against it, and how the connection was."""

from __future__ import annotations

from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews import passing
from anteroom.interviews.model import Answer, Interview, State
from anteroom.sandbox.slack.model import Message
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words


async def over(bureau: Bureau) -> Interview:
    """An interview with Dana and Tomás, to which Leo said yes and nobody came. Tomás had declined."""
    made = await bureau.schedule({"colleagues": [DANA, TOMAS]})
    people = {party.label: party.person_id for party in made.parties}
    await heart.answer(bureau.house, made.id, "per_leo", Answer.ACCEPTED)
    await heart.answer(bureau.house, made.id, people[TOMAS], Answer.DECLINED)
    for moment in (TUESDAY - timedelta(minutes=10), TUESDAY + timedelta(minutes=55)):
        bureau.clock.set(moment)
        await passing.pass_time(bureau.house)
        await bureau.settle()
    return await bureau.interview()


def state_card(bureau: Bureau, user: str) -> Message:
    """Somebody's first card."""
    return next(each for each in bureau.cards(user) if each.blocks[0]["block_id"] == "state")


def notes(bureau: Bureau, user: str) -> list[str]:
    """What somebody was told besides cards."""
    return [words(each) for each in bureau.cards(user) if each.blocks[0]["block_id"] == "after"]


async def test_the_card_says_it_and_its_host_sets_another_time_in_one_form(bureau: Bureau) -> None:
    before = await over(bureau)
    assert before.state is State.MISSED
    card = state_card(bureau, MAYA)
    assert "Did not take place" in words(card)
    assert "Nobody was in the room when it was time to be there." in words(card)
    assert actions(card)[:2] == ["rebook", "contest"] and "connection_good" in actions(card)
    assert len(notes(bureau, MAYA)) == len(notes(bureau, DANA)) == 1 and notes(bureau, TOMAS) == []
    assert "rebook" not in actions(state_card(bureau, DANA))
    await bureau.slack.click(DANA, state_card(bureau, DANA), "again")
    await bureau.settle()
    assert any(f"{DANA} would like to try once more" in each for each in notes(bureau, MAYA))
    await bureau.slack.click(MAYA, state_card(bureau, MAYA), "rebook")
    await bureau.settle()
    # The next working day at the same hour stands in the form: one tap.
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    first, again = await bureau.interviews()
    assert again.starts_at == before.starts_at + timedelta(days=1)
    assert {each.label for each in again.parties} == {each.label for each in first.parties}
    assert "rebook" not in actions(state_card(bureau, MAYA))
    # The host hears of no failure whose successor is set already, and no second one can be.
    await bureau.slack.click(DANA, state_card(bureau, DANA), "connection_failed")
    await bureau.settle()
    assert "connection_failed" not in actions(state_card(bureau, DANA))
    assert "connection_failed" in actions(state_card(bureau, MAYA))


async def test_somebody_says_that_it_was_otherwise_once_and_all_cards_say_that_it_is_looked_at(
    bureau: Bureau,
) -> None:
    await over(bureau)
    await bureau.slack.click(DANA, state_card(bureau, DANA), "contest")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"claim": "held", "words": "Call me, +49 30 901820 41, I tell you."})
    faults = await bureau.slack.submit(DANA)
    assert faults is not None and "words" in faults
    await bureau.slack.fill(DANA, {"words": "We met for half an hour."})
    assert await bureau.slack.submit(DANA) is None
    await bureau.slack.close(DANA, everything=True)
    await bureau.settle()

    assert "contest" not in actions(state_card(bureau, DANA))
    for user in (MAYA, DANA, TOMAS):
        said = words(state_card(bureau, user))
        assert "are looking at it" in said and "half an hour" not in said
