"""The mailbox's SMTP server."""

from __future__ import annotations

from typing import Any

import aiosmtplib
import pytest

from anteroom.sandbox.cast import Cast
from anteroom.sandbox.mailbox import Refusal, SandboxMailbox

MAIL = b"From: a@relay.example\r\nSubject: Hello\r\n\r\nGood morning\r\n"


async def test_takes_mail_for_everybody_and_keeps_it_byte_for_byte(
    mailbox: SandboxMailbox, postman: Any, cast: Cast
) -> None:
    await postman.deliver(MAIL, *(person.email.upper() for person in cast.people))
    capture = mailbox.captures[0]
    assert (capture.channel, capture.sender, len(capture.to)) == ("mail", "r-abc@relay.example", 6)
    assert capture.body == MAIL
    assert [mail.text.strip() for mail in mailbox.mails("priya")] == ["Good morning"]


async def test_refuses_mail_for_strangers(mailbox: SandboxMailbox, postman: Any) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await postman.deliver(MAIL, "nobody@larkfield.example")
    assert refused.value.recipients[0].code == 550
    assert mailbox.captures == []


@pytest.mark.parametrize("code", [450, 550])
async def test_refuses_as_often_as_asked(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, code: int
) -> None:
    mailbox.post_office.refuse(Refusal(code))
    mailbox.post_office.refuse(Refusal(code, "data"))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await postman.deliver(MAIL, cast.leo.email)
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await postman.deliver(MAIL, cast.leo.email)
    assert refused.value.code == code
    await postman.deliver(MAIL, cast.leo.email)
    assert len(mailbox.captures) == 1


@pytest.mark.parametrize("kept", [True, False])
async def test_can_drop_the_line_after_data(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, kept: bool
) -> None:
    """The moment in which a sender cannot know whether the mail was taken."""
    mailbox.post_office.refuse(Refusal(0, "data", kept=kept))
    with pytest.raises(aiosmtplib.SMTPException):
        await postman.deliver(MAIL, cast.leo.email)
    assert len(mailbox.captures) == int(kept)


async def test_can_be_down_and_come_back_at_the_same_port(
    mailbox: SandboxMailbox, postman: Any, cast: Cast
) -> None:
    await mailbox.post_office.close()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await postman.deliver(MAIL, cast.leo.email)
    await mailbox.post_office.open()
    await postman.deliver(MAIL, cast.leo.email)
    assert len(mailbox.captures) == 1
