"""Several freelancers of one job as one day: chosen together, asked apart, and none learns of another."""

from __future__ import annotations

from datetime import timedelta

from anteroom.interviews import actions as heart
from anteroom.interviews.model import Answer, Interview
from anteroom.interviews.view import view_for
from anteroom.proposals import store
from anteroom.proposals.model import Member, Proposal, ProposalState
from anteroom.sandbox.slack.model import View
from slack_bureau import DANA, MAYA, TUESDAY, Bureau, words

NAMES = ("Leo Marchetti", "Aiko Mori", "Bram de Wit")


async def three(bureau: Bureau) -> None:
    """Tell Anteroom of two more freelancers for Maya's job, and of one for another job."""
    async with bureau.house.database.transaction() as conn:
        for number, name, job in ((2, NAMES[1], "j-1"), (3, NAMES[2], "j-1"), (4, "Other", "j-2")):
            person = Member(
                f"per_{number}", f"m-{number}", "freelancer", None, name, "basic", 5.0, 4, "Asia/Tokyo",
                "en", (),
            )  # fmt: skip
            await store.put_member(conn, person, [], bureau.clock.now())
            proposal = Proposal(
                f"prp_{number}", f"p-{number}", "per_maya", f"per_{number}", job, "Payments API in Go",
                f"t-{number}", ProposalState.SHORTLISTED,
            )  # fmt: skip
            await store.put_proposal(conn, proposal)


async def day_form(bureau: Bureau, others: list[str]) -> None:
    """Open the form, make it a day of these, and fill the rest in."""
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"proposal": "prp_1"})
    await bureau.slack.click(MAYA, "modal", "day")
    await bureau.settle()
    await bureau.slack.fill(
        MAYA, {"when": TUESDAY, "length": "30", "colleagues": [DANA], "others": others, "pause": "10"}
    )


def shown(bureau: Bureau) -> View:
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    return view


async def planned(bureau: Bureau) -> list[Interview]:
    """Schedule the three, and return them in their order."""
    await three(bureau)
    await day_form(bureau, ["prp_2", "prp_3"])
    assert await bureau.send() is None
    await bureau.settle()
    return sorted(await bureau.interviews(), key=lambda each: each.starts_at)


async def test_it_offers_further_freelancers_of_the_same_job_only(bureau: Bureau) -> None:
    await three(bureau)
    await day_form(bureau, [])
    offered = await bureau.slack.suggest(MAYA, "others", "")
    assert [each.text.partition(" · ")[2] for each in offered] == [NAMES[1], NAMES[2]]
    assert shown(bureau).values["proposal"]["proposal"]["selected_option"]["value"] == "prp_1"


async def test_it_shows_the_whole_day_in_one_step_and_asks_for_one_consent(bureau: Bureau) -> None:
    await three(bureau)
    await day_form(bureau, ["prp_2", "prp_3"])
    assert await bureau.slack.submit(MAYA) is None
    said = str(shown(bureau).blocks)
    assert "an interview day with 3 freelancers" in said
    spans = ("Tue 24 Nov, 15:00–15:30", "Tue 24 Nov, 15:40–16:10", "Tue 24 Nov, 16:20–16:50")
    assert all(span in said for span in spans)
    assert all(name in said for name in NAMES)
    assert await bureau.interviews() == []


async def test_it_asks_the_same_people_back_to_back_and_keeps_freelancers_apart(bureau: Bureau) -> None:
    interviews = await planned(bureau)
    starts = [each.starts_at - TUESDAY for each in interviews]
    assert starts == [timedelta(), timedelta(minutes=40), timedelta(minutes=80)]
    assert len({each.day for each in interviews}) == 1
    assert interviews[0].day
    for interview, name in zip(interviews, NAMES, strict=True):
        labels = [party.label for party in interview.parties]
        assert labels == [MAYA, name, DANA]
        everything = f"{interview.title} {interview.agenda} {interview.nda}"
        assert not any(other in everything for other in NAMES)
    assert len(bureau.cards(DANA)) == 3


async def test_it_lists_the_day_as_one_for_the_host(bureau: Bureau) -> None:
    await planned(bureau)
    answer = await bureau.slack.command(MAYA, "/interview", "list")
    assert answer.message is not None
    said = words(answer.message)
    assert "*Interview day: 3 interviews, Payments API in Go*" in said
    assert all(name in said for name in NAMES)


async def test_it_says_on_the_cards_of_the_hosts_side_which_of_the_day_it_is(bureau: Bureau) -> None:
    interviews = await planned(bureau)
    for user in (MAYA, DANA):
        cards = "\n".join(words(card) for card in bureau.cards(user))
        assert all(f"Interview day: {number} of 3" in cards for number in (1, 2, 3)), user
    async with bureau.house.database.connection() as conn:
        for interview in interviews:
            for party_id in (interview.candidate.id, None):
                view = await view_for(conn, bureau.house, interview.id, party_id)
                assert view is not None
                assert view.day_place is None


async def test_it_leaves_the_others_as_they_are_where_one_freelancer_declines(bureau: Bureau) -> None:
    interviews = await planned(bureau)
    await heart.answer(bureau.house, interviews[1].id, "per_2", Answer.DECLINED)
    await heart.answer(bureau.house, interviews[0].id, "per_leo", Answer.ACCEPTED)
    answers = [each.candidate.answer for each in sorted(await bureau.interviews(), key=lambda e: e.starts_at)]
    assert answers == [Answer.ACCEPTED, Answer.DECLINED, Answer.NONE]


async def test_it_sends_the_others_where_one_proposal_has_closed_meanwhile(bureau: Bureau) -> None:
    await three(bureau)
    await day_form(bureau, ["prp_2", "prp_3"])
    assert await bureau.slack.submit(MAYA) is None
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set state = 'withdrawn' where id = 'prp_2'")
    assert await bureau.slack.submit(MAYA) is None
    said = str(shown(bureau).blocks)
    assert "2 of the interviews were sent" in said
    assert f"{NAMES[1]}: This proposal is withdrawn" in said
    assert len(await bureau.interviews()) == 2


async def test_it_refuses_at_its_field_what_is_no_day(bureau: Bureau) -> None:
    await three(bureau)
    await day_form(bureau, ["prp_2"])
    await bureau.slack.fill(MAYA, {"length": "30"})
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set job_id = 'j-9' where id = 'prp_2'")
    faults = await bureau.slack.submit(MAYA)
    assert faults == {"others": "An interview day is about one job. Choose proposals of the same job."}
    assert await bureau.interviews() == []


async def test_it_holds_an_agenda_of_a_day_without_sending_one_of_it_later(bureau: Bureau) -> None:
    await three(bureau)
    await day_form(bureau, ["prp_2"])
    await bureau.slack.fill(MAYA, {"agenda": "Call me on +49 30 23125 117"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert list(faults) == ["agenda"]
    await bureau.settle()
    await bureau.slack.close(MAYA, everything=True)
    await bureau.slack.click(MAYA, bureau.card(MAYA), "held_reword")
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"text": "Payments"})
    assert await bureau.slack.submit(MAYA) is None
    assert await bureau.interviews() == []


async def test_one_link_does_not_bring_the_freelancers_of_a_day_together(bureau: Bureau) -> None:
    await three(bureau)
    await day_form(bureau, ["prp_2"])
    await bureau.slack.fill(MAYA, {"where": "link"})
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"link": "https://zoom.us/j/85012345678"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None and "bring the freelancers together" in faults["link"]
