"""Where Slack ends: its rates, conversations in which the app is not, and people whom it does not tell of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from anteroom.interviews import actions
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.model import State
from anteroom.people.persons import new_person
from anteroom.proposals import store
from anteroom.proposals.model import Member, Proposal, ProposalState
from anteroom.sandbox.slack import SlackChannel
from anteroom_slack.pace import BURST
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, words
from slack_play import play


async def several(bureau: Bureau, count: int) -> None:
    """Invite Maya and a colleague to as many interviews at one moment."""
    async with bureau.house.database.transaction() as conn:
        dana = await new_person(conn, bureau.house.randomness, bureau.clock.now())
    await bureau.link("U0DANA", dana)
    for number in range(count):
        async with bureau.house.database.transaction() as conn:
            free = Member(
                f"per_{number}", f"m-{number}", "freelancer", None, f"Freelancer {number}", "basic", 5.0, 4,
                "UTC", "en", (),
            )  # fmt: skip
            await store.put_member(conn, free, [], bureau.clock.now())
            proposal = Proposal(
                f"prp_n{number}", f"p-n{number}", "per_maya", f"per_{number}", "j-1", f"Job {number}",
                f"t-n{number}", ProposalState.SHORTLISTED,
            )  # fmt: skip
            await store.put_proposal(conn, proposal)
        start = TUESDAY + timedelta(days=number)
        guests = (GuestWish("Dana", person_id=dana),)
        wish = ScheduleInterview(proposal.id, "per_maya", start, start + timedelta(minutes=30), guests=guests)
        await actions.schedule(bureau.house, wish)


def refused(bureau: Bureau) -> list[str]:
    """Return the errors that Slack answered calls with."""
    return [str(each.answer["error"]) for each in bureau.slack.exchanges if each.answer.get("error")]


async def troubles(bureau: Bureau, state: str) -> list[str]:
    """Return why effects in a state are in it."""
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch("select trouble from effect where state = $1 order by position", state)
    return [row["trouble"] for row in rows]


async def test_a_crowd_of_cards_leaves_a_second_apart_and_slack_never_has_to_refuse(bureau: Bureau) -> None:
    await several(bureau, BURST + 4)
    await bureau.settle()
    assert len(bureau.cards(DANA)) == BURST
    for more in range(1, 5):
        bureau.clock.advance(timedelta(seconds=1))
        await bureau.settle()
        assert len(bureau.cards(DANA)) == BURST + more
    assert refused(bureau) == []
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select max(attempts) from effect") == 0


async def test_it_calls_nobody_again_before_the_moment_that_slack_named(bureau: Bureau) -> None:
    """One refusal silences the method for all: the other cards wait without asking."""
    await several(bureau, 2)
    await bureau.settle()
    bureau.slack.limit("chat.update", retry_after=30)
    for interview in await bureau.interviews():
        later = interview.starts_at + timedelta(hours=1)
        await actions.move(bureau.house, interview.id, "per_maya", later, later + timedelta(minutes=30))
    calls = bureau.calls("chat.update")
    await bureau.settle()
    assert bureau.calls("chat.update") == calls + 1
    bureau.clock.advance(timedelta(seconds=29))
    await bureau.settle()
    assert bureau.calls("chat.update") == calls + 1
    bureau.clock.advance(timedelta(seconds=1))
    await bureau.settle()
    assert bureau.calls("chat.update") == calls + 1 + 4
    assert await troubles(bureau, "held") == []


async def test_it_answers_where_it_is_no_member(bureau: Bureau) -> None:
    """In private channels and among two people only the answer itself and the response URL reach anybody."""
    space = bureau.slack.workspace
    space.channels["G0SECRET"] = SlackChannel("G0SECRET", "secret", {"U0MAYA"}, "group")
    between = space.direct("U0MAYA", "U0DANA")
    assert between is not None
    for where in ("G0SECRET", between.id, "C0TEAM"):
        assert (await bureau.slack.command(MAYA, "/interview", "list", where)).message is not None
        assert (await bureau.slack.command(MAYA, "/interview", "move nothing9", where)).message is not None
        await bureau.slack.command(MAYA, "/interview", "", where)
        await bureau.settle()
        assert bureau.slack.open_view(MAYA) is not None
        await bureau.slack.close(MAYA, everything=True)
    bureau.slack.refuse("views.open", "internal_error")
    await bureau.slack.command(MAYA, "/interview", "", "G0SECRET")
    await bureau.settle()
    assert "did not show the form" in bureau.told(MAYA)
    assert refused(bureau) == ["internal_error"]
    assert bureau.calls("chat.postMessage") == 0


async def test_it_goes_on_without_somebody_who_has_left_the_workspace(bureau: Bureau) -> None:
    """Whoever is deactivated between the choice and the card is held and seen; the others have theirs."""
    await bureau.open_form()
    await bureau.slack.fill(
        MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [DANA, TOMAS]}
    )
    assert await bureau.send() is None
    people = bureau.slack.workspace.people
    people["U0TOMAS"] = replace(people["U0TOMAS"], deleted=True)
    await bureau.settle()
    assert "user_disabled" in await troubles(bureau, "held")
    assert [len(bureau.cards(user)) for user in (MAYA, DANA)] == [1, 1]
    assert (await bureau.interview()).state is State.PROPOSED


async def test_it_asks_no_stranger_guest_or_leaver_in_slack_and_says_what_to_do(bureau: Bureau) -> None:
    for who, why in (
        ("Sol Stranger", "another company"), ("Gus Guest", "guest in this workspace"),
        ("Gil Gone", "has left"),
    ):  # fmt: skip
        await bureau.open_form()
        await bureau.slack.fill(
            MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [who]}
        )
        faults = await bureau.slack.submit(MAYA)
        assert faults is not None
        assert why in " ".join(faults.values())
        await bureau.slack.close(MAYA, everything=True)
    await bureau.settle()
    assert await bureau.interviews() == []


async def test_a_stranger_of_a_shared_channel_can_press_nothing(bureau: Bureau) -> None:
    """Slack Connect shows messages to other companies' people too; who sees a button may not use it."""
    interview = await bureau.schedule({"colleagues": [DANA]})
    card, space = bureau.card(DANA), bureau.slack.workspace
    space.channels[card.channel].members.add("U0AWAY")
    await bureau.slack.click("Sol Stranger", card, "accept")
    await bureau.settle()
    assert await bureau.interview() == interview
    assert "somebody else" in bureau.told("Sol Stranger")


async def test_a_day_goes_as_well_without_the_scope_for_addresses(bureau: Bureau) -> None:
    """An administrator may refuse users:read.email; then Slack names nobody's address."""
    bureau.slack.workspace.scopes.discard("users:read.email")
    interview = await play(bureau)
    assert interview.state is State.CANCELLED
    assert bureau.calls("users.lookupByEmail") == 0
    assert "missing_scope" not in refused(bureau)
    assert "cancelled" in words(bureau.card(DANA)).casefold()
    async with bureau.house.database.connection() as conn:
        known = await conn.fetchval(
            """select count(*) from contact join slack_account using (person_id)
            where user_id = 'U0DANA'"""
        )
    assert known == 0


async def test_somebody_without_an_address_is_asked_in_slack_all_the_same(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [TOMAS]})
    assert bureau.card(TOMAS).action("accept") is not None
    await bureau.slack.click(TOMAS, bureau.card(TOMAS), "accept")
    await bureau.settle()
    assert "✓" in words(bureau.card(MAYA))
