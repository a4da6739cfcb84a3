"""Declining with a word for the host, and the other buttons that open forms from a card."""

from __future__ import annotations

from anteroom.interviews import actions as heart
from anteroom.interviews.model import Answer
from slack_bureau import DANA, MAYA, TOMAS, Bureau, actions, words


async def _why(bureau: Bureau, text: str, user: str = DANA) -> dict[str, str] | None:
    await bureau.slack.click(user, bureau.card(user) if user == DANA else bureau.cards(user)[0], "why")
    await bureau.settle()
    await bureau.slack.fill(user, {"words": text})
    return await bureau.slack.submit(user)


async def test_it_brings_the_reason_to_the_host_alone_and_asks_once(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA, TOMAS]})
    assert "why" not in actions(bureau.card(DANA))
    await bureau.slack.click(DANA, bureau.card(DANA), "decline")
    await bureau.settle()
    assert actions(bureau.card(DANA)) == ["accept", "why", "counter"]
    assert await _why(bureau, "I am on leave that week.") is None
    await bureau.settle()
    told = [words(each) for each in bureau.cards(MAYA) if "on leave" in words(each)]
    assert len(told) == 1 and f"*{DANA}* wrote about" in told[0] and "Only you get this" in told[0]
    assert not any("on leave" in words(each) for each in bureau.cards(TOMAS))
    assert actions(bureau.card(DANA)) == ["accept", "counter"]


async def test_it_holds_a_reason_with_a_contact_detail_and_tells_its_writer(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(DANA, bureau.card(DANA), "decline")
    await bureau.settle()
    assert await _why(bureau, "Call me instead: +49 30 901820 41") is None
    view = bureau.slack.open_view(DANA)
    assert view is not None and "not passed on yet" in str(view.body)
    await bureau.slack.close(DANA, everything=True)
    await bureau.settle()
    assert not any("901820" in words(each) for each in bureau.cards(MAYA))
    held = next(each for each in bureau.cards(DANA) if each.blocks[0]["block_id"] == "held")
    assert "Your letter was not sent" in words(held)
    await bureau.slack.click(DANA, held, "held_reword")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"text": "I am away."})
    assert await bureau.slack.submit(DANA) is None
    await bureau.settle()
    assert any("I am away." in words(each) for each in bureau.cards(MAYA))


async def test_it_tells_a_freelancer_that_a_reason_goes_into_the_thread(bureau: Bureau) -> None:
    await bureau.link("U0TOMAS", "per_leo")
    await bureau.schedule({"colleagues": [DANA]})
    for user in (DANA, TOMAS):
        await bureau.slack.click(user, bureau.card(user), "decline")
        await bureau.settle()
        await bureau.slack.click(user, bureau.card(user), "why")
        await bureau.settle()
    guest, freelancer = bureau.slack.open_view(DANA), bureau.slack.open_view(TOMAS)
    assert guest is not None and "Only the host reads it." in str(guest.blocks)
    assert freelancer is not None and "It goes into your thread on" in str(freelancer.blocks)
    assert "Only the host" not in str(freelancer.blocks)


async def test_it_says_why_only_for_who_has_declined(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(DANA, bureau.card(DANA), "decline")
    await bureau.settle()
    old = bureau.card(DANA)
    await bureau.slack.click(DANA, old, "why")
    await bureau.settle()
    await heart.answer(
        bureau.house,
        (await bureau.interview()).id,
        (await bureau.interview()).parties[2].person_id,
        Answer.ACCEPTED,
    )
    await bureau.slack.fill(DANA, {"words": "I am on leave."})
    faults = await bureau.slack.submit(DANA)
    assert faults is not None and "have not declined" in "".join(faults.values())


async def test_it_adds_and_hands_over_from_the_card(bureau: Bureau) -> None:
    await bureau.schedule()
    assert actions(bureau.card(MAYA)) == ["move", "add", "cancel"]
    await bureau.slack.click(MAYA, bureau.card(MAYA), "add")
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"colleagues": [DANA]})
    await bureau.settle()
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert actions(bureau.card(MAYA)) == ["move", "add", "hand_over", "cancel"]
    stale = bureau.card(MAYA)
    await bureau.slack.click(MAYA, stale, "hand_over")
    await bureau.settle()
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert actions(bureau.card(DANA)) == ["move", "add", "hand_over", "cancel"]
    assert actions(bureau.card(MAYA)) == ["decline", "counter"]
