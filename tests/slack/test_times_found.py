"""Times that suit everybody: found from a command, in the form that schedules, and for an interview."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from anteroom.interviews.model import CounterState
from anteroom.people.working_hours import DAY, WorkingHours, keep_hours
from anteroom.proposals import store
from anteroom.proposals.model import Member
from anteroom.times.availability.model import Kind
from anteroom.times.availability.store import add
from slack_bureau import CONTACTS, DANA, MAYA, TUESDAY, Bureau, words
from slack_times import moments, shown, slots, tick

BERLIN, NEW_YORK, SAO_PAULO = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "America/Sao_Paulo")
)


async def _hours(bureau: Bureau, person_id: str, begins: int, ends: int) -> None:
    spans = [(day * DAY + begins * 60, day * DAY + ends * 60) for day in range(5)]
    async with bureau.house.database.connection() as conn:
        await keep_hours(conn, person_id, WorkingHours.of_week(spans), bureau.clock.now())


async def test_it_finds_times_from_a_command_and_invites_to_the_one_that_is_ticked(bureau: Bureau) -> None:
    await _hours(bureau, "per_maya", 13, 18)
    await _hours(bureau, "per_leo", 9, 17)
    await bureau.open_form(text="times p-payments next week @dana for 30m about the ledger")
    said = shown(bureau)
    assert "30 minutes next week" in said and "you, Leo Marchetti and Dana Whitfield" in said
    assert "Not known is when Dana Whitfield can" in said and "Berlin, UTC+1" in said
    found = moments(bureau)
    assert 2 <= len(found) <= 10
    for each in found:
        here, there = each.astimezone(BERLIN), each.astimezone(SAO_PAULO)
        assert here.isocalendar().week == 49 and here.isoweekday() < 6
        assert 13 <= here.hour < 18 and 9 <= there.hour < 17, each
        assert 8 <= each.astimezone(NEW_YORK).hour < 20
    # Nothing is ticked: nothing is sent.
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None and [*faults] == ["slots:0:30"]
    (chosen,) = await tick(bureau, 1)
    await bureau.slack.fill(MAYA, {"length": "60"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None and "found for 30 minutes" in faults["length"]
    await bureau.slack.fill(MAYA, {"length": "30"})
    assert await bureau.send() is None
    await bureau.settle()
    interview = await bureau.interview()
    assert (interview.starts_at, interview.length) == (chosen, timedelta(minutes=30))
    assert DANA in [party.label for party in interview.parties]


async def test_it_finds_in_the_form_and_leads_back_to_a_time_of_ones_own(bureau: Bureau) -> None:
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"proposal": None})
    await bureau.slack.click(MAYA, "modal", "find")
    await bureau.settle()
    assert "Choose the proposal first" in shown(bureau) and not slots(bureau)
    await bureau.slack.fill(MAYA, {"proposal": "prp_1", "agenda": "Ledgers."})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None and "No time was found" in faults["window"]
    await bureau.slack.fill(MAYA, {"colleagues": [DANA]})
    await bureau.settle()
    assert slots(bureau)  # whoever is picked is asked for at once
    assert "Dana Whitfield" in shown(bureau)
    await bureau.slack.click(MAYA, "modal", "window", "this week")
    await bureau.settle()
    sunday = datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert moments(bureau) and max(moments(bureau)) < sunday
    await bureau.slack.fill(MAYA, {"length": "90"})
    await bureau.slack.click(MAYA, "modal", "find_again")
    await bureau.settle()
    assert "90 minutes this week" in shown(bureau)
    await bureau.slack.click(MAYA, "modal", "own_time")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert not slots(bureau) and view is not None and "Ledgers." in str(view.values["agenda"])
    await bureau.slack.fill(MAYA, {"when": TUESDAY})
    assert await bureau.send() is None
    await bureau.settle()
    assert (await bureau.interview()).starts_at == TUESDAY


async def test_it_never_offers_a_time_at_which_somebody_has_an_interview_nor_says_so(bureau: Bureau) -> None:
    await bureau.open_form(text="times p-payments tomorrow @dana for 60m")
    before = moments(bureau)
    await bureau.slack.close(MAYA)
    await bureau.schedule({"colleagues": [DANA], "when": before[0], "length": "60"})
    bureau.clock.advance(timedelta(minutes=20))
    await bureau.open_form(text="times p-payments tomorrow @dana for 60m")
    after = moments(bureau)
    assert after and all(abs(each - before[0]) >= timedelta(hours=1) for each in after)
    said = shown(bureau).lower()
    assert "busy" not in said and "another interview" not in said
    assert not [each for kept in CONTACTS.values() for each in kept.values() if each in said]


async def test_whoever_shares_a_workspace_is_no_colleague_for_that(bureau: Bureau) -> None:
    """A freelancer who works for the host's company has an account there, and tells when to be met others."""
    dana = Member("per_dana", "m-dana", "freelancer", None, DANA, "basic", 5.0, 9, "Europe/Berlin", "en", ())
    async with bureau.house.database.transaction() as conn:
        await store.put_member(conn, dana, [], bureau.clock.now())
    await bureau.link("U0DANA", "per_dana")
    await _hours(bureau, "per_dana", 9, 10)
    await bureau.open_form(text="times p-payments tomorrow @dana for 60m")
    assert "Not known is when you, Leo Marchetti and Dana Whitfield can" in shown(bureau) and slots(bureau)


