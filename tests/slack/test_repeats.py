"""What arrives several times happens once: Slack's retries, double clicks, and two people at one moment."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from anteroom.interviews.model import Answer, State
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau
from slack_echo import arrive, echoing, shown, signed, standing
from slack_play import KINDS, play


async def events(bureau: Bureau) -> list[tuple[str, str]]:
    """Return what the ledger tells of interviews, as (event, actor)."""
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch(
            "select event, actor from ledger_entry where chain like 'int_%' order by chain, number"
        )
    return [(row["event"], row["actor"]) for row in rows]


WHAT_HAPPENED = [
    "interview.proposed", "interview.answered", "interview.countered", "interview.moved", "interview.moved",
    "interview.cancelled",
]  # fmt: skip


async def test_a_day_is_the_same_when_each_request_arrives_three_times_at_once(bureau: Bureau) -> None:
    """Every kind of payload is among them: the day itself says which."""
    async with echoing(bureau, 3) as echo:
        interview = await play(bureau)
    assert interview.state is State.CANCELLED
    happened = [event for event, _ in await events(bureau)]
    assert [event for event in happened if event in WHAT_HAPPENED] == WHAT_HAPPENED
    assert {ack.kind for ack in bureau.slack.acks} >= set(KINDS)
    assert echo.statuses == {200}
    assert [len(bureau.cards(user)) for user in (MAYA, DANA)] == [1, 1]


async def test_nothing_changes_when_a_whole_day_arrives_three_times_more(bureau: Bureau) -> None:
    async with echoing(bureau, 1) as echo:
        await play(bureau)
    before, said, told = await standing(bureau.house.database), shown(bureau), await events(bureau)
    for heard in echo.heard:
        headers = signed(bureau, heard.body, heard.headers["Content-Type"])
        assert [await arrive(bureau, heard.body, headers) for _ in range(3)] == [heard.status] * 3
    await bureau.settle()
    assert await events(bureau) == told
    assert shown(bureau) == said
    assert await standing(bureau.house.database) == before


async def test_a_double_click_answers_once_and_says_nothing_about_it(bureau: Bureau) -> None:
    """Slack gives each press a trigger of its own, so only the state can tell."""
    await bureau.schedule({"colleagues": [DANA]})
    card = bureau.card(DANA)
    await asyncio.gather(*(bureau.slack.click(DANA, card, "accept") for _ in range(2)))
    await bureau.settle()
    assert [event for event, _ in await events(bureau)].count("interview.answered") == 1
    assert bureau.told(DANA) == ""


async def test_a_form_that_is_sent_twice_schedules_once(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1"})
    async with echoing(bureau, 2):
        assert await bureau.send() is None
    await bureau.settle()
    assert len(await bureau.interviews()) == 1


async def test_of_two_contrary_presses_at_one_moment_one_wins_and_the_other_is_told(bureau: Bureau) -> None:
    """Phone and laptop of one person: both cards show the same."""
    await bureau.schedule({"colleagues": [DANA]})
    card = bureau.card(DANA)
    await asyncio.gather(*(bureau.slack.click(DANA, card, name) for name in ("accept", "decline")))
    await bureau.settle()
    answers = [event for event, _ in await events(bureau)].count("interview.answered")
    party = next(party for party in (await bureau.interview()).parties if party.label.startswith("Dana"))
    assert (answers, party.answer in (Answer.ACCEPTED, Answer.DECLINED)) == (1, True)
    assert "already" in bureau.told(DANA)


async def test_a_press_that_is_refused_is_one_line_of_the_log(bureau: Bureau) -> None:
    """What it did is undone and done once more up to there; a reference is drawn once."""
    await bureau.schedule({"colleagues": [DANA]})
    card = bureau.card(DANA)
    await bureau.slack.click(DANA, card, "accept")
    with capture_logs() as lines:
        await bureau.slack.click(DANA, card, "decline")
        await bureau.settle()
    assert "already" in bureau.told(DANA)
    assert [line["event"] for line in lines].count("slack.refused") == 1


async def test_two_people_who_answer_at_one_moment_are_both_heard(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA, TOMAS]})
    cards = {user: bureau.card(user) for user in (DANA, TOMAS)}
    await asyncio.gather(
        bureau.slack.click(DANA, cards[DANA], "accept"), bureau.slack.click(TOMAS, cards[TOMAS], "decline")
    )
    await bureau.settle()
    said = {party.label.split()[0]: party.answer for party in (await bureau.interview()).parties}
    assert (said["Dana"], said["Tomás"]) == (Answer.ACCEPTED, Answer.DECLINED)


async def test_a_counter_that_two_take_up_at_one_moment_is_decided_once(bureau: Bureau) -> None:
    """The host accepts it on the phone and keeps the time on the laptop."""
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(DANA, bureau.card(DANA), "counter")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"when": TUESDAY.replace(hour=16)})
    assert await bureau.slack.submit(DANA) is None
    await bureau.settle()
    card = bureau.card(MAYA)
    await asyncio.gather(
        *(bureau.slack.click(MAYA, card, name) for name in ("counter_accept", "counter_decline"))
    )
    await bureau.settle()
    happened = [event for event, _ in await events(bureau)]
    decided = [event for event in happened if event in ("interview.moved", "interview.counter_declined")]
    assert len(decided) == 1, happened
    assert bureau.told(MAYA)
