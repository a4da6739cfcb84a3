"""Answers of calendars as they come in over SMTP; letters, bounces and mutilated mails beside them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from anteroom.interviews import actions
from anteroom.interviews.model import Answer, Role, State
from anteroom_calendar import Attendee, CalendarMail, Invitation, Method, Organizer, Partstat, compose, write
from anteroom_mail.out.bounce_address import bounce_local
from mail.house_with_mail import DANA, LEO, START, HouseWithMail, house_with_mail


async def test_it_takes_a_reply_and_schedules(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)

    assert await mailed.answer(invitation, LEO, Partstat.ACCEPTED) == (250, "2.0.0 OK")
    assert (await mailed.now(interview)).state is State.SCHEDULED
    assert await mailed.verdicts() == [("taken", "answer: accepted")]


async def test_it_takes_the_same_mail_once(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED)
    await mailed.send(raw, invitation.sender_of_entry)
    ledger = await mailed.ledger(interview)

    assert (await mailed.send(raw, invitation.sender_of_entry))[0] == 250
    assert (await mailed.verdicts())[-1] == ("ignored", "seen before")
    assert await mailed.ledger(interview) == ledger


@pytest.mark.parametrize("late_first", [False, True])
async def test_it_lets_the_later_of_two_answers_win_whichever_arrives_first(
    mailed: HouseWithMail, late_first: bool
) -> None:
    """RFC 5546, 2.1.5: DTSTAMP orders the answers of one attendee to one revision."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    mailed.clock.advance(timedelta(minutes=1))
    early = mailed.reply(invitation, LEO, Partstat.ACCEPTED, at=mailed.clock.now() - timedelta(seconds=2))
    late = mailed.reply(invitation, LEO, Partstat.DECLINED, at=mailed.clock.now())
    for raw in (late, early) if late_first else (early, late):
        await mailed.send(raw, invitation.sender_of_entry)

    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.DECLINED
    if late_first:
        assert ("ignored", "a later answer was given already") in await mailed.verdicts()


