"""The mail around a calendar message has the shape that all clients take, and no value breaks out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom_calendar import CalendarMail, Method, NotWritable, compose, read_mail, write
from invitations.samples import INVITATION, a_mail


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=SMTP)


def test_it_has_the_shape_that_all_clients_take() -> None:
    """Google's own shape, CalConnect's advice, and what Outlook 2007 wants first (facts, 1.4)."""
    message = parsed(compose(a_mail()))
    assert message.get_content_type() == "multipart/mixed"
    alternative, attachment = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    plain, html, meeting = cast(EmailMessage, alternative).iter_parts()
    assert [plain.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert meeting.get_content_type() == "text/calendar"
    # METHOD in capitals and unquoted: lower case broke Tutanota (tutanota issue 2960).
    assert b'\r\nContent-Type: text/calendar; charset="UTF-8"; method=REQUEST\r\n' in compose(a_mail())
    assert meeting["Content-Transfer-Encoding"] == "base64"
    assert meeting.get_payload(decode=True) == write(INVITATION)
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_content_disposition() == "attachment"
    assert attachment.get_payload(decode=True) == write(INVITATION)
    assert not message.defects


def test_it_says_who_writes_to_whom() -> None:
    message = parsed(
        compose(replace(a_mail(), in_reply_to="<a@b.example>", references=("a@b.example", "<c@d.example>")))
    )
    assert message["From"].addresses[0].addr_spec == INVITATION.organizer.address
    assert message["From"].addresses[0].display_name == INVITATION.organizer.label
    assert message["To"].addresses[0].addr_spec == "dana@corp.example"
    assert message["Reply-To"].addresses[0].addr_spec == INVITATION.organizer.address
    assert message["Message-ID"] == "<e1.2@relay.example>"
    assert message["In-Reply-To"] == "<a@b.example>"
    assert message["References"] == "<a@b.example> <c@d.example>"
    assert message["Date"] == "Fri, 20 Nov 2026 09:30:15 +0000"
    assert message["Auto-Submitted"] == "auto-generated"


def test_it_holds_no_header_that_was_not_given() -> None:
    message = parsed(compose(replace(a_mail(), html="", reply_to="", auto_submitted="")))
    assert message.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]


def test_it_is_the_same_bytes_for_the_same_mail() -> None:
    """A repeat must be recognisable as one."""
    assert compose(a_mail()) == compose(a_mail())


def test_it_ends_every_line_as_mail_does_and_keeps_them_short() -> None:
    """aiosmtpd answers "line too long" to bare line feeds (facts, 1.4)."""
    long = replace(a_mail(), subject="é" * 500, from_label="Ü" * 200, text="ж" * 2000 + "\n" + "x" * 5000)
    raw = compose(long)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.isascii()
    message = parsed(raw)
    assert message["Subject"] == "é" * 500
    # Not asked of the new policy: it leaves a space between the encoded words of a name (RFC 2047 6.2).
    assert read_mail(raw).from_label == "Ü" * 200


@settings(max_examples=100, deadline=None)
@given(subject=st.text(max_size=200), label=st.text(max_size=200), text=st.text(max_size=400))
def test_it_lets_no_text_begin_a_header_or_a_part(subject: str, label: str, text: str) -> None:
    evil = "\r\nBcc: evil@evil.example\r\n\r\n--=_m\r\n"
    mail = replace(a_mail(), subject=subject + evil, from_label=label + evil, to_label=evil, text=text + evil)
    message = parsed(compose(mail))
    assert message.keys() == parsed(compose(a_mail())).keys()
    assert len(list(message.walk())) == 6
    received = read_mail(compose(mail))
    assert received.from_address == INVITATION.organizer.address
    assert received.to == ("dana@corp.example",)
    assert received.calendar_parts == 1


@pytest.mark.parametrize(
    "label", ['Dana "the" boss', "Dana, VP", "a@b.example", "=?utf-8?q?x?=", "Dana \\ (x)", "<>"]
)
def test_it_writes_any_label_as_one_name(label: str) -> None:
    received = read_mail(compose(replace(a_mail(), from_label=label)))
    assert (received.from_label, received.from_address) == (label, INVITATION.organizer.address)


@pytest.mark.parametrize(
    "fault",
    [
        {"method": Method.CANCEL},
        {"calendar": b""},
        {"calendar": write(INVITATION) + b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"},
        {"from_address": "a@b.example\r\nBcc: c@d.example"},
        {"from_address": "not an address"},
        {"to_address": "a@b.example, c@d.example"},
        {"to_address": "dána@corp.example"},
        {"reply_to": "a@b.example>\r\nBcc: <c@d.example"},
        {"message_id": "no-domain"},
        {"message_id": "a@b.example>\r\nBcc: c@d.example"},
        {"message_id": ""},
        {"in_reply_to": "a b@c.example"},
        {"references": ("a@b.example", "x\r\ny@z.example")},
        {"auto_submitted": "auto-generated\r\nBcc: c@d.example"},
        {"date": datetime(2026, 11, 20)},
        {"extra": (("Bcc", "c@d.example"),)},
        {"extra": (("Content-Type", "text/plain"),)},
        {"extra": (("X-A: b\r\nBcc", "c@d.example"),)},
        {"extra": (("X-A", "b\r\nBcc: c@d.example"),)},
        {"extra": (("X-A", "bé"),)},
        {"extra": (("X-A", "b" * 1000),)},
    ],
    ids=str,
)
def test_it_refuses_what_no_mail_can_carry(fault: dict[str, Any]) -> None:
    with pytest.raises(NotWritable):
        compose(replace(a_mail(), **fault))


def test_it_takes_further_headers() -> None:
    extra = (("List-Unsubscribe", "<https://a.example/u/x>"), ("X-Anteroom", "1"))
    message = parsed(compose(replace(a_mail(), extra=extra)))
    assert message["List-Unsubscribe"] == "<https://a.example/u/x>"
    assert message["X-Anteroom"] == "1"


def test_it_shows_the_date_in_utc() -> None:
    mail: CalendarMail = replace(a_mail(), date=datetime(2026, 7, 1, 8, tzinfo=UTC))
    assert b"\r\nDate: Wed, 01 Jul 2026 08:00:00 +0000\r\n" in compose(mail)
