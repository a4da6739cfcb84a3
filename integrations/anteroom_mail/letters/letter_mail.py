"""A letter as a mail of its own, without a calendar: headers of our own writing around plain text and HTML.

The standard library's message object folds a long token in a header by encoding it (`=?utf-8?q?…?=`), which
makes an In-Reply-To or a List-Unsubscribe unreadable to whoever it is for; only the body is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from anteroom_calendar.mail_header import field, identifier, mailbox, structured
from anteroom_mail.letters.letter import Letter, plain
from anteroom_mail.letters.letter_html import html


def letter_mail(
    letter: Letter,
    sender: tuple[str, str],
    to: str,
    name: str,
    now: datetime,
    *,
    references: Sequence[str] = (),
    auto_submitted: str = "auto-generated",
    extra: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return the whole mail from `sender`, an address and its display name.

    `name` and `references` are Message-IDs; it answers the last of these. `auto_submitted` is how a
    machine says that it wrote this (RFC 3834), "" where it brings what a person wrote. Raises NotWritable for
    an address or a Message-ID that cannot be written.
    """
    headers = [
        mailbox("From", *sender),
        mailbox("To", to, ""),
        field("Subject", letter.subject),
        structured("Date", format_datetime(now)),
        structured("Message-ID", identifier(name)),
    ]
    if references:
        headers.append(structured("In-Reply-To", identifier(references[-1])))
        headers.append(structured("References", " ".join(map(identifier, references))))
    if auto_submitted:
        headers.append(structured("Auto-Submitted", auto_submitted))
    headers += [structured(field_name, value) for field_name, value in extra]
    body = EmailMessage(policy=SMTP)
    body.set_content(plain(letter), cte="quoted-printable")
    body.add_alternative(html(letter), subtype="html", cte="quoted-printable")
    return b"".join([*headers, body.as_bytes()])
