"""Mails made to cost more than they weigh, or to break the reading, come to a verdict like any other."""

from __future__ import annotations

from time import monotonic

import pytest

from anteroom_calendar import Partstat
from mail.house_with_mail import LEO, HouseWithMail

TYPED = f"From: {LEO}\r\nMessage-ID: <t%d@orbison.example>\r\n%s\r\n\r\nfeedback-report: %s\r\n"


@pytest.mark.parametrize("kind", ["text/plain", "multipart/mixed", "multipart/report"])
async def test_it_takes_a_letters_time_for_a_content_type_of_a_megabyte(
    mailed: HouseWithMail, kind: str
) -> None:
    """The standard library reads a field's parameters in the square of its length."""
    await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    # Lines of a header may be 998 octets long (RFC 5322 2.1.1); SMTP servers refuse longer ones.
    long = f"Content-Type: {kind}" + ("; a=b" * 150 + "\r\n ") * 1_300 + "; a=b"
    spent = []
    for number, (head, body) in enumerate([("X-Short: yes", "x" * 70 + "\r\n"), (long, "")]):
        raw = (TYPED % (number, head, body * (len(long) // 72))).encode()
        began = monotonic()
        code, _ = await mailed.send(raw, invitation.sender_of_entry)
        spent.append(monotonic() - began)
        assert code < 400 or code >= 500
    assert spent[1] <= 10 * spent[0]
    assert len(await mailed.verdicts()) == 2


async def test_it_holds_a_mail_whose_second_sender_breaks_the_standard_library(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    before = await mailed.now(interview)
    nested = b"From: " + b"\r\n ".join([b"(" * 900] * 8) + b"\r\n"
    head, _, body = mailed.reply(invitation, LEO, Partstat.DECLINED).partition(b"\r\n\r\n")
    code, _ = await mailed.send(head + b"\r\n" + nested + b"\r\n" + body, invitation.sender_of_entry)

    assert code == 250
    assert await mailed.verdicts() == [("held", "its From is not one address")]
    assert await mailed.now(interview) == before
