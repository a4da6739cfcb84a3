"""Several times for one interview, in Slack: offered, marked on everybody's card, and one is chosen."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

from anteroom.interviews.model import Answer, State
from anteroom.sandbox.slack.model import Message
from anteroom.times.polls import actions as polls
from anteroom.times.polls.model import Mark, PollState
from slack_bureau import CONTACTS, DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words
from slack_echo import echoing
from slack_times import shown, tick

MARKS = ("poll_yes", "poll_if_need_be", "poll_no")


async def _offer(
    bureau: Bureau, *numbers: int, people: list[str] | None = None, how: str = "vote"
) -> list[str]:
    """Let Maya offer found times to colleagues and Leo, who is in this Slack too; return their ids."""
    await bureau.link("U0TOMAS", "per_leo")
    await bureau.open_form(text="times p-payments this week for 45m")
    await bureau.slack.fill(MAYA, {"colleagues": people or [DANA]})
    await bureau.settle()
    await tick(bureau, *numbers)
    await bureau.slack.fill(MAYA, {"how": how})
    assert await bureau.slack.submit(MAYA) is None
    said = shown(bureau)
    assert f"which of these {len(numbers)} times suit" in said and "Check and ask" in said
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    interview = await bureau.interview()
    _, poll = await polls.of(bureau.house, interview.id)
    return [each.id for each in sorted(poll.times, key=lambda each: each.starts_at)]


def _newest(bureau: Bureau, user: str) -> Message:
    """The card, which comes before whatever is told beside it."""
    return bureau.cards(user)[0]


def _marks(bureau: Bureau, user: str, time_id: str) -> list[dict[str, Any]]:
    card = _newest(bureau, user)
    found = [each for each in card.blocks if each["block_id"] == f"marks:{time_id}"]
    return list(found[0]["elements"]) if found else []


async def _press(bureau: Bureau, user: str, time_id: str, name: str) -> None:
    await bureau.slack.click(user, _newest(bureau, user), name, block_id=f"marks:{time_id}")


async def test_it_is_marked_on_the_cards_and_ends_in_an_interview(bureau: Bureau) -> None:
    first, second, third = await _offer(bureau, 0, 1, 2)
    bureau.slack.workspace.scopes |= {"channels:read", "groups:read"}
    bureau.slack.workspace.channel("hiring").members.add(bureau.slack.workspace.bot_user.id)
    await bureau.slack.command(MAYA, "/interview", "share", "hiring")
    await bureau.settle()
    (channel,) = [each for each in bureau.slack.messages(TOMAS, "hiring") if each.only_for is None]
    assert channel.text == "Interview: Finding a time" and "<!date" not in json.dumps(channel.blocks)
    for user in (MAYA, DANA, TOMAS):
        assert "Finding a time" in words(_newest(bureau, user)), user
    assert not _marks(bureau, MAYA, first)
    assert [each["action_id"] for each in _marks(bureau, DANA, first)] == [*MARKS]
    # Two at once, one of them twice, and one who sees somebody else's card.
    await asyncio.gather(
        _press(bureau, DANA, first, "poll_no"),
        _press(bureau, TOMAS, first, "poll_yes"),
        _press(bureau, DANA, second, "poll_if_need_be"),
        _press(bureau, DANA, second, "poll_if_need_be"),
    )
    await bureau.settle()
    host = words(_newest(bureau, MAYA))
    assert "✗ No: Dana Whitfield" in host and "✓ Yes: Maya Okafor, Leo Marchetti" in host
    assert "? If need be: Dana Whitfield" in host and "best so far" in host
    # Leo learns nothing of what anybody of the other side says.
    told = json.dumps(_newest(bureau, TOMAS).blocks, ensure_ascii=False)
    assert "✗ No" not in told and "If need be: " not in told
    assert "✓ Yes" in [each["text"]["text"] for each in _marks(bureau, TOMAS, first)]
    assert "Leo" not in "".join(
        line for line in words(_newest(bureau, DANA)).split("\n") if line[:1] in "✓?✗·" and ":" in line
    )
    await _press(bureau, TOMAS, third, "poll_yes")
    assert (await bureau.interview()).undecided
    await _press(bureau, DANA, third, "poll_yes")
    await bureau.settle()
    interview = await bureau.interview()
    assert not interview.undecided and interview.state is State.SCHEDULED
    assert {party.answer for party in interview.parties} == {Answer.ACCEPTED}
    for user in (MAYA, DANA, TOMAS):
        assert "marks:" not in json.dumps(_newest(bureau, user).blocks)
        assert any("The time is chosen" in each.text for each in bureau.cards(user)), user
    for user in (DANA, TOMAS):
        seen = json.dumps([each.blocks for each in bureau.cards(user)])
        assert not [each for kept in CONTACTS.values() for each in kept.values() if each in seen]


async def test_an_old_button_and_whoever_else_presses_change_nothing(bureau: Bureau) -> None:
    first, second = await _offer(bureau, 0, 1)
    card, space = _newest(bureau, DANA), bureau.slack.workspace
    space.channels[card.channel].members.add("U0GUEST")
    await bureau.slack.click("U0GUEST", card, "poll_yes", block_id=f"marks:{second}")
    await bureau.settle()
    assert "somebody else" in bureau.told("U0GUEST")
    space.channels[card.channel].members.remove("U0GUEST")
    await bureau.slack.click(MAYA, _newest(bureau, MAYA), "poll_choose", block_id=f"time:{first}")
    # Dana's card is not shown anew yet.
    await bureau.slack.click(DANA, _newest(bureau, DANA), "poll_yes", block_id=f"marks:{second}")
    await bureau.settle()
    assert "has been chosen already" in bureau.told(DANA)
    interview, poll = await polls.of(bureau.house, (await bureau.interview()).id)
    chosen = poll.chosen
    assert chosen is not None and (poll.state, chosen.id) == (PollState.CHOSEN, first)
    assert interview.starts_at == chosen.starts_at
    assert {poll.mark(second, party.id) for party in interview.parties} == {Mark.YES, Mark.NONE}


async def test_the_host_offers_more_and_gives_people_longer(bureau: Bureau) -> None:
    await _offer(bureau, 0, 1)
    await bureau.slack.click(MAYA, _newest(bureau, MAYA), "continue:times")
    await bureau.settle()
    assert "Offer more times" in shown(bureau)
    await bureau.slack.fill(MAYA, {"until": None})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None and "Tick or choose a time" in faults["time0"]
    own = TUESDAY + timedelta(days=9)
    await bureau.slack.fill(MAYA, {"time0": own, "until": TUESDAY + timedelta(days=2)})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    _, poll = await polls.of(bureau.house, (await bureau.interview()).id)
    assert own in [each.starts_at for each in poll.open] and poll.deadline == TUESDAY + timedelta(days=2)
    assert any("offers more times" in each.text for each in bureau.cards(DANA))
    answer = await bureau.slack.command(DANA, "/interview", "times")
    assert answer.message is not None and "Only the host" in words(answer.message)
    await bureau.slack.command(MAYA, "/interview", "list")
    assert "3 times are offered" in bureau.told(MAYA)
    await bureau.slack.open_home(DANA)
    await bureau.settle()
    home = bureau.slack.home(DANA)
    assert home is not None and "3 times are offered" in json.dumps(home.blocks)


async def test_the_host_is_told_when_nothing_suits_and_can_still_choose_or_set_a_time(bureau: Bureau) -> None:
    first, second = await _offer(bureau, 0, 1)
    for time_id in (first, second):
        await _press(bureau, DANA, time_id, "poll_no")
    await bureau.settle()
    assert any("No time could be chosen" in each.text for each in bureau.cards(MAYA))
    assert "No time suits everybody" in words(_newest(bureau, MAYA))
    assert "move" in actions(_newest(bureau, MAYA))
    await bureau.slack.click(MAYA, _newest(bureau, MAYA), "move")
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"when": TUESDAY + timedelta(days=3)})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    interview = await bureau.interview()
    assert interview.starts_at == TUESDAY + timedelta(days=3) and not interview.undecided
    assert "accept" in actions(_newest(bureau, DANA))


async def test_a_search_is_the_same_when_each_request_arrives_three_times_at_once(bureau: Bureau) -> None:
    """The form, the marks, more times and the choice: each once, and the same cards as if told once."""
    async with echoing(bureau, 3) as echo:
        first, second = await _offer(bureau, 0, 1)
        await _press(bureau, DANA, first, "poll_if_need_be")
        await _press(bureau, TOMAS, second, "poll_no")
        await bureau.settle()
        await bureau.slack.click(MAYA, _newest(bureau, MAYA), "continue:times")
        await bureau.settle()
        await bureau.slack.fill(MAYA, {"time0": TUESDAY + timedelta(days=9)})
        assert await bureau.slack.submit(MAYA) is None
        await bureau.settle()
        await bureau.slack.click(MAYA, _newest(bureau, MAYA), "poll_choose", block_id=f"time:{first}")
        await bureau.settle()
    assert echo.statuses == {200}
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch(
            "select event from ledger_entry where chain like 'int_%' and event like 'poll.%' order by number"
        )
    told = [row["event"] for row in rows]
    assert told == ["poll.opened", "poll.marked", "poll.marked", "poll.extended", "poll.chosen"]
    interview, poll = await polls.of(bureau.house, (await bureau.interview()).id)
    assert poll.chosen is not None and poll.chosen.id == first and not interview.undecided
    assert len([each for each in bureau.cards(DANA) if "offers more times" in each.text]) == 1
    assert len([each for each in bureau.cards(DANA) if "The time is chosen" in each.text]) == 1
    assert len(bureau.cards(MAYA)) == 2
