"""Asking the own people first: they alone hear of it, and everybody else only once they agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.asking import actions as asking
from anteroom.asking import store
from anteroom.errors import TooManyInvitations
from anteroom.interviews.model import Answer
from anteroom.sandbox.slack.model import Message
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words

INES = "Ines, Legal <ines@falk.example>"


async def asked(bureau: Bureau, **more: object) -> None:
    """Ask Dana and Tomás first whether Tuesday suits them."""
    await bureau.open_form()
    await bureau.slack.fill(
        MAYA,
        {"when": TUESDAY, "colleagues": [DANA, TOMAS], "emails": INES, "first": ["first"], **more},
    )
    assert await bureau.slack.submit(MAYA) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert (view.title, view.body["submit"]["text"]) == ("Ask my team first", "Ask my team")
    assert f"At first only {DANA} and {TOMAS}" in str(view.blocks)
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()


def question(bureau: Bureau, user: str) -> Message:
    """Return the card of the question."""
    return next(
        each for each in bureau.cards(user) if "team" in str([b.get("block_id") for b in each.blocks])
    )


async def press(bureau: Bureau, user: str, name: str) -> None:
    await bureau.slack.click(user, question(bureau, user), name)
    await bureau.settle()


async def test_it_asks_colleagues_in_their_own_zone_and_nobody_else_hears_of_it(bureau: Bureau) -> None:
    await asked(bureau, agenda="Ledgers")
    said = words(bureau.card(DANA))
    assert f"{MAYA} asks whether this time suits you" in said
    assert "Tue 24 Nov, 09:00–09:45, New York, UTC−5" in said
    assert actions(bureau.card(DANA)) == ["team_yes", "team_no"]
    assert actions(bureau.card(MAYA)) == ["team_send", "team_off"]
    assert await bureau.interviews() == []
    async with bureau.house.database.connection() as conn:
        kinds = {row["kind"] for row in await conn.fetch("select kind from effect")}
        chains = {
            row["chain"].partition(":")[0] for row in await conn.fetch("select chain from ledger_entry")
        }
        sealed = await conn.fetchval("select sealed from team_question")
    assert kinds == {"slack_question"}
    assert chains == {"question"}
    assert b"falk" not in sealed


async def test_it_invites_everybody_once_all_have_said_yes(bureau: Bureau) -> None:
    await asked(bureau)
    await press(bureau, DANA, "team_yes")
    assert await bureau.interviews() == []
    assert f"✓ {DANA} – it suits" in words(question(bureau, MAYA))
    await press(bureau, TOMAS, "team_yes")
    interview = await bureau.interview()
    assert [party.label for party in interview.parties] == [MAYA, "Leo Marchetti", DANA, TOMAS, "Ines, Legal"]
    assert [party.answer for party in interview.parties[2:]] == [
        Answer.ACCEPTED,
        Answer.ACCEPTED,
        Answer.NONE,
    ]
    assert "everybody is invited" in words(bureau.cards(MAYA)[0])
    assert actions(bureau.cards(MAYA)[0]) == []
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select sealed is null from team_question")


async def test_it_invites_on_the_hosts_word_although_one_said_no(bureau: Bureau) -> None:
    await asked(bureau)
    await press(bureau, DANA, "team_no")
    await press(bureau, DANA, "team_no") if "team_no" in actions(question(bureau, DANA)) else None
    card = question(bureau, MAYA)
    await bureau.slack.click(MAYA, card, "team_send")
    await bureau.slack.click(MAYA, card, "team_send")
    await bureau.settle()
    interview = await bureau.interview()
    assert interview.parties[2].answer is Answer.NONE
    assert bureau.told(MAYA) == ""


async def test_it_invites_nobody_where_the_host_calls_it_off(bureau: Bureau) -> None:
    await asked(bureau)
    dana = question(bureau, DANA)
    await press(bureau, MAYA, "team_off")
    assert "The host has called it off." in words(bureau.card(DANA))
    assert actions(bureau.card(DANA)) == []
    await bureau.slack.click(DANA, dana, "team_yes") if dana.action("team_yes") else None
    await bureau.settle()
    assert await bureau.interviews() == []
    async with bureau.house.database.connection() as conn:
        kept = await conn.fetch("select person_id from contact where field = 'email' order by 1")
    assert [row["person_id"] for row in kept] == ["per_leo", "per_maya"]  # Dana's was kept to invite her


async def test_it_ends_by_itself_before_the_interview(bureau: Bureau) -> None:
    await asked(bureau)
    bureau.clock.set(TUESDAY - timedelta(minutes=31))
    assert await asking.expire_due(bureau.house) == 0
    bureau.clock.set(TUESDAY - timedelta(minutes=29))
    assert await asking.expire_due(bureau.house) == 1
    await bureau.settle()
    assert "nobody was invited" in words(bureau.card(MAYA))
    assert "ended by itself" in words(bureau.card(DANA))
    assert await bureau.interviews() == []


async def test_it_tells_the_host_that_the_proposal_has_closed_meanwhile(bureau: Bureau) -> None:
    await asked(bureau)
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set state = 'withdrawn'")
    await press(bureau, MAYA, "team_send")
    assert "This proposal is withdrawn" in words(bureau.card(MAYA))
    assert await bureau.interviews() == []


async def test_it_takes_no_press_of_anybody_who_was_not_asked(bureau: Bureau) -> None:
    """A press is authorised by who pressed, whoever's card it was on."""
    await asked(bureau)
    card = question(bureau, DANA)
    async with bureau.house.database.connection() as conn:
        await conn.execute("delete from slack_account where user_id = 'U0DANA'")
    await bureau.slack.click(DANA, card, "team_yes")
    await bureau.settle()
    assert "for somebody else" in bureau.told(DANA)
    assert f"· {DANA} – no answer yet" in words(question(bureau, MAYA))


async def test_it_says_at_the_tick_why_a_team_cannot_be_asked(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "first": ["first"]})
    assert await bureau.slack.submit(MAYA) == {
        "first": "Choose at least one colleague to ask, or take this tick away."
    }
    soon = bureau.clock.now() + timedelta(minutes=40)
    await bureau.slack.fill(MAYA, {"when": soon, "colleagues": [DANA]})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert list(faults) == ["first"]
    assert "too soon" in faults["first"]


async def test_it_asks_nobody_more_often_than_a_day_allows(bureau: Bureau) -> None:
    interviews = bureau.house.settings.interviews
    tight = replace(interviews, caps=replace(interviews.caps, times_per_person=2))
    house = replace(bureau.house, settings=replace(bureau.house.settings, interviews=tight))
    await asked(bureau)
    async with bureau.house.database.connection() as conn:
        first = await store.load(conn, await conn.fetchval("select id from team_question"))
        commands = await store.commands_of(conn, bureau.house, first.id)
    await asking.ask(house, "per_maya", commands, first.asked)
    with pytest.raises(TooManyInvitations, match="2 times within a day"):
        await asking.ask(house, "per_maya", commands, first.asked)
    few = replace(tight, caps=replace(tight.caps, times_per_person=9, guests_per_client=5))
    narrow = replace(house, settings=replace(house.settings, interviews=few))
    with pytest.raises(TooManyInvitations, match="5 people within a day"):
        await asking.ask(narrow, "per_maya", commands, first.asked)
