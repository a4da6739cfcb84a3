"""`/interview report`: a real report, read by the marketplace's trust people and by nobody else."""

from __future__ import annotations

import json

import pytest

from anteroom.conduct.reports.actions import decide, make_report, reopen
from anteroom.conduct.reports.model import Category, MakeReport, Outcome, Way
from anteroom.conduct.reports.reading import list_reports, read_report
from anteroom.errors import NotAllowed
from anteroom.people.persons import new_person
from slack_bureau import DANA, MAYA, TOMAS, Bureau, open_bureau, words

WORDS = "He wants me to pay him at tricky@elsewhere.example instead."


async def _form(bureau: Bureau, user: str, typed: str = "report") -> None:
    await bureau.slack.command(user, "/interview", typed)
    await bureau.settle()
    assert bureau.slack.open_view(user) is not None


async def test_it_takes_a_report_seals_it_and_says_its_reference(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    await _form(bureau, DANA, f"report {interview.id[4:10]} {WORDS}")
    view = bureau.slack.open_view(DANA)
    assert view is not None
    assert view.values["interview"]["interview"]["selected_option"]["value"] == interview.id
    assert view.values["words"]["words"]["value"] == WORDS
    await bureau.slack.fill(DANA, {"category": "leaving"})
    before = [message.text for message in bureau.cards(MAYA)]
    assert await bureau.slack.submit(DANA) is None
    thanks = bureau.slack.open_view(DANA)
    assert thanks is not None and "submit" not in thanks.body
    found, following = await list_reports(bureau.house, "", 10)
    assert following == "" and len(found) == 1
    assert found[0].id in json.dumps(thanks.body) and found[0].interview_id == interview.id
    assert (await read_report(bureau.house, found[0].id, "t-12", "report"))[1] == WORDS
    await bureau.settle()
    assert [message.text for message in bureau.cards(MAYA)] == before
    async with bureau.house.database.connection() as conn:
        entries = await conn.fetch(
            "select event, facts from ledger_entry where event like 'report.%' order by number"
        )
        sealed = await conn.fetchval("select sealed from report")
    assert [row["event"] for row in entries] == ["report.made", "report.read"]
    assert WORDS not in str([row["facts"] for row in entries]) and WORDS.encode() not in bytes(sealed)


async def test_it_tells_whoever_reported_what_was_found_and_nobody_else(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    await _form(bureau, DANA, f"report {interview.id[4:10]} {WORDS}")
    await bureau.slack.fill(DANA, {"category": "leaving"})
    assert await bureau.slack.submit(DANA) is None
    (report,), _ = await list_reports(bureau.house, "", 10)
    before = {user: len(bureau.cards(user)) for user in (DANA, MAYA, TOMAS)}
    for outcome in (Outcome.UPHELD, Outcome.UPHELD):
        await decide(bureau.house, report.id, outcome, "t-12", "asked_to_leave")
    await bureau.settle()
    assert {user: len(bureau.cards(user)) - before[user] for user in before} == {DANA: 1, MAYA: 0, TOMAS: 0}
    said = json.dumps(bureau.cards(DANA)[-1].blocks)
    assert report.id in said and "found that it is right" in said
    assert "tricky" not in said and "t-12" not in said and "asked_to_leave" not in said
    await reopen(bureau.house, report.id, "t-1", "look_again")
    await decide(bureau.house, report.id, Outcome.NOT_UPHELD, "t-1", "no_rule_broken")
    await bureau.settle()
    assert "found nothing in it" in json.dumps(bureau.cards(DANA)[-1].blocks)


async def test_it_opens_from_the_menu_on_ones_own_card_with_its_interview_chosen(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    card = next(each for each in bureau.cards(DANA) if each.blocks[0]["block_id"] == "state")
    await bureau.slack.click(DANA, card, "continue:more", "Report a problem", block_id="people")
    await bureau.settle()
    view = bureau.slack.open_view(DANA)
    assert view is not None
    assert view.values["interview"]["interview"]["selected_option"]["value"] == interview.id
    await bureau.slack.fill(DANA, {"category": "leaving", "words": "She asks for my number."})
    assert await bureau.slack.submit(DANA) is None
    (report,), _ = await list_reports(bureau.house, "", 10)
    assert (report.interview_id, report.category, report.way) == (interview.id, Category.LEAVING, Way.SLACK)


async def test_it_takes_none_about_somebody_elses_interview_and_ten_a_day(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    async with bureau.house.database.connection() as conn:
        stranger = await new_person(conn, bureau.house.randomness, bureau.clock.now())
    command = MakeReport(stranger, Category.OTHER, "It is not mine.", interview.id)
    with pytest.raises(NotAllowed):
        await make_report(bureau.house, command)
    for number in range(11):
        await _form(bureau, MAYA, "report It does not work.")
        await bureau.slack.fill(MAYA, {"category": "broken", "interview": "none"})
        faults = await bureau.slack.submit(MAYA)
        assert (faults is None) is (number < 10), faults
        await bureau.slack.close(MAYA, everything=True)


async def test_it_says_where_to_report_for_who_is_unknown_and_where_nobody_could_read_it(
    bureau: Bureau,
) -> None:
    answer = await bureau.slack.command(TOMAS, "/interview", "report")
    assert answer.message is not None and "Report it on" in words(answer.message)
    async with open_bureau(reviewed=False) as unread:
        answer = await unread.slack.command(MAYA, "/interview", "report")
        assert answer.message is not None and "nothing was sent to anybody" in words(answer.message)
