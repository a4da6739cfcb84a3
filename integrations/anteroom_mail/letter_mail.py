"""A letter as a mail of its own, without a calendar: headers of our own writing around plain text and HTML.

The standard library's message object folds a long token in a header by encoding it (`=?utf-8?q?…?=`), which
makes a Message-ID or a List-Unsubscribe unreadable to whoever it is for; only the body is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from anteroom.interviews.view import View
from anteroom_calendar.mail_header import field, identifier, mailbox, structured
from anteroom_mail.letter import Letter, plain
from anteroom_mail.letter_html import html
from anteroom_mail.shown import Shown


def letter_mail(
    view: View,
    letter: Letter,
    to: str,
    name: str,
    now: datetime,
    *,
    before: Shown | None = None,
    extra: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return the whole mail; it stands in the thread of the calendar entry that was shown `before`.

    A machine wrote it and says so (RFC 3834). Raises NotWritable for an address that cannot be written.
    """
    headers = [
        mailbox("From", view.reply_address, f"{view.host.label} ({view.marketplace})"),
        mailbox("To", to, ""),
        field("Subject", letter.subject),
        structured("Date", format_datetime(now)),
        structured("Message-ID", identifier(name)),
    ]
    if before is not None:
        headers.append(structured("In-Reply-To", identifier(before.message_id)))
        headers.append(structured("References", " ".join(map(identifier, before.references))))
    headers.append(structured("Auto-Submitted", "auto-generated"))
    headers += [structured(name, value) for name, value in extra]
    body = EmailMessage(policy=SMTP)
    body.set_content(plain(letter), cte="quoted-printable")
    body.add_alternative(html(letter), subtype="html", cte="quoted-printable")
    return b"".join([*headers, body.as_bytes()])
