"""Interviews asked for from an ordinary calendar: the event in by SMTP, our answer and invitations out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from anteroom.interviews import actions, store
from anteroom.interviews.model import Answer, Role, State
from anteroom.proposals.address import GENERAL
from anteroom_calendar import Partstat
from mail.asking import address, answers, bring, interviews, told
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail
from mail.own_event import OwnEvent, inviting

PRIYA = "priya@nair-advice.test"


async def test_it_makes_an_interview_of_an_event_and_answers_as_an_attendee(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours, DANA, names=["Interview", "Dana, VP Engineering"])
    assert await bring(asked, event.request(), ours) == ("taken", "request: scheduled")

    (interview,) = await interviews(asked)
    assert (interview.starts_at, interview.ends_at) == (START, START + timedelta(minutes=45))
    assert interview.title == "Talk about the ledger"
    assert [(each.role, each.label) for each in interview.parties] == [
        (Role.HOST, "Maya Quill"),
        (Role.CANDIDATE, "Leo O."),
        (Role.GUEST, "Dana, VP Engineering"),
    ]
    (answer,) = answers(asked)
    method, partstat, sequence, comment = told(answer)
    assert (method, partstat, sequence) == ("REPLY", "ACCEPTED", 0)
    assert "the interview follows" in comment
    assert str(answer.event["UID"]) == event.uid
    assert str(answer.event["ORGANIZER"]) == f"mailto:{MAYA}"
    assert str(answer.event["ATTENDEE"]) == f"mailto:{ours}"
    assert answer.mail["From"].addresses[0].addr_spec == ours
    assert answer.mail["Auto-Submitted"] == "auto-replied"
    # Everybody else, and Maya too, gets an invitation of their own.
    for who in (MAYA, LEO, DANA):
        own = [each for each in asked.office.to(who) if each.event["UID"] != event.uid]
        assert [str(each.event["STATUS"]) for each in own] == ["CONFIRMED"]


async def test_a_notetaker_in_the_event_is_left_out_and_its_host_is_told(asked: HouseWithMail) -> None:
    """Calendars invite such bots by themselves: the interview is made all the same."""
    ours = await address(asked)
    event = inviting(ours, DANA, "fred@fireflies.ai")
    assert await bring(asked, event.request(), ours) == ("taken", "request: scheduled")

    (interview,) = await interviews(asked)
    assert [each.role for each in interview.parties] == [Role.HOST, Role.CANDIDATE, Role.GUEST]
    text = answers(asked)[0].mail.get_body(("plain",))
    assert text is not None
    assert "A notetaker in the event was left out" in " ".join(text.get_content().split())


async def test_it_moves_with_its_event_and_ends_with_it(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    event.moved(timedelta(hours=2))
    assert await bring(asked, event.request(), ours) == ("taken", "request: followed")

    (interview,) = await interviews(asked)
    assert (interview.starts_at, interview.sequence) == (START + timedelta(hours=2), 1)
    assert [told(each)[:3] for each in answers(asked)] == [
        ("REPLY", "ACCEPTED", 0),
        ("REPLY", "ACCEPTED", 1),
    ]
    assert await bring(asked, event.cancel(), ours) == ("taken", "request: cancelled")
    (interview,) = await interviews(asked)
    assert interview.state is State.CANCELLED
    # To its own cancellation an organizer gets no answer.
    assert len(answers(asked)) == 2
    assert str(asked.office.to(LEO)[-1].event["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("turns", [(0, 1), (1, 0), (0, 0, 1, 1), (1, 0, 1, 0)])
async def test_it_ends_in_the_same_state_in_whatever_order_and_however_often_mails_come(
    asked: HouseWithMail, turns: tuple[int, ...]
) -> None:
    """RFC 5546, 2.1.5: SEQUENCE, then DTSTAMP."""
    ours = await address(asked)
    event = inviting(ours)
    mails = [event.request()]
    event.moved(timedelta(hours=3))
    mails.append(event.request())
    for turn in turns:
        await bring(asked, mails[turn], ours)

    (interview,) = await interviews(asked)
    assert interview.starts_at == START + timedelta(hours=3)
    assert told(answers(asked)[-1])[:3] == ("REPLY", "ACCEPTED", 1)
    assert {verdict for verdict, _ in await asked.verdicts()} <= {"taken", "ignored"}


async def test_it_never_begins_after_its_cancellation_came(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours)
    request = event.request()
    await bring(asked, event.cancel(), ours)

    assert await bring(asked, request, ours) == ("ignored", "request: older than what is known")
    assert await interviews(asked) == []
    assert answers(asked) == []


async def test_it_takes_a_change_that_leaves_sequence_and_stamp_as_they_were(asked: HouseWithMail) -> None:
    """Apple's calendar does that (sabre-io/vobject#462); the older mail still does not come back."""
    ours = await address(asked)
    event = inviting(ours)
    before = event.request()
    await bring(asked, before, ours)
    event.starts_at += timedelta(hours=1)
    await bring(asked, event.request(), ours)
    assert await bring(asked, before, ours) == ("ignored", "seen before")

    (interview,) = await interviews(asked)
    assert interview.starts_at == START + timedelta(hours=1)


