"""Answers that cannot be taken for the party's: the party is asked, and nobody else hears of them."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from anteroom.interviews import actions
from anteroom.interviews.model import Answer, Role
from anteroom_calendar import Partstat
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail, house_with_mail
from mail.post_office import Arrived

ELSEWHERE = "leo.private@freemail.hu"


def asked(mailed: HouseWithMail, address: str) -> list[Arrived]:
    """The mails that ask this address to confirm."""
    return [
        each for each in mailed.office.to(address) if "/i#" in each.body("text/plain") and not _dated(each)
    ]


def _dated(arrived: Arrived) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in arrived.mail.walk())


async def test_it_asks_the_party_about_an_answer_from_an_unknown_address(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    before = await mailed.now(interview)
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED, from_address=ELSEWHERE)
    assert (await mailed.send(raw, invitation.sender_of_entry))[0] == 250
    await mailed.settle()

    assert await mailed.verdicts() == [("held", "it comes from another address")]
    assert await mailed.now(interview) == before
    (question,) = asked(mailed, LEO)
    # Leo reads Spanish.
    assert "desde una dirección que no conocemos: «acepta»" in " ".join(question.body("text/plain").split())
    assert ELSEWHERE.encode() not in b"".join(each.raw for each in mailed.office.arrived)
    assert not any("no conocemos" in each.raw.decode() for each in mailed.office.to(MAYA))
    assert question.mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("99991231T233000Z", "99991231T235959Z"),
        ("20261224T100000Z", "99991231T235959Z"),
        ("20281224T100000Z", "20281224T103000Z"),
        ("20261224T100000Z", "20261224T100100Z"),
    ],
)
async def test_it_asks_nobody_about_a_time_that_no_interview_can_have(
    mailed: HouseWithMail, start: str, end: str
) -> None:
    """The last day there is has begun in some zones and not in others: no lobby could show it."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(MAYA)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "noor@unheardof.example", invitation.sender_of_entry
    message["Message-ID"] = f"<{start}.{end}@outside.test>"
    message.set_content(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:COUNTER\r\nBEGIN:VEVENT\r\n"
        f"UID:{invitation.event['UID']}\r\nSEQUENCE:0\r\nDTSTAMP:20261123T090000Z\r\n"
        f"DTSTART:{start}\r\nDTEND:{end}\r\n"
        f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{MAYA}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        subtype="calendar",
        params={"method": "COUNTER"},
        cte="base64",
    )
    await mailed.send(message.as_bytes(), invitation.sender_of_entry)
    await mailed.settle()

    reason = "it comes from another address, and proposes what no interview can have"
    assert await mailed.verdicts() == [("held", reason)]
    assert asked(mailed, MAYA) == []
    async with mailed.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from doubted_answer") == 0
        assert await conn.fetchval("select count(*) from effect where attempts > 0 or state = 'held'") == 0
    assert (await mailed.now(interview)).counters == ()


