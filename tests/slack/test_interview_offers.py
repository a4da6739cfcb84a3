"""A freelancer's interview offer in Slack: one message to the client, whose button opens the form."""

from __future__ import annotations

from anteroom.interview_offers import actions, store
from slack_bureau import MAYA, TUESDAY, Bureau


async def test_its_button_opens_the_form_for_that_proposal_and_scheduling_takes_it(bureau: Bureau) -> None:
    """Why it comes, one primary button, and nothing left to press once an interview is scheduled."""
    offer = await actions.make(bureau.house, "prp_1", "per_leo")
    await bureau.settle()
    message = bureau.card(MAYA)
    assert "would like to meet you" in message.text
    assert "need no account" in str(message.blocks)
    await bureau.slack.click(MAYA, message, "offered_schedule")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert view.callback_id == "schedule"
    assert "prp_1" in str(view.values["proposal"])
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "length": "45"})
    assert await bureau.send() is None
    await bureau.settle()
    interview = await bureau.interview()
    async with bureau.house.database.connection() as conn:
        taken = await store.load(conn, offer.id)
    assert (taken.state.value, taken.interview_id) == ("taken", interview.id)
    first = bureau.cards(MAYA)[0]
    assert first.action("offered_schedule") is None
    assert "An interview is scheduled" in str(first.blocks)


async def test_she_says_not_now_and_an_old_button_says_what_became_of_it(bureau: Bureau) -> None:
    """The message is edited in place; a press that comes too late is answered, and opens nothing."""
    offer = await actions.make(bureau.house, "prp_1", "per_leo")
    await bureau.settle()
    await bureau.slack.click(MAYA, bureau.card(MAYA), "offered_decline")
    await bureau.settle()
    async with bureau.house.database.connection() as conn:
        assert (await store.load(conn, offer.id)).state.value == "declined"
    assert bureau.card(MAYA).action("offered_schedule") is None

    again = await actions.make(bureau.house, "prp_1", "per_leo")
    await bureau.settle()
    await actions.withdraw(bureau.house, again.id, "per_leo")
    await bureau.slack.click(MAYA, bureau.cards(MAYA)[-1], "offered_schedule")
    await bureau.settle()
    assert bureau.slack.open_view(MAYA) is None
    assert "This offer was taken back" in bureau.told(MAYA)