async def test_it_follows_who_is_invited_and_touches_no_other_guest(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours, DANA)
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    (dana,) = [each for each in interview.parties if each.role is Role.GUEST]
    event.attendees[1] = (PRIYA, "Priya", "ROLE=OPT-PARTICIPANT")
    event.touched()
    assert await bring(asked, event.request(), ours) == ("taken", "request: followed")

    (interview,) = await interviews(asked)
    assert [(each.label, each.required) for each in interview.present][2:] == [("Priya", False)]
    gone = next(each for each in interview.parties if each.id == dana.id)
    assert gone.removed_at is not None and gone.epoch == dana.epoch + 1
    last = asked.office.to(DANA)[-1]
    assert str(Calendar.from_ical(last.calendar.decode())["METHOD"]) == "CANCEL"
    assert str(last.event["UID"]) == dana.uid
    assert int(last.event["SEQUENCE"]) == 1
    assert b"Priya" not in last.raw and "Priya" not in str(last.event)
    (invitation,) = asked.office.to(PRIYA)
    assert str(invitation.event["STATUS"]) == "CONFIRMED"
    # Who stays is asked nothing anew: the same revision, with another list of people.
    leo = asked.office.to(LEO)
    assert [int(each.event["SEQUENCE"]) for each in leo] == [0] * len(leo)
    assert len(answers(asked)) == 1