async def test_it_offers_found_times_beside_those_of_an_interview(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text="times this week")
    assert "45 minutes this week" in shown(bureau)
    assert interview.starts_at not in moments(bureau)
    (one,) = await tick(bureau, 0)
    own = TUESDAY + timedelta(days=8)
    await bureau.slack.fill(MAYA, {"time0": own})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    offers = (await bureau.interview()).counters
    assert {each.starts_at for each in offers} == {one, own}
    assert {each.state for each in offers} == {CounterState.OPEN}
    assert f"<!date^{int(one.timestamp())}" in words(bureau.card(MAYA))


async def test_it_says_what_it_could_not_read_and_asks_for_nobody_elses_proposal(bureau: Bureau) -> None:
    for text, said in (
        ("times p-payments soon", "cannot read when"),
        ("times p-payments until 24 Mar 2027", "four weeks"),
        ("times nothing9", "no interviews ahead"),
    ):
        answer = await bureau.slack.command(MAYA, "/interview", text)
        assert answer.message is not None and said in words(answer.message), text
    await bureau.schedule({"colleagues": [DANA]})
    answer = await bureau.slack.command(MAYA, "/interview", "times next week for 30m extra9")
    assert answer.message is not None
    answer = await bureau.slack.command(DANA, "/interview", "times")
    assert answer.message is not None and "Only the host" in words(answer.message)


async def test_it_says_whose_calendar_did_not_answer_of_ones_own_side_alone(bureau: Bureau) -> None:
    """It says that it looks at one calendar, too, and never that the freelancer has one."""
    house = bureau.house
    interview = await bureau.schedule({"colleagues": [DANA]})
    dana = next(party.person_id for party in interview.parties if party.label == DANA)
    async with house.database.transaction() as conn:
        for number, person_id in enumerate((dana, "per_leo")):
            given = {"address": "https://calendars.example/busy.ics"}
            await add(conn, house.vault, f"cal_{number}", person_id, Kind.PUBLISHED, given, house.clock.now())
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"proposal": "prp_1", "colleagues": [DANA]})
    await bureau.settle()
    await bureau.slack.click(MAYA, "modal", "find")
    await bureau.settle()
    said = shown(bureau)
    assert "Dana Whitfield's calendar did not answer" in said and slots(bureau)
    assert "Not known is when you and Leo Marchetti can" in said and "Leo Marchetti's calendar" not in said
    updates = [str(each.body) for each in bureau.slack.captures if each.path == "/api/views.update"]
    assert any("Looking at 1 calendar" in each for each in updates)
