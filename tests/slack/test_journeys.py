"""Two journeys told from Slack alone: what people type, press and read there, by signed HTTP."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews import passing
from anteroom.interviews.model import Answer, State
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words

INES = '"Ines, Legal" ines@falk.example'


async def test_journey_a_the_executive(bureau: Bureau) -> None:
    """One line typed, one form read, one press each; everybody meets at the time that suits."""
    slack = bureau.slack
    typed = f"schedule p-payments Tue 24 Nov 15:00 @dana @tomas {INES} for 45m about the ledger"
    answer = await slack.command(MAYA, "/interview", typed)
    assert answer.error is None
    await bureau.settle()
    assert await bureau.interviews() == []  # nothing is sent before she has seen who is contacted
    last_step = slack.open_view(MAYA)
    assert last_step is not None
    said = str(last_step.blocks)
    assert all(each in said for each in ("Leo Marchetti", DANA, TOMAS, "ines@falk.example", "Berlin, UTC+1"))
    assert await bureau.send() is None
    await bureau.settle()
    interview = await bureau.interview()
    assert (interview.starts_at, len(interview.parties)) == (TUESDAY, 5)

    await slack.click(DANA, bureau.card(DANA), "accept")
    await bureau.settle()
    assert f"✓ {DANA}" in words(bureau.card(MAYA))
    assert f"✓ {DANA}" in words(bureau.card(TOMAS))
    await slack.click(TOMAS, bureau.card(TOMAS), "counter")
    await bureau.settle()
    await slack.fill(TOMAS, {"when": TUESDAY + timedelta(hours=1), "comment": "I teach until then."})
    assert await slack.submit(TOMAS) is None
    await bureau.settle()
    asked = words(bureau.card(MAYA))
    assert f"{TOMAS} proposes" in asked
    assert "Suits: " in asked
    await slack.click(MAYA, bureau.card(MAYA), "counter_accept")
    await bureau.settle()
    assert (await bureau.interview()).starts_at == TUESDAY + timedelta(hours=1)
    for user in (MAYA, DANA, TOMAS):
        assert "→" in words(bureau.card(user)), "each sees what changed"

    bureau.clock.set(TUESDAY + timedelta(minutes=50))
    await passing.pass_time(bureau.house)
    await bureau.settle()
    links = {}
    for user in (MAYA, DANA, TOMAS):
        brought = next(
            each for each in bureau.cards(user) if each.action("join") and "10 minutes" in words(each)
        )
        join = brought.action("join")
        assert join is not None
        links[user] = join["url"]
    assert len(set(links.values())) == 3, "a pass is personal"
    for user, link in links.items():
        seen_by = {name for each in slack.captures if link.encode() in each.body for name in each.to}
        assert seen_by == {user}
    assert bureau.calls("auth.test") == 0


async def test_journey_c_it_goes_wrong(bureau: Bureau) -> None:
    """An hour that can be read in two ways, a no, Slack away for two hours, two at once, the end."""
    slack = bureau.slack
    two = await slack.command(MAYA, "/interview", "schedule p-payments tomorrow at 3 @dana @tomas")
    assert two.message is not None
    assert "15:00" in words(two.message)
    assert await bureau.interviews() == []
    interview = await bureau.schedule({"colleagues": [DANA, TOMAS], "emails": "Ines <ines@falk.example>"})

    await slack.click(TOMAS, bureau.card(TOMAS), "decline")
    await bureau.settle()
    assert f"✗ {TOMAS}" in words(bureau.card(MAYA))
    assert f"✗ {TOMAS}" in words(bureau.card(DANA))

    await slack.stop()  # away for two hours; meanwhile the host's calendar moves it, and nothing is lost
    later = TUESDAY + timedelta(hours=3)
    await heart.move(bureau.house, interview.id, "per_maya", later, later + timedelta(minutes=45))
    await bureau.settle()
    bureau.clock.advance(timedelta(hours=1))
    await bureau.settle()
    await slack.start()
    for _ in range(4):
        bureau.clock.advance(timedelta(minutes=20))
        await bureau.settle()
    moved = words(bureau.card(DANA))
    assert str(int(later.timestamp())) in moved
    assert [len(bureau.cards(user)) for user in (MAYA, DANA, TOMAS)] == [1, 1, 1]

    await asyncio.gather(
        slack.click(DANA, bureau.card(DANA), "accept"), slack.click(MAYA, bureau.card(MAYA), "hand_over")
    )
    await bureau.settle()
    party = next(each for each in (await bureau.interview()).parties if each.label.startswith("Dana"))
    assert party.answer is Answer.ACCEPTED
    await slack.close(MAYA, everything=True)

    async with bureau.house.database.transaction() as conn:
        await conn.execute("update proposal set state = 'withdrawn'")
        await heart.void_all(conn, bureau.house, "prp_1", "withdrawn")
    await bureau.settle()
    assert (await bureau.interview()).state is State.VOID
    for user in (MAYA, DANA, TOMAS):
        assert "Its proposal is closed." in words(bureau.card(user))
        assert actions(bureau.card(user)) == []
    refused = await slack.command(MAYA, "/interview", "move tomorrow 5pm")
    assert refused.message is not None
    assert "Reference" in words(refused.message)