async def test_it_lets_the_last_arrival_win_of_two_answers_in_one_second(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    for said in (Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE):
        await mailed.answer(invitation, LEO, said)

    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.TENTATIVE


async def test_it_does_not_let_a_clock_that_runs_ahead_shut_out_later_answers(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    await mailed.answer(invitation, LEO, Partstat.ACCEPTED, mailed.clock.now() + timedelta(days=30))
    mailed.clock.advance(timedelta(minutes=1))
    await mailed.answer(invitation, LEO, Partstat.DECLINED)

    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.DECLINED


async def test_it_lets_one_of_two_answers_at_once_win(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    mailed.clock.advance(timedelta(minutes=1))
    early = mailed.reply(invitation, LEO, Partstat.ACCEPTED, at=mailed.clock.now() - timedelta(seconds=2))
    late = mailed.reply(invitation, LEO, Partstat.DECLINED, at=mailed.clock.now())
    both = [mailed.send(raw, invitation.sender_of_entry) for raw in (late, early, late, early)]

    assert [code for code, _ in await asyncio.gather(*both)] == [250] * 4
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.DECLINED
    assert (await mailed.ledger(interview)).count("interview.answered") <= 2


class _FailsOnce:
    """Fails where a process might die: after the commit, before the 250."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    def reach(self, name: str, detail: str = "") -> None:
        if name == "mail-answer-taken" and name not in self.reached:
            self.reached.append(name)
            raise RuntimeError("gone")


async def test_it_answers_250_only_after_the_commit_and_knows_the_mail_when_it_comes_again() -> None:
    async with house_with_mail(failpoints=_FailsOnce()) as mailed:
        interview = await mailed.invite()
        (invitation,) = mailed.office.to(LEO)
        raw = mailed.reply(invitation, LEO, Partstat.TENTATIVE, start=START + timedelta(hours=1))
        first, _ = await mailed.send(raw, invitation.sender_of_entry)
        kept = (await mailed.now(interview)).counters
        second, _ = await mailed.send(raw, invitation.sender_of_entry)

        assert (first, second) == (451, 250)
        assert len(kept) == 1
        assert (await mailed.now(interview)).counters == kept
        assert await mailed.verdicts() == [("taken", "counter"), ("ignored", "seen before")]


async def test_it_sends_the_entry_again_when_a_calendar_asks_for_it(mailed: HouseWithMail) -> None:
    """RFC 5546, 3.2.6: a REFRESH is answered with the present REQUEST, to who asked only."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    sender = invitation.sender_of_entry
    now = mailed.clock.now()
    refresh = Invitation(
        method=Method.REFRESH,
        uid=str(invitation.event["UID"]),
        sequence=0,
        dtstamp=now,
        start=START,
        end=START + timedelta(minutes=45),
        organizer=Organizer(sender),
        attendees=(Attendee(LEO),),
    )
    mail = CalendarMail(
        method=Method.REFRESH,
        calendar=write(refresh),
        from_address=LEO,
        to_address=sender,
        subject="Refresh",
        date=now,
        message_id="refresh@outside.test",
        text="Please send it again.",
    )
    await mailed.send(compose(mail), sender)
    await mailed.settle()
    first, second = mailed.office.to(LEO)

    assert await mailed.verdicts() == [("taken", "refresh")]
    assert (second.event["UID"], second.event["SEQUENCE"]) == (first.event["UID"], 0)
    assert len(mailed.office.arrived) == 4
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.NONE


async def test_it_does_not_take_an_answer_to_an_earlier_time(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    later = START + timedelta(hours=2)
    await actions.move(mailed.house, interview.id, "per_maya", later, later + timedelta(minutes=45))

    assert (await mailed.answer(invitation, LEO, Partstat.ACCEPTED))[0] == 250
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.NONE
    assert await mailed.verdicts() == [("ignored", "it answers an earlier time")]


async def test_it_ignores_an_answer_to_a_cancelled_interview(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.answer(invitation, LEO, Partstat.ACCEPTED)

    assert await mailed.verdicts() == [("ignored", "the interview is over")]


async def test_it_ignores_an_out_of_office_note_and_takes_a_letter(mailed: HouseWithMail) -> None:
    """What becomes of the letter: test_typed.py."""
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    letter = f"From: {LEO}\r\nTo: {invitation.sender_of_entry}\r\n".encode()
    await mailed.send(
        letter + b"Auto-Submitted: auto-replied\r\n\r\nI am away.\r\n", invitation.sender_of_entry
    )
    await mailed.send(letter + b"\r\nThursday, please.\r\n", invitation.sender_of_entry)

    assert sorted(await mailed.verdicts()) == [
        ("ignored", "an automatic mail"),
        ("taken", "typed: passed on"),
    ]


def _report(action: str, status: str) -> bytes:
    return (
        b"From: MAILER-DAEMON@outside.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.outside.test\r\n\r\n"
        b"Final-Recipient: rfc822; somebody\r\nAction: "
        + f"{action}\r\nStatus: {status}\r\n".encode()
        + b"\r\n--b--\r\n"
    )


async def test_it_marks_a_party_unreachable_when_its_mail_bounces_and_not_when_it_is_late(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    guest = await mailed.party(interview, Role.GUEST)
    assert invitation.sender == (
        f"{bounce_local(mailed.house.settings.secrets.link_key, guest.id)}@relay.anteroom.test"
    )

    await mailed.send(_report("delayed", "4.4.1"), invitation.sender, sender="")
    assert (await mailed.party(interview, Role.GUEST)).reachable
    await mailed.send(_report("failed", "5.1.1"), invitation.sender, sender="")

    assert not (await mailed.party(interview, Role.GUEST)).reachable
    assert sorted(await mailed.verdicts()) == [("ignored", "a report of a delay"), ("taken", "bounce")]


def _mutilated(genuine: bytes, number: int) -> Iterator[bytes]:
    chance = random.Random(2)
    for _ in range(number):
        raw = bytearray(genuine)
        for _ in range(chance.randint(1, 12)):
            begin = chance.randrange(len(raw))
            end = min(len(raw), begin + chance.choice((1, 1, 3, 40, 400)))
            match chance.randrange(4):
                case 0:
                    raw[begin:end] = chance.randbytes(end - begin)
                case 1:
                    del raw[begin:end]
                case 2:
                    raw[begin:begin] = raw[begin:end] * 3
                case _:
                    raw[begin:end] = raw[begin:end].swapcase()
        yield bytes(raw)


async def test_it_never_fails_on_a_mutilated_answer_of_the_right_sender(mailed: HouseWithMail) -> None:
    """These may still be answers; but a fault of ours, which says 451, none of them may be."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    genuine = mailed.reply(invitation, LEO, Partstat.DECLINED, start=START + timedelta(hours=1))
    codes = {(await mailed.send(raw, invitation.sender_of_entry))[0] for raw in _mutilated(genuine, 100)}

    assert codes <= {250, 500, 550}, codes
    now = await mailed.now(interview)
    assert (now.starts_at, now.sequence, now.state) == (START, 0, State.PROPOSED)


async def test_it_survives_two_hundred_mutilated_mails_with_nothing_changed(mailed: HouseWithMail) -> None:
    """Each is a real answer from the wrong sender, broken at random: whatever it says, nothing may follow."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    before = await mailed.now(interview)
    genuine = mailed.reply(invitation, LEO, Partstat.DECLINED, from_address="forger@evil.example")
    codes = {(await mailed.send(raw, invitation.sender_of_entry))[0] for raw in _mutilated(genuine, 200)}

    assert await mailed.now(interview) == before
    assert codes <= {250, 500, 550}, codes
    assert {verdict for verdict, _ in await mailed.verdicts()} <= {"held", "refused", "ignored"}


@pytest.mark.parametrize(
    ("head", "reason", "sentence"),
    [
        (b"Content-Type: text/plain; charset*=ascii\x00''x", "unreadable mail", "This mail cannot be read."),
        (
            b"Content-Type: text/calendar; method=REPLY",
            "unreadable calendar",
            "The calendar part of this mail cannot be read.",
        ),
    ],
)
async def test_it_says_whether_a_mail_or_its_calendar_cannot_be_read(
    mailed: HouseWithMail, head: bytes, reason: str, sentence: str
) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    raw = f"From: {LEO}\r\n".encode() + head + b"\r\n\r\nThursday, please.\r\n"

    assert await mailed.send(raw, invitation.sender_of_entry) == (550, f"5.7.1 {sentence}")
    assert await mailed.verdicts() == [("refused", reason)]
