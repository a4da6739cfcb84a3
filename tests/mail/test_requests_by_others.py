"""Events that somebody else than their client brings: who is heard for whom, and who is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.interviews import actions, hosting
from anteroom.interviews.model import Role, State
from anteroom.proposals import store
from anteroom.proposals.model import Member
from anteroom_calendar import Partstat
from mail.asking import address, answers, bring, interviews, told
from mail.house_with_mail import DANA, LEO, START, HouseWithMail
from mail.own_event import inviting

ASSISTANT = "noor.assistant@larkfield.test"


async def _assistant(house: HouseWithMail, *roles: str) -> None:
    noor = Member(
        "per_noor", "m-3", "client", "org-larkfield", "Noor", "basic", None, 0, "Europe/Berlin", "en", ()
    )
    async with house.house.database.transaction() as conn:
        await store.put_member(conn, noor, roles, house.house.clock.now())
        await house.house.vault.keep(conn, "per_noor", {"email": ASSISTANT})


async def test_it_takes_an_assistants_word_for_the_organizer_whom_it_names(asked: HouseWithMail) -> None:
    await _assistant(asked, "scheduler")
    ours = await address(asked)
    event = inviting(ours)
    event.sent_by = ASSISTANT
    assert await bring(asked, event.request(), ours) == ("taken", "request: scheduled")

    (interview,) = await interviews(asked)
    assert interview.host.person_id == "per_maya"
    assert told(answers(asked)[-1])[:2] == ("REPLY", "ACCEPTED")
    assert not [each for each in asked.office.arrived if each.to == (ASSISTANT,)]


async def test_it_takes_no_assistant_who_is_not_registered_or_not_named(asked: HouseWithMail) -> None:
    await _assistant(asked)
    ours = await address(asked)
    event = inviting(ours)
    event.sent_by = ASSISTANT
    assert await bring(asked, event.request(), ours) == ("taken", "request: refused")
    assert "Only the proposal's client" in told(answers(asked)[-1])[3]

    await _assistant(asked, "scheduler")
    other = inviting(ours)
    other.uid = "other@larkfield.test"
    raw = other.request(from_address=ASSISTANT)
    assert await bring(asked, raw, ours) == ("held", "its organizer is somebody else")
    assert await interviews(asked) == []


@pytest.mark.parametrize("method", ["request", "cancel"])
async def test_it_takes_no_member_of_elsewhere_for_an_assistant(asked: HouseWithMail, method: str) -> None:
    """Or any freelancer could end, outrun and use up what the client asks for, and write to the client."""
    ours = await address(asked)
    event = inviting(ours, DANA)
    await bring(asked, event.request(), ours)
    before, arrived = await interviews(asked), len(asked.office.arrived)
    forged = inviting(ours, DANA)
    forged.sent_by, forged.sequence, forged.number = LEO, 9, 9
    raw = (
        forged.request(domain="orbison.example")
        if method == "request"
        else forged.cancel(domain="orbison.example")
    )

    assert await bring(asked, raw, ours) == ("held", "its sender is no colleague of its organizer")
    assert await interviews(asked) == before
    assert len(asked.office.arrived) == arrived
    event.moved(timedelta(hours=1))
    assert await bring(asked, event.request(), ours) == ("taken", "request: followed")


async def test_it_lets_a_colleague_change_and_call_off_only_who_may_schedule(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    before, arrived = await interviews(asked), len(asked.office.arrived)
    await _assistant(asked)
    meddling = replace(event, sent_by=ASSISTANT, sequence=7, number=7)
    for raw in (meddling.request(), meddling.cancel()):
        assert await bring(asked, raw, ours) == ("held", "request: by a colleague who may not schedule")
    assert await interviews(asked) == before
    assert len(asked.office.arrived) == arrived

    event.moved(timedelta(hours=1))
    assert await bring(asked, event.request(), ours) == ("taken", "request: followed")
    await _assistant(asked, "scheduler")
    event.sent_by, event.sequence = ASSISTANT, 2
    assert await bring(asked, event.cancel(), ours) == ("taken", "request: cancelled")
    assert (await interviews(asked))[0].state is State.CANCELLED


async def test_it_takes_no_event_that_somebody_else_passes_on(asked: HouseWithMail) -> None:
    """Whoever got an ordinary event of a member holds a mail that proves its sender."""
    ours = await address(asked)
    general = f"interview@{ours.partition('@')[2]}"
    private = inviting("somebody@other.example", DANA)
    private.summary = "Whom we let go"
    for to in (ours, general):
        assert await bring(asked, private.request(), to) == (
            "held",
            "an event that does not invite this address",
        )
    assert await interviews(asked) == [] and asked.office.arrived == []


async def test_it_ends_no_interview_by_the_cancellation_that_one_guest_got(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours, DANA)
    await bring(asked, event.request(), ours)
    taken_off = inviting(DANA)
    taken_off.sequence = 1
    assert await bring(asked, taken_off.cancel(), ours) == (
        "held",
        "an event that does not invite this address",
    )
    assert (await interviews(asked))[0].state is State.PROPOSED

    event.attendees = []
    event.sequence = 3
    assert await bring(asked, event.cancel(), ours) == ("taken", "request: cancelled")


async def test_it_lets_nobody_but_the_host_move_it_once_hosting_was_handed_over(
    asked: HouseWithMail,
) -> None:
    ours = await address(asked)
    event = inviting(ours, DANA)
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    dana = next(each for each in interview.parties if each.role is Role.GUEST)
    await actions.hand_over(asked.house, interview.id, "per_maya", dana.id)
    event.moved(timedelta(hours=1))
    assert await bring(asked, event.request(), ours) == ("taken", "request: refused")

    (interview,) = await interviews(asked)
    assert interview.starts_at == START
    method, _, sequence, comment = told(answers(asked)[-1])
    assert (method, sequence) == ("COUNTER", 1)
    assert "only its host" in comment


async def test_a_removed_guests_pass_and_answers_are_dead_and_it_may_come_back(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours, DANA)
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    (invitation,) = asked.office.to(DANA)
    dana = next(each for each in interview.parties if each.role is Role.GUEST)
    await hosting.remove_party(asked.house, interview.id, "per_maya", dana.id)
    await asked.settle()
    await asked.answer(invitation, DANA, Partstat.ACCEPTED)
    assert (await asked.verdicts())[-1] == ("ignored", "the party was removed")

    event.attendees = event.attendees[:1]
    event.touched()
    await bring(asked, event.request(), ours)
    event.attendees.append((DANA, "Dana"))
    event.touched()
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    again = next(each for each in interview.present if each.role is Role.GUEST)
    assert (again.person_id, again.label) == (dana.person_id, "Dana")
    assert again.id != dana.id and again.uid != dana.uid