async def test_it_words_it_anew_without_asking_anybody_anew(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    (invitation,) = asked.office.to(LEO)
    await asked.answer(invitation, LEO, Partstat.ACCEPTED)
    event.summary, event.description = "The ledger, part two", "Bring the diagram."
    event.touched()
    await bring(asked, event.request(), ours)

    (interview,) = await interviews(asked)
    assert (interview.title, interview.agenda) == ("The ledger, part two", "Bring the diagram.")
    assert (interview.sequence, interview.candidate.answer) == (0, Answer.ACCEPTED)
    assert "The ledger, part two" in str(asked.office.to(LEO)[-1].event["SUMMARY"])


async def test_it_proposes_the_interviews_own_time_where_that_has_moved_elsewhere(
    asked: HouseWithMail,
) -> None:
    """As an attendee we cannot move the client's event: a COUNTER proposes it (RFC 5546, 3.2.7)."""
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    (invitation,) = asked.office.to(LEO)
    later = START + timedelta(hours=1)
    raw = asked.reply(invitation, LEO, Partstat.TENTATIVE, start=later)
    await asked.send(raw, invitation.sender_of_entry)
    (interview,) = await interviews(asked)
    await actions.accept_counter(asked.house, interview.id, interview.counters[0].id, "per_maya")
    await asked.settle()

    counter = answers(asked)[-1]
    assert told(counter)[:3] == ("COUNTER", "TENTATIVE", 0)
    assert counter.event["DTSTART"].dt == later
    # Another message of the old time does not move it back; an event moved there agrees.
    event.touched()
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    assert interview.starts_at == later
    event.moved(timedelta(hours=1))
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    assert (interview.starts_at, interview.sequence) == (later, 1)
    assert told(answers(asked)[-1])[:3] == ("REPLY", "ACCEPTED", 1)


async def test_it_declines_in_the_event_when_the_interview_is_called_off_elsewhere(
    asked: HouseWithMail,
) -> None:
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    (interview,) = await interviews(asked)
    await actions.cancel(asked.house, interview.id, "per_maya", "")
    await asked.settle()
    method, partstat, sequence, comment = told(answers(asked)[-1])
    assert (method, partstat, sequence) == ("REPLY", "DECLINED", 0)
    assert "cancelled" in comment

    # A change of nothing but the words asks for no other interview; another time does.
    event.description = "Anything else?"
    event.touched()
    assert await bring(asked, event.request(), ours) == ("taken", "request: refused")
    asked.clock.advance(timedelta(minutes=1))
    event.moved(timedelta(days=1))
    assert await bring(asked, event.request(), ours) == ("taken", "request: scheduled")
    assert [each.state for each in await interviews(asked)] == [State.CANCELLED, State.PROPOSED]
    assert told(answers(asked)[-1])[:3] == ("REPLY", "ACCEPTED", 1)


async def test_it_finds_the_one_proposal_that_is_open_or_named(asked: HouseWithMail) -> None:
    general = f"{GENERAL}@{asked.house.settings.relay_domain}"
    assert await bring(asked, inviting(general).request(), general) == ("taken", "request: scheduled")
    async with asked.house.database.transaction() as conn:
        await conn.execute(
            """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread,
                state)
            values ('pro_2', 'p-2', 'per_maya', 'per_leo', 'j-2', 'Payments API', 't-2', 'active')"""
        )
    unclear = OwnEvent(uid="two@larkfield.test", attendees=[(general, "")], summary="A talk")
    assert await bring(asked, unclear.request(), general) == ("taken", "request: refused")
    comment = told(answers(asked)[-1])[3]
    assert "“Ledger engineer” (p-1)" in comment and "“Payments API” (p-2)" in comment
    listed = [word for word in comment.split() if word.startswith("p-") and "@" in word]
    assert len(listed) == 2

    named = OwnEvent(uid="three@larkfield.test", attendees=[(general, "")], summary="Payments API with Leo")
    assert await bring(asked, named.request(), general) == ("taken", "request: scheduled")
    # The address that was listed is there to be used.
    other = OwnEvent(uid="four@larkfield.test", attendees=[(listed[1], "")], summary="A talk")
    assert await bring(asked, other.request(), listed[1]) == ("taken", "request: scheduled")
    async with asked.house.database.connection() as conn:
        assert len(await store.of_proposal(conn, "pro_2")) == 2


async def test_it_holds_what_an_event_says_too_much_and_tells_its_organizer_why(
    asked: HouseWithMail,
) -> None:
    ours = await address(asked)
    event = inviting(ours, names=["Interview"])
    event.description = "The ledger. Or call me on +49 30 901820 77."
    await bring(asked, event.request(), ours)
    event.touched()
    event.attendees.append((DANA, "Dana"))
    await bring(asked, event.request(), ours)

    (interview,) = await interviews(asked)
    assert interview.agenda == ""
    async with asked.house.database.connection() as conn:
        rows = await conn.fetch("select way, field, state, nth, writer_id, interview_id from held_text")
    assert [tuple(row) for row in rows] == [("calendar", "agenda", "held", 1, "per_maya", interview.id)]
    (mail,) = [each for each in asked.office.to(MAYA) if b"/held/" in each.raw]
    text = " ".join(mail.body("text/plain").split())
    assert "This looks like a phone number." in text
    assert "901820" not in text
