"""Connecting, disconnecting, settings, and the way to the own door."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews import passing
from anteroom.interviews.model import Answer
from anteroom.passes.seats import seat_of_pass
from anteroom_slack.cards.press import reference
from anteroom_slack.people.accounts import Speaker, link
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words


async def _said(bureau: Bureau, user: str, typed: str, channel: str | None = None) -> str:
    answer = await bureau.slack.command(user, "/interview", typed, channel=channel)
    assert answer.error is None
    assert answer.message is not None
    assert answer.message.only_for is not None
    return words(answer.message)


async def test_it_says_who_is_connected(bureau: Bureau) -> None:
    assert f"You are connected as *{MAYA}*" in await _said(bureau, MAYA, "connect")


async def test_it_offers_to_connect_whoever_is_not(bureau: Bureau) -> None:
    """Somebody whom a colleague invited is known, and connected all the same only by the marketplace."""
    await bureau.schedule({"colleagues": [DANA]})
    for user in (DANA, TOMAS):
        answer = await bureau.slack.command(user, "/interview", "connect")
        assert answer.message is not None
        assert answer.message.action("connect") is not None


async def test_it_disconnects_closes_the_cards_and_keeps_the_interview(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    assert "Disconnected" in await _said(bureau, MAYA, "disconnect")
    await bureau.settle()
    card = bureau.card(MAYA)
    assert actions(card) == []
    assert "You disconnected Slack" in words(card)
    assert "/i#" not in str(card.blocks)
    await heart.answer(bureau.house, interview.id, "per_leo", Answer.ACCEPTED)
    await bureau.settle()
    assert len(bureau.cards(MAYA)) == 1
    answer = await bureau.slack.command(MAYA, "/interview", "list")
    assert answer.message is not None
    assert answer.message.action("connect") is not None
    async with bureau.house.database.connection() as conn:
        told = await conn.fetch(
            "select event from ledger_entry where chain = 'person:per_maya' order by number"
        )
        assert [row["event"] for row in told] == ["slack.unlinked"]


async def test_it_opens_the_cards_again_for_who_comes_back(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await _said(bureau, MAYA, "disconnect")
    await bureau.settle()
    async with bureau.house.database.transaction() as conn:
        await link(conn, bureau.house, Speaker(bureau.slack.workspace.team, "U0MAYA"), "per_maya")
    await bureau.settle()
    assert actions(bureau.card(MAYA)) == ["move", "add", "hand_over", "cancel"]


async def test_it_disconnects_once_however_often_it_is_typed(bureau: Bureau) -> None:
    said = await asyncio.gather(*(_said(bureau, MAYA, "disconnect") for _ in range(3)))
    assert all("Disconnected" in each or "No " in each for each in said)
    assert "connect` does that" in await _said(bureau, MAYA, "disconnect")
    async with bureau.house.database.connection() as conn:
        count = await conn.fetchval("select count(*) from ledger_entry where event = 'slack.unlinked'")
        assert count == 1


async def test_it_does_not_disconnect_a_guest_whom_a_colleague_invited(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    said = await _said(bureau, DANA, "disconnect")
    assert "a colleague invited you" in said
    assert "decline on the card" in said
    assert await _said(bureau, DANA, "list") != ""


async def test_it_says_that_a_zone_is_not_known_and_that_a_stranger_has_no_settings(bureau: Bureau) -> None:
    async with bureau.house.database.connection() as conn:
        await conn.execute("update person set time_zone = null where id = 'per_maya'")
    await bureau.slack.command(MAYA, "/interview", "settings")
    await bureau.settle()
    form = bureau.slack.open_view(MAYA)
    assert form is not None and "not known" in str(form.blocks)
    assert "No " in await _said(bureau, TOMAS, "settings")


async def test_it_gives_each_the_own_door_and_shows_it_to_nobody_else(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    doors = {}
    for user in (MAYA, DANA):
        answer = await bureau.slack.command(user, "/interview", "join", channel="hiring")
        assert answer.message is not None
        assert answer.message.only_for == bureau.slack.workspace.person(user).id
        button = answer.message.action("join")
        assert button is not None
        doors[user] = str(button["url"])
        assert "has not agreed to this time yet" in words(answer.message)
    assert doors[MAYA] != doors[DANA]
    for user, party in ((MAYA, interview.parties[0]), (DANA, interview.parties[2])):
        async with bureau.house.database.connection() as conn:
            seated = await seat_of_pass(conn, bureau.house, doors[user].partition("#")[2])
        assert seated.party.id == party.id
        seen = [c for c in bureau.slack.captures if doors[user].encode() in c.body]
        assert {name for capture in seen for name in capture.to} == {user}


async def test_it_joins_the_interview_whose_doors_are_open(bureau: Bureau) -> None:
    first = await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form()
    later = {"when": TUESDAY + timedelta(hours=2), "length": "30", "proposal": "prp_1"}
    await bureau.slack.fill(MAYA, later)
    assert await bureau.send() is None
    second = next(each for each in await bureau.interviews() if each.id != first.id)
    await passing.open_doors(bureau.house, second.id)
    assert "The doors are open." in await _said(bureau, MAYA, "join")
    assert "The doors open on Tue 24 Nov, 14:50 (Berlin, UTC+1)." in await _said(
        bureau, MAYA, f"join {reference(first.id)}"
    )


async def test_it_lists_more_than_a_section_of_slack_can_hold(bureau: Bureau) -> None:
    """Cut in the middle, a date would be shown as its source."""
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set job_title = $1", "Payments " * 25)
    for number in range(12):
        await bureau.open_form()
        when = TUESDAY + timedelta(days=number)
        await bureau.slack.fill(MAYA, {"when": when, "length": "30", "proposal": "prp_1"})
        assert await bureau.send() is None
    answer = await bureau.slack.command(MAYA, "/interview", "list")
    assert answer.message is not None
    assert len(answer.message.blocks) > 1
    for block in answer.message.blocks:
        text = block["text"]["text"]
        assert len(text) <= 3000
        assert text.count("<!date") == text.count(">")
