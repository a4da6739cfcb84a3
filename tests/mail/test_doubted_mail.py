"""Mail whose sender, address or UID is not what it should be: held or refused, and nothing changes."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from anteroom.interviews.model import Answer, Role
from anteroom_calendar import Partstat
from mail.house_with_mail import DANA, LEO, MAYA, HouseWithMail, house_with_mail


async def test_it_holds_an_answer_from_another_address_and_says_so_in_the_ledger(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    before = await mailed.now(interview)
    for forger in ("forger@evil.example", DANA):
        raw = mailed.reply(invitation, LEO, Partstat.DECLINED, from_address=forger)
        assert (await mailed.send(raw, invitation.sender_of_entry))[0] == 250

    assert await mailed.verdicts() == [("held", "it comes from another address")] * 2
    assert await mailed.now(interview) == before
    assert (await mailed.ledger(interview)).count("answer.held") == 2


async def test_it_holds_an_answer_for_somebody_else(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(MAYA)
    before = await mailed.now(interview)
    await mailed.send(
        mailed.reply(invitation, DANA, Partstat.DECLINED, from_address=MAYA), invitation.sender_of_entry
    )

    assert await mailed.verdicts() == [("held", "it answers for somebody else")]
    assert await mailed.now(interview) == before


@pytest.mark.parametrize("result", ["pass", "none", "fail"])
async def test_it_does_the_same_for_an_address_of_the_other_side_as_for_any_stranger_s(result: str) -> None:
    """Whoever could tell them apart would find out the executive's address, guess by guess."""
    became = []
    for guess in (DANA, "nobody.voss@larkfield.test"):
        async with house_with_mail(authserv_id="mx.anteroom.test") as mailed:
            interview = await mailed.invite()
            (invitation,) = mailed.office.to(LEO)
            head = f"Authentication-Results: mx.anteroom.test; dmarc={result} header.from=orbison.example\r\n"
            raw = mailed.reply(invitation, guess, Partstat.DECLINED, from_address=LEO)
            await mailed.send(head.encode() + raw, invitation.sender_of_entry)
            await mailed.settle()
            answer = (await mailed.party(interview, Role.CANDIDATE)).answer
            # Invitations leave side by side, so that who is written to first is nobody's promise.
            arrived = sorted(each.to for each in mailed.office.arrived)
            became.append((await mailed.verdicts(), await mailed.ledger(interview), answer, arrived))
    assert became[0] == became[1]


async def test_it_holds_a_mail_with_two_senders(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    before = await mailed.now(interview)
    raw = b"From: forger@evil.example\r\n" + mailed.reply(invitation, LEO, Partstat.DECLINED)
    await mailed.send(raw, invitation.sender_of_entry)

    assert await mailed.verdicts() == [("held", "its From is not one address")]
    assert await mailed.now(interview) == before


async def test_it_holds_what_its_own_server_found_forged_and_believes_no_other() -> None:
    async with house_with_mail(authserv_id="mx.anteroom.test") as mailed:
        interview = await mailed.invite()
        (invitation,) = mailed.office.to(LEO)
        ours = b"Authentication-Results: mx.anteroom.test; dmarc=%s header.from=orbison.example\r\n"
        other = b"Authentication-Results: mx.evil.example; dmarc=fail\r\n"
        forged = ours % b"fail" + ours % b"pass" + mailed.reply(invitation, LEO, Partstat.DECLINED)
        genuine = other + ours % b"pass" + mailed.reply(invitation, LEO, Partstat.ACCEPTED)
        for raw in (forged, genuine):
            await mailed.send(raw, invitation.sender_of_entry)

        assert await mailed.verdicts() == [
            ("held", "its From failed DMARC"),
            ("taken", "answer: accepted"),
        ]
        assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED


async def test_it_refuses_an_answer_with_anothers_uid(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (leos,), (danas,) = mailed.office.to(LEO), mailed.office.to(DANA)
    before = await mailed.now(interview)
    code, sentence = await mailed.send(mailed.reply(danas, LEO, Partstat.ACCEPTED), leos.sender_of_entry)

    assert (code, sentence) == (550, "5.7.1 This answers no invitation that was sent from this address.")
    assert await mailed.now(interview) == before


async def test_it_takes_a_uid_as_exchange_wraps_it(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    uid = str(invitation.event["UID"])
    head = "040000008200E00074C5B7101A82E008" + "00" * 4 + "00" * 16
    blob = b"vCal-Uid\x01\x00\x00\x00" + uid.encode() + b"\x00"
    wrapped = head + len(blob).to_bytes(4, "little").hex() + blob.hex()
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = LEO, invitation.sender_of_entry
    message["Message-ID"] = "<wrapped@outside.test>"
    message.set_content(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{wrapped.upper()}\r\nSEQUENCE:0\r\nDTSTAMP:20261123T090000Z\r\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LEO.upper()}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        subtype="calendar",
        params={"method": "REPLY"},
        cte="base64",
    )
    await mailed.send(message.as_bytes(), invitation.sender_of_entry)

    assert await mailed.verdicts() == [("taken", "answer: accepted")]
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED


@pytest.mark.parametrize(
    "address",
    [
        "postmaster@elsewhere.example",
        "root@relay.anteroom.test",
        "r-aaaaaaaaaaaaaaaaaaaaaaaaaa@relay.anteroom.test",
        "b-aaaaaaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaa@relay.anteroom.test",
    ],
)
async def test_it_refuses_addresses_that_are_not_its_own(mailed: HouseWithMail, address: str) -> None:
    assert await mailed.send(b"Subject: hello\r\n\r\nhello\r\n", address) == (
        550,
        "5.1.1 There is no such address here.",
    )


async def test_it_refuses_a_mail_that_is_too_large(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    raw = b"Subject: much\r\n\r\n" + b"x" * 70 + (b"\r\n" + b"x" * 70) * 150_000

    assert (await mailed.send(raw, invitation.sender_of_entry))[0] == 552