async def test_it_asks_once_however_often_the_same_comes(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    for minute in range(4):
        raw = mailed.reply(
            invitation,
            LEO,
            Partstat.ACCEPTED,
            from_address=ELSEWHERE,
            at=mailed.clock.now() + timedelta(minutes=minute),
        )
        await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    assert len(asked(mailed, LEO)) == 1


async def test_it_is_no_cannon_against_a_mailbox(mailed: HouseWithMail) -> None:
    """However many answers are forged, at most three wait and at most three mails leave in a day."""
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    for hour in range(1, 9):
        raw = mailed.reply(
            invitation, LEO, Partstat.TENTATIVE, from_address=ELSEWHERE, start=START + timedelta(hours=hour)
        )
        await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    assert len(asked(mailed, LEO)) == 3
    assert (await mailed.verdicts()).count(("held", "it comes from another address, one too many")) == 5


async def test_it_lets_a_question_lapse_when_the_party_answers_by_itself(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    raw = mailed.reply(invitation, LEO, Partstat.DECLINED, from_address=ELSEWHERE)
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.answer(invitation, LEO, Partstat.ACCEPTED)
    await mailed.settle()

    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED
    assert asked(mailed, LEO) == []
    async with mailed.house.database.connection() as conn:
        rows = await conn.fetch("select state, sealed from doubted_answer")
    assert [(row["state"], row["sealed"]) for row in rows] == [("lapsed", b"")]


async def test_it_does_not_ask_about_a_time_that_has_changed(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    later = START + timedelta(hours=2)
    await actions.move(mailed.house, interview.id, "per_maya", later, later + timedelta(minutes=45))
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED, from_address=ELSEWHERE)
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    assert asked(mailed, LEO) == []
    assert await mailed.verdicts() == [("held", "it comes from another address, and answers an earlier time")]


async def test_it_tells_how_somebody_is_added_when_an_invitation_was_passed_on(mailed: HouseWithMail) -> None:
    """The colleague answers for himself: From and ATTENDEE are his. He is never added and never shown."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    raw = mailed.reply(invitation, "bob@otherfirm.example", Partstat.ACCEPTED)
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    (question,) = asked(mailed, DANA)
    assert "Whoever should come as well is added by Maya Quill" in " ".join(
        question.body("text/plain").split()
    )
    assert len((await mailed.now(interview)).parties) == 3
    assert b"otherfirm" not in b"".join(each.raw for each in mailed.office.arrived)


async def test_it_refuses_a_delegation_and_restates_the_entry(mailed: HouseWithMail) -> None:
    """RFC 5546, 3.2.2.3: whom the organizer wants stays with the organizer."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    raw = mailed.reply(invitation, DANA, Partstat.DELEGATED)
    line = b'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:bob@otherfirm.example":mailto:' + DANA.encode()
    raw = _with_line(raw, line)
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    first, refused = mailed.office.to(DANA)
    assert (refused.event["UID"], refused.event["SEQUENCE"]) == (first.event["UID"], 0)
    assert b"METHOD:REQUEST" in refused.calendar
    assert "ask Maya Quill to add them" in " ".join(refused.body("text/plain").split())
    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.NONE
    assert b"otherfirm" not in b"".join(each.raw for each in mailed.office.arrived)
    assert (await mailed.verdicts())[0] == ("held", "it delegates to somebody else")


def _with_line(raw: bytes, line: bytes) -> bytes:
    """A mail of one plain calendar part, whose ATTENDEE is this."""
    from email import message_from_bytes
    from email.policy import SMTP

    from anteroom_calendar import read_mail

    calendar = read_mail(raw).calendar
    assert calendar is not None
    text = calendar.decode().replace("\r\n ", "")
    lines = [line.decode() if each.startswith("ATTENDEE") else each for each in text.split("\r\n")]
    old = message_from_bytes(raw, policy=SMTP)
    head = "".join(f"{name}: {old[name]}\r\n" for name in ("From", "To", "Subject", "Message-ID", "Date"))
    head += 'MIME-Version: 1.0\r\nContent-Type: text/calendar; charset="UTF-8"; method=REPLY\r\n\r\n'
    return (head + "\r\n".join(lines)).encode()


@pytest.mark.parametrize(("hours", "says"), [(-4, "has passed already"), (0, "stands already")])
async def test_it_tells_the_sender_how_a_counter_that_proposes_nothing_was_read(
    mailed: HouseWithMail, hours: int, says: str
) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    start = START if hours == 0 else mailed.clock.now() + timedelta(hours=hours)
    raw = mailed.reply(invitation, DANA, Partstat.ACCEPTED, start=start, comment="Fine with me.")
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    _, told = mailed.office.to(DANA)
    text = " ".join(told.body("text/plain").split())
    assert says in text and "as “accepted”" in text
    assert "counter.read_as_answer" in await mailed.ledger(interview)
    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.ACCEPTED


async def test_it_tells_the_sender_kindly_that_a_comment_was_held(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    raw = mailed.reply(
        invitation,
        DANA,
        Partstat.TENTATIVE,
        start=START + timedelta(hours=1),
        comment="Call me on +1 212 555 0147",
    )
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    _, told = mailed.office.to(DANA)
    said = " ".join(told.body("text/plain").split())
    assert "Your comment was shown to nobody" in said
    assert "A word about meeting before a contract" in said
    assert b"555" not in b"".join(each.raw for each in mailed.office.arrived if "0147" in str(each.raw))


async def test_it_answers_no_machine(mailed: HouseWithMail) -> None:
    """Neither about a counter that proposes nothing nor about a delegation: two programs could go on."""
    await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    start = mailed.clock.now() - timedelta(hours=1)
    counter = mailed.reply(invitation, DANA, Partstat.ACCEPTED, start=start)
    delegation = mailed.reply(invitation, DANA, Partstat.DELEGATED)
    for raw in (counter, delegation):
        await mailed.send(b"Auto-Submitted: auto-replied\r\n" + raw, invitation.sender_of_entry)
    await mailed.settle()

    assert len(mailed.office.to(DANA)) == 1


async def test_it_sends_the_entry_anew_only_so_often(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    for _ in range(8):
        await mailed.send(_refresh(mailed, invitation), invitation.sender_of_entry)
        await mailed.settle()

    assert len(mailed.office.to(DANA)) == 1 + 5
    assert (await mailed.verdicts()).count(("ignored", "it was sent again often enough today")) == 3


def _refresh(mailed: HouseWithMail, invitation: Arrived) -> bytes:
    now = mailed.clock.now()
    mailed.clock.advance(timedelta(seconds=1))
    return (
        f"From: {DANA}\r\nTo: {invitation.sender_of_entry}\r\n"
        f"Message-ID: <r{now.timestamp()}@outside.test>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REFRESH\r\n\r\n"
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REFRESH\r\nBEGIN:VEVENT\r\n"
        f"UID:{invitation.event['UID']}\r\nDTSTAMP:{now:%Y%m%dT%H%M%SZ}\r\n"
        f"ORGANIZER:mailto:{invitation.sender_of_entry}\r\nATTENDEE:mailto:{DANA}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


RESULTS = b"Authentication-Results: mx.anteroom.test; dmarc=%s header.from=%s\r\n"


async def test_it_takes_the_answer_of_an_assistant_whose_company_is_proven() -> None:
    """Exchange, secretaries: From is another mailbox of the same company, the ATTENDEE the executive's."""
    async with house_with_mail(authserv_id="mx.anteroom.test") as mailed:
        interview = await mailed.invite()
        (invitation,) = mailed.office.to(DANA)
        raw = mailed.reply(invitation, DANA, Partstat.ACCEPTED, from_address="office@eu.larkfield.test")
        await mailed.send(RESULTS % (b"pass", b"eu.larkfield.test") + raw, invitation.sender_of_entry)
        await mailed.settle()

        assert (await mailed.party(interview, Role.GUEST)).answer is Answer.ACCEPTED
        assert len(mailed.office.to(DANA)) == 1
        async with mailed.house.database.connection() as conn:
            facts = await conn.fetchval("select facts from ledger_entry where event = 'answer.taken'")
        assert facts["right"] == "company address, proven"
        assert "office" not in str(facts)


async def test_it_tells_the_party_when_somebody_of_its_company_answered_by_another_name() -> None:
    async with house_with_mail(authserv_id="mx.anteroom.test") as mailed:
        interview = await mailed.invite()
        (invitation,) = mailed.office.to(DANA)
        raw = mailed.reply(invitation, "office@larkfield.test", Partstat.DECLINED)
        await mailed.send(RESULTS % (b"pass", b"larkfield.test") + raw, invitation.sender_of_entry)
        await mailed.settle()

        assert (await mailed.party(interview, Role.GUEST)).answer is Answer.DECLINED
        _, told = mailed.office.to(DANA)
        text = " ".join(told.body("text/plain").split())
        assert "Another address of your company answered this invitation for you" in text
        assert "office@" not in text


async def test_it_asks_when_the_company_is_not_proven(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    raw = mailed.reply(invitation, DANA, Partstat.ACCEPTED, from_address="office@larkfield.test")
    await mailed.send(raw, invitation.sender_of_entry)
    await mailed.settle()

    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.NONE
    assert len(asked(mailed, DANA)) == 1


async def test_it_takes_the_answer_of_the_same_mailbox_under_a_tag(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(DANA)
    raw = mailed.reply(invitation, "Dana.Voss+cal@Larkfield.test", Partstat.ACCEPTED)
    await mailed.send(raw, invitation.sender_of_entry)

    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.ACCEPTED


async def test_it_asks_when_the_own_server_found_a_failure_in_the_party_s_name() -> None:
    async with house_with_mail(authserv_id="mx.anteroom.test") as mailed:
        interview = await mailed.invite()
        (invitation,) = mailed.office.to(DANA)
        raw = RESULTS % (b"fail", b"larkfield.test") + mailed.reply(invitation, DANA, Partstat.DECLINED)
        await mailed.send(raw, invitation.sender_of_entry)
        await mailed.settle()

        assert (await mailed.party(interview, Role.GUEST)).answer is Answer.NONE
        (question,) = asked(mailed, DANA)
        assert "We could not prove that you sent it" in " ".join(question.body("text/plain").split())
        assert "answer.held" in await mailed.ledger(interview)
