"""What strangers try with a mail server: smuggling, nonsense, strange letters, and words before TLS."""

from __future__ import annotations

import random
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from anteroom.interviews.model import Answer, Role
from anteroom.settings.deployment import Certificate, SettingsFault
from anteroom_calendar import Partstat
from anteroom_mail.ways_in.inbox import BOUNDS
from anteroom_mail.ways_in.listening import certificate_of
from mail.certificates import self_signed, trusting
from mail.house_with_mail import LEO, HouseWithMail
from mail.ways_in import begin, ways_in

ENDS_THAT_ARE_NONE = {
    "LF.LF": b"\n.\n",
    "LF.CRLF": b"\n.\r\n",
    "CRLF.LF": b"\r\n.\n",
    "CR.CR": b"\r.\r",
    "CR.CRLF": b"\r.\r\n",
    "CRLF.CR": b"\r\n.\r",
    "NUL": b"\r\n\0.\r\n",
    "CRLF..CRLF": b"\r\n..\r\n",
}


@pytest.mark.parametrize("end", ENDS_THAT_ARE_NONE.values(), ids=ENDS_THAT_ARE_NONE)
async def test_it_takes_no_mail_that_is_smuggled_inside_another(mailed: HouseWithMail, end: bytes) -> None:
    """CVE-2023-51764, CVE-2024-27305: only CRLF.CRLF ends a mail; what follows another end is its text."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    to = invitation.sender_of_entry
    genuine = mailed.reply(invitation, LEO, Partstat.DECLINED)
    envelope = f"MAIL FROM:<{LEO}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode()
    letter = b"From: mallory@evil.example\r\nAuto-Submitted: auto-replied\r\n\r\nhello"
    async with ways_in(mailed) as ways, ways.smtp() as line:
        await begin(line, to)
        await line.send(letter + end + envelope + genuine + b".\r\n")
        first = await line.hear()
        then = await line.say("QUIT")

    assert (first[:3], then[:3]) == ("250", "221")
    assert len(await mailed.verdicts()) == 1
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.NONE


async def test_it_takes_both_mails_of_one_breath_where_the_end_is_one(mailed: HouseWithMail) -> None:
    """The control of the test above: with a real end the second mail is taken."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    to = invitation.sender_of_entry
    envelope = f"MAIL FROM:<{LEO}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode()
    genuine = mailed.reply(invitation, LEO, Partstat.DECLINED)
    async with ways_in(mailed) as ways, ways.smtp() as line:
        await begin(line, to)
        await line.send(b"Auto-Submitted: auto-replied\r\n\r\nhello\r\n.\r\n" + envelope + genuine + b".\r\n")
        answers = [(await line.hear())[:3] for _ in range(5)]

    assert answers == ["250", "250", "250", "354", "250"]
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.DECLINED


async def test_it_survives_nonsense_of_every_kind(mailed: HouseWithMail) -> None:
    await mailed.invite()
    chance = random.Random(7)
    words = (b"MAIL FROM:", b"RCPT TO:", b"DATA", b"EHLO ", b"VRFY ", b"HELP ", b"RSET", b"AUTH ", b"BDAT 1")
    async with ways_in(mailed, bounds=replace(BOUNDS, idle_seconds=2.0)) as ways:
        for _ in range(60):
            async with ways.smtp() as line:
                lines = (
                    chance.choice(words)
                    + chance.randbytes(chance.randint(0, 40))
                    + chance.choice((b"\r\n", b"\n"))
                    for _ in range(20)
                )
                try:
                    await line.send(b"".join(lines) + b"\r\n.\r\nQUIT\r\n")
                    answers = await line.rest()
                except (ConnectionResetError, BrokenPipeError):
                    answers = []
                assert all(answer[:1] in "245" for answer in answers), answers
                # Only a fault of ours would be 451.
                assert not [answer for answer in answers if answer.startswith("451")], answers
        async with ways.smtp() as line:
            assert (await line.say("NOOP")).startswith("250")
    assert await mailed.verdicts() == []


async def test_it_takes_eight_bits_and_senders_in_any_script(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED).replace(
        b"Subject: ", "Subject: Sí, claro – ".encode(), 1
    )
    async with ways_in(mailed) as ways, ways.smtp() as line:
        sender = await line.say("MAIL FROM:<леонид@почта.example> BODY=8BITMIME SMTPUTF8")
        stranger = await line.say("RCPT TO:<леонид@relay.anteroom.test>")
        await line.say(f"RCPT TO:<{invitation.sender_of_entry.upper()}>")
        await line.say("DATA")
        await line.send(raw + b".\r\n")
        taken = await line.hear()

    assert (sender[:3], stranger[:3], taken[:3]) == ("250", "550", "250")
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED


async def test_it_offers_tls_and_forgets_what_was_said_before_it(
    mailed: HouseWithMail, tmp_path: Path
) -> None:
    """CVE-2024-34083: what a man in the middle puts behind STARTTLS must not count inside."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    certificate = self_signed(tmp_path, "relay.anteroom.test")
    async with ways_in(mailed, tls=certificate_of(certificate)) as ways, ways.smtp() as line:
        offered = await line.say("EHLO outside.test")
        await line.send(b"STARTTLS\r\nMAIL FROM:<mallory@evil.example>\r\n")
        ready = await line.hear()
        inside = await line.secure(trusting(certificate))
        nobody = await line.say(f"RCPT TO:<{invitation.sender_of_entry}>")
        await begin(line, invitation.sender_of_entry)
        await line.send(mailed.reply(invitation, LEO, Partstat.ACCEPTED) + b".\r\n")
        taken = await line.hear()

    assert "STARTTLS" in offered
    assert "STARTTLS" not in inside
    assert "AUTH" not in offered + inside
    assert (ready[:3], nobody[:3], taken[:3]) == ("220", "503", "250")
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED


def test_it_names_a_certificate_that_cannot_be_used(tmp_path: Path) -> None:
    mine, other = self_signed(tmp_path / "a", "a.example"), self_signed(tmp_path / "b", "b.example")
    with pytest.raises(SettingsFault) as caught:
        certificate_of(Certificate(mine.chain, other.key))

    assert caught.value.faults[0].startswith("mail.in.certificate: ")
    assert isinstance(certificate_of(mine), ssl.SSLContext)
