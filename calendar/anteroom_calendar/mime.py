"""CalendarMail → bytes: the shape of mail that Gmail, Outlook, Apple, Yahoo and Thunderbird all take.

multipart/mixed of multipart/alternative (plain, HTML, calendar) and the same calendar as invite.ics. The
calendar sits in the mixed part's first child, where Outlook 2007 looks for it (msdn ee624811, V0341).
"""

from __future__ import annotations

import quopri
from base64 import b64encode
from email.utils import format_datetime
from hashlib import sha256

from .content_line import clean_text
from .errors import NotWritable
from .mail_header import field, identifier, mailbox, structured
from .values import CalendarMail

_OURS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "reply-to", "in-reply-to"}
    | {"references", "auto-submitted"}
)


def compose(mail: CalendarMail) -> bytes:
    """The whole mail as bytes with CRLF; the same value always gives the same bytes.

    Raises NotWritable if the calendar's METHOD is another than the mail's (Outlook refuses such mail), for a
    broken address or identifier, a naive date, or an extra header field that is ours to write or is not
    ASCII.
    """
    if (
        mail.calendar.count(b"\r\nMETHOD:") != 1
        or f"\r\nMETHOD:{mail.method}\r\n".encode() not in mail.calendar
    ):
        raise NotWritable("the calendar is for another method")
    headers = _headers(mail)
    # Base64 and quoted-printable never hold "=_", so no part can close another; derived, so that a repeat is
    # the same bytes.
    seed = b"\0".join((mail.message_id.encode(), mail.calendar, mail.text.encode("utf-8", "replace")))
    mark = sha256(seed).hexdigest()[:32]
    mixed, alternative = f"=_m{mark}", f"=_a{mark}"
    texts = [_text("plain", mail.text)]
    if mail.html:
        texts.append(_text("html", mail.html))
    lines = _base64(mail.calendar)
    meeting = _encoded(f'text/calendar; charset="UTF-8"; method={mail.method}', lines)
    attached = _encoded(
        'application/ics; name="invite.ics"\r\nContent-Disposition: attachment; filename="invite.ics"', lines
    )
    inner = _multipart("alternative", alternative, [*texts, meeting])
    return b"".join([*headers, b"MIME-Version: 1.0\r\n", _multipart("mixed", mixed, [inner, attached])])


def _headers(mail: CalendarMail) -> list[bytes]:
    if mail.date.tzinfo is None:
        raise NotWritable("a time without a zone")
    headers = [
        mailbox("From", mail.from_address, mail.from_label),
        mailbox("To", mail.to_address, mail.to_label),
        field("Subject", mail.subject),
        structured("Date", format_datetime(mail.date)),
        structured("Message-ID", identifier(mail.message_id)),
    ]
    if mail.reply_to:
        headers.append(mailbox("Reply-To", mail.reply_to, ""))
    if mail.in_reply_to:
        headers.append(structured("In-Reply-To", identifier(mail.in_reply_to)))
    if mail.references:
        headers.append(structured("References", " ".join(map(identifier, mail.references))))
    if mail.auto_submitted:
        headers.append(structured("Auto-Submitted", mail.auto_submitted))
    for name, value in mail.extra:
        if name.casefold() in _OURS or name.casefold().startswith(("content-", "mime-")):
            raise NotWritable("this header field has a value of its own")
        headers.append(structured(name, value))
    return headers


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return b"".join([head, *(line + b"\r\n" + part + b"\r\n" for part in parts), line, b"--\r\n"])


def _text(kind: str, text: str) -> bytes:
    # quopri writes bare line feeds and expects them.
    encoded = quopri.encodestring(clean_text(text).encode("utf-8")).replace(b"\n", b"\r\n")
    head = (
        f'Content-Type: text/{kind}; charset="UTF-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    )
    return head.encode() + encoded


def _base64(data: bytes) -> bytes:
    letters = b64encode(data)
    return b"\r\n".join([letters[begin : begin + 76] for begin in range(0, len(letters), 76)])


def _encoded(content_type: str, lines: bytes) -> bytes:
    # Not 8bit and not quoted-printable: some relays re-wrap those, and a re-wrapped calendar is none.
    return f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + lines
