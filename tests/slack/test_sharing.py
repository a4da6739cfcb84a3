"""A card in a channel: time and state, and nothing unasked where another company reads."""

from __future__ import annotations

import io
import sys
from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews.model import Answer
from anteroom.logs import log_to
from anteroom.sandbox.slack.model import Message, SlackChannel
from slack_bureau import DANA, MAYA, TUESDAY, Bureau, actions, words

CHANNEL = "C0TEAM"


def _let_in(bureau: Bureau, **more: bool) -> SlackChannel:
    """Invite the app into the channel, and let it ask about channels."""
    space = bureau.slack.workspace
    space.scopes |= {"channels:read", "groups:read"}
    channel = space.channels[CHANNEL]
    channel.members.add(space.bot_user.id)
    for name, value in more.items():
        setattr(channel, name, value)
    return channel


def _seen(bureau: Bureau) -> list[Message]:
    """What everybody in the channel reads of the app's."""
    return [each for each in bureau.slack.messages(DANA, CHANNEL) if each.only_for is None]


async def _share(bureau: Bureau, typed: str = "share", user: str = MAYA) -> str:
    answer = await bureau.slack.command(user, "/interview", typed, channel=CHANNEL)
    assert answer.error is None
    await bureau.settle()
    return bureau.told(user)


def _answer(bureau: Bureau) -> Message:
    """The last thing that was said to Maya alone in the channel."""
    return [each for each in bureau.slack.messages(MAYA, CHANNEL) if each.only_for is not None][-1]


async def test_it_names_neither_workspace_nor_channel_in_the_log(bureau: Bureau) -> None:
    log = io.StringIO()
    log_to(log)
    try:
        await bureau.schedule()
        channel = _let_in(bureau)
        await _share(bureau)
        channel.ext_shared = True
        await heart.answer(bureau.house, (await bureau.interview()).id, "per_leo", Answer.ACCEPTED)
        await bureau.settle()
    finally:
        log_to(sys.stderr)
    assert "slack_shared" in log.getvalue()
    assert CHANNEL not in log.getvalue()
    assert bureau.slack.workspace.team not in log.getvalue()
    async with bureau.house.database.connection() as conn:
        ledger = str([row[0] for row in await conn.fetch("select e::text from ledger_entry e")])
    assert "slack.shared" in ledger and CHANNEL not in ledger


async def test_it_is_taken_away_when_all_is_over_as_well(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    _let_in(bureau)
    await _share(bureau)
    await _share(bureau)
    await heart.cancel(bureau.house, interview.id, "per_maya", "")
    await bureau.settle()
    assert "Cancelled" in words(_seen(bureau)[0])
    await bureau.slack.click(MAYA, _answer(bureau), "share_end")
    await bureau.settle()
    assert _seen(bureau) == []


async def test_it_shows_time_and_state_alone_and_follows_them(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA], "agenda": "Ledger design."})
    _let_in(bureau)
    assert "The card appears" in await _share(bureau, "share here")
    (card,) = _seen(bureau)
    assert "Interview: Proposed" in words(card) and "<!date^" in words(card)
    for private in ("Payments", "Leo", "Dana", "Maya", "Ledger", "/t/", "/i", interview.id):
        assert private not in str(card.blocks) + card.text
    assert actions(card) == []
    await heart.answer(bureau.house, interview.id, "per_leo", Answer.ACCEPTED)
    later = TUESDAY + timedelta(hours=2)
    await heart.move(bureau.house, interview.id, "per_maya", later, later + timedelta(minutes=45))
    await bureau.settle()
    (moved,) = _seen(bureau)
    assert moved.ts == card.ts and f"<!date^{int(later.timestamp())}" in words(moved)
    assert "shown here already" in await _share(bureau)
    await bureau.slack.click(MAYA, _answer(bureau), "share_end")
    await bureau.settle()
    assert _seen(bureau) == []
    assert "goes away" in words(_answer(bureau)) and actions(_answer(bureau)) == []


