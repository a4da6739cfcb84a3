"""Slack's weather: limits, refusals, cuts; and what may never be in what arrives there."""

from __future__ import annotations

import json
import statistics
from datetime import timedelta
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from anteroom.interviews.model import Interview
from anteroom.interviews.passing import pass_time
from slack_bureau import COLLEAGUES, CONTACTS, DANA, MAYA, TUESDAY, Bureau, words


async def test_it_waits_as_long_as_slack_says(bureau: Bureau) -> None:
    bureau.slack.limit("chat.postMessage", times=1, retry_after=20)
    await bureau.schedule()
    assert bureau.cards(MAYA) == []
    bureau.clock.advance(timedelta(seconds=19))
    await bureau.settle()
    assert bureau.cards(MAYA) == []
    bureau.clock.advance(timedelta(seconds=2))
    await bureau.settle()
    assert "Proposed" in words(bureau.card(MAYA))


async def test_it_holds_a_card_that_slack_will_never_take(bureau: Bureau) -> None:
    bureau.slack.refuse("chat.postMessage", "account_inactive", times=1)
    await bureau.schedule()
    assert await _states(bureau) == [("held", "account_inactive")]


async def test_it_posts_once_although_slack_was_away(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "emails": "ines@falk.example"})
    assert await bureau.send() is None
    bureau.slack.refuse("chat.postMessage", "internal_error", times=1)
    bureau.slack.cut("conversations.open", times=1, done=False)
    for _ in range(3):
        await bureau.settle()
        bureau.clock.advance(timedelta(seconds=30))
    assert "Proposed" in words(bureau.card(MAYA))
    assert bureau.calls("conversations.open") == 2


async def test_it_opens_a_conversation_once_and_anew_when_it_is_gone(bureau: Bureau) -> None:
    await bureau.schedule()
    async with bureau.house.database.connection() as conn:
        await conn.execute("update slack_account set channel_id = 'D0NOWHERE'")
        await conn.execute("update effect set outside_id = null, wanted = wanted + 1")
    await bureau.settle()
    bureau.clock.advance(timedelta(seconds=2))
    await bureau.settle()
    assert len(bureau.cards(MAYA)) == 2
    assert bureau.calls("conversations.open") == 2


async def test_it_keeps_the_token_sealed(bureau: Bureau) -> None:
    async with bureau.house.database.connection() as conn:
        sealed = await conn.fetchval("select sealed from slack_installation")
    token = bureau.house.settings.secrets.slack_bot_token
    assert token.encode() not in sealed
    assert all(token not in str(capture.body) for capture in bureau.slack.captures)


async def test_it_sends_nothing_that_slacks_own_models_refuse(bureau: Bureau) -> None:
    await _live(bureau)
    seen = 0
    for capture in bureau.slack.captures:
        sent = _json(capture.body)
        if isinstance(sent.get("view"), dict):
            View(**sent["view"]).validate_json()
            seen += 1
        for block in sent.get("blocks") or sent.get("view", {}).get("blocks") or []:
            parsed = Block.parse(dict(block))
            assert parsed is not None, block
            parsed.validate_json()
            seen += 1
    assert seen > 50


async def test_it_gives_no_contact_detail_away(bureau: Bureau) -> None:
    """The host alone sees, before sending, whom that writes to: what the host typed, and what Slack told."""
    await _live(bureau)
    last = [each for each in bureau.slack.captures if _form(each.body) == "consent"]
    others = [each for each in bureau.slack.captures if each not in last]
    arrived = "\n".join(str(_json(capture.body) or capture.body) for capture in others)
    details = [detail for contact in CONTACTS.values() for detail in contact.values()]
    shown = [person.email for person in COLLEAGUES if person.email] + ["ines@falk.example"]
    assert [detail for detail in [*details, *shown] if detail in arrived] == []
    consented = "\n".join(str(_json(capture.body) or capture.body) for capture in last)
    assert [detail for detail in details if detail in consented] == []
    assert {name for capture in last for name in capture.to} == {MAYA}
    assert "/i#pty_" in arrived


def _form(body: bytes) -> str:
    """Return which form a payload shows, if it shows one."""
    view = _json(body).get("view")
    return str(view.get("callback_id", "")) if isinstance(view, dict) else ""


async def test_it_answers_before_any_call_to_slack(bureau: Bureau) -> None:
    """With every call half a second slow an answer takes about as long as with none slow.

    The control is the same in the same run; a bare time would measure the machine.
    """
    await bureau.schedule({"colleagues": [DANA]})
    quick = statistics.median([await _ack(bureau) for _ in range(3)])
    bureau.slack.slow("*", 0.5)
    slow = statistics.median([await _ack(bureau) for _ in range(3)])
    assert slow < quick + 0.25, (quick, slow)


async def _ack(bureau: Bureau) -> float:
    """Return how long an answer to a modal's opening and one to a press took together."""
    card = bureau.card(DANA)
    name = "accept" if card.action("accept") else "decline"
    before = len(bureau.slack.acks)
    await bureau.slack.click(DANA, card, name)
    await bureau.slack.click(MAYA, bureau.card(MAYA), "move")
    took = sum(ack.seconds for ack in bureau.slack.acks[before:])
    await bureau.settle()
    await bureau.slack.close(MAYA)
    return took


async def _live(bureau: Bureau) -> Interview:
    """Let an interview live: asked, countered, moved, opened."""
    await bureau.schedule(
        {"colleagues": [DANA], "emails": "Ines <ines@falk.example>", "nda": ["nda"], "agenda": "A & B <c>"}
    )
    await bureau.slack.click(DANA, bureau.card(DANA), "counter")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"when": TUESDAY + timedelta(hours=1), "comment": "Later?"})
    assert await bureau.slack.submit(DANA) is None
    await bureau.settle()
    await bureau.slack.click(MAYA, bureau.card(MAYA), "counter_accept")
    for typed in ("list", "show", "help", "move Thu 16:00"):
        await bureau.slack.command(MAYA, "/interview", typed)
    await bureau.settle()
    interview = await bureau.interview()
    bureau.clock.set(interview.starts_at - timedelta(minutes=10))
    await pass_time(bureau.house)
    await bureau.settle()
    return interview


async def _states(bureau: Bureau) -> list[tuple[str, str]]:
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch("select state, trouble from effect where kind = 'slack_card'")
    return [(row["state"], row["trouble"]) for row in rows]


def _json(body: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