async def test_it_shows_nothing_before_another_company_unless_the_host_wants_that(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    for name in ("ext_shared", "pending_ext_shared"):
        _let_in(bureau, **{each: each == name for each in ("ext_shared", "pending_ext_shared")})
        assert "People of another company read this conversation" in await _share(bureau)
        assert _seen(bureau) == []
    await bureau.slack.click(MAYA, _answer(bureau), "share_not")
    await bureau.settle()
    assert _seen(bureau) == [] and actions(_answer(bureau)) == []
    await _share(bureau)
    await bureau.slack.click(MAYA, _answer(bureau), "share_knowing")
    await bureau.settle()
    assert len(_seen(bureau)) == 1 and actions(_answer(bureau)) == []


async def test_it_takes_the_card_away_when_another_company_is_let_in_later(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    channel = _let_in(bureau, org_shared=True)
    await _share(bureau)
    assert len(_seen(bureau)) == 1
    channel.ext_shared = True
    await heart.answer(bureau.house, interview.id, "per_leo", Answer.ACCEPTED)
    await bureau.settle()
    assert _seen(bureau) == []
    assert "Another company reads there now" in words(bureau.cards(MAYA)[-1])
    assert "<#C0TEAM>" in words(bureau.cards(MAYA)[-1])
    async with bureau.house.database.connection() as conn:
        kept = await conn.fetch("select data from effect where kind = 'slack_share_lost'")
    assert len(kept) == 1 and CHANNEL not in str(kept)


async def test_it_says_how_to_add_it_where_it_is_no_member(bureau: Bureau) -> None:
    await bureau.schedule()
    space = bureau.slack.workspace
    space.scopes |= {"channels:read", "groups:read"}
    for kind in ("group", "channel"):
        space.channels[CHANNEL].kind = kind
        assert "/invite @Anteroom" in await _share(bureau)
    _let_in(bureau)
    await bureau.slack.click(MAYA, _answer(bureau), "share_again")
    await bureau.settle()
    assert len(_seen(bureau)) == 1 and actions(_answer(bureau)) == []
    direct = space.direct("U0MAYA", "U0DANA")
    assert direct is not None
    answer = await bureau.slack.command(MAYA, "/interview", "share", channel=direct.id)
    assert answer.message is not None and "conversation between people" in words(answer.message)


async def test_it_asks_where_slack_does_not_tell_who_reads(bureau: Bureau) -> None:
    """The scopes that would tell are none that Anteroom needs."""
    await bureau.schedule()
    bureau.slack.workspace.channels[CHANNEL].members.add(bureau.slack.workspace.bot_user.id)
    assert "Slack does not tell me whether" in await _share(bureau)
    assert _seen(bureau) == []
    await bureau.slack.click(MAYA, _answer(bureau), "share_knowing")
    await bureau.settle()
    assert len(_seen(bureau)) == 1


async def test_it_says_so_when_it_cannot_write_there_after_all(bureau: Bureau) -> None:
    await bureau.schedule()
    _let_in(bureau)
    bureau.slack.refuse("chat.postMessage", "not_in_channel")
    await _share(bureau)
    assert _seen(bureau) == []
    assert "I am not in it" in words(bureau.cards(MAYA)[-1])


async def test_it_is_the_hosts_to_share(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    _let_in(bureau, ext_shared=True)
    answer = await bureau.slack.command(DANA, "/interview", "share", channel=CHANNEL)
    assert answer.message is not None and "Only the host" in words(answer.message)
    await _share(bureau)
    asked = _answer(bureau)
    asked.only_for = None
    await bureau.slack.click(DANA, asked, "share_knowing")
    await bureau.settle()
    assert "Only the host" in bureau.told(DANA)
    assert [each for each in _seen(bureau) if each.ts != asked.ts] == []
