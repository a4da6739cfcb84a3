"""Mails as calendar programs and mail servers write them: our own words in the shapes that were told of them.

The shapes are from the sources that the tests name; nobody's mail was copied.
"""

from __future__ import annotations

from base64 import b64encode

from anteroom_calendar import compose
from invitations.samples import CENTRAL_EUROPE, REPLY_LINES, a_mail, calendar

UID = "5k2vq7@relay.example"
REPLY_ADDRESS = "r-7f3k@relay.example"
DANA = "dana@corp.example"


def mail(*head: str, body: bytes = b"", sender: str = f"Dana <{DANA}>", to: str = REPLY_ADDRESS) -> bytes:
    """A mail of these header fields beside the usual ones."""
    usual = [f"From: {sender}", f"To: {to}", "Message-ID: <x1@corp.example>", "MIME-Version: 1.0"]
    usual.append("Date: Fri, 20 Nov 2026 10:15:00 +0000")
    return "\r\n".join([*usual, *head, "", ""]).encode() + body


def part(head: str, body: bytes) -> bytes:
    """A part with its header; in base64 where its header says so."""
    if "base64" in head:
        letters = b64encode(body)
        body = b"\r\n".join(letters[begin : begin + 76] for begin in range(0, len(letters), 76))
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body + b"\r\n"


def parts(*each: bytes, kind: str = "mixed", mark: str = "b1") -> tuple[str, bytes]:
    """A multipart's Content-Type and body."""
    line = f"--{mark}\r\n".encode()
    body = b"".join(line + one for one in each) + f"--{mark}--\r\n".encode()
    return f'Content-Type: multipart/{kind}; boundary="{mark}"', body


def nested(*each: bytes, kind: str = "alternative", mark: str = "b2") -> bytes:
    """A multipart as a part of another."""
    head, body = parts(*each, kind=kind, mark=mark)
    return part(head, body)


def answered(*lines: str, method: str = "REPLY", before: tuple[str, ...] = (), head: str = "") -> bytes:
    """A mail that is an answer: a text, and the calendar beside it."""
    kind = head or f"Content-Type: text/calendar; charset=utf-8; method={method}"
    body = calendar(*(lines or REPLY_LINES), method=method, before=before)
    head_line, content = parts(
        part("Content-Type: text/plain; charset=utf-8", b"Accepted"), part(kind, body), kind="alternative"
    )
    return mail("Subject: Accepted: Interview", head_line, body=content)


_BERLIN = (
    "BEGIN:VTIMEZONE",
    "TZID:W. Europe Standard Time",
    *CENTRAL_EUROPE,
    "END:VTIMEZONE",
)
OUTLOOK = answered(
    f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Dana:mailto:{DANA}",
    "COMMENT;LANGUAGE=en-GB:Looking forward\\n",
    f"UID:{UID}",
    "SUMMARY;LANGUAGE=en-GB:Accepted: Interview: Data pipeline",
    "DTSTART;TZID=W. Europe Standard Time:20261203T160000",
    "DTEND;TZID=W. Europe Standard Time:20261203T164500",
    "CLASS:PUBLIC",
    "PRIORITY:5",
    "DTSTAMP:20261120T101500Z",
    "TRANSP:OPAQUE",
    "STATUS:CONFIRMED",
    "SEQUENCE:2",
    "LOCATION;LANGUAGE=en-GB:",
    "X-MICROSOFT-CDO-APPT-SEQUENCE:2",
    "X-MICROSOFT-CDO-OWNERAPPTID:0",
    "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    before=_BERLIN,
)
_GOOGLE = calendar(
    *REPLY_LINES[:4],
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Dana;"
    f'X-NUM-GUESTS=0;X-RESPONSE-COMMENT="see you":mailto:{DANA}',
    *REPLY_LINES[5:],
    "STATUS:CONFIRMED",
    "TRANSP:OPAQUE",
)
_GMAIL_HEAD, _GMAIL_BODY = parts(
    nested(
        part('Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes', b"Dana has accepted."),
        part('Content-Type: text/calendar; charset="UTF-8"; method=REPLY', _GOOGLE),
        mark="0000a2",
    ),
    part(
        'Content-Type: application/ics; name="invite.ics"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="invite.ics"',
        _GOOGLE.replace(b"\r\n", b"\n"),
    ),
    mark="0000a1",
)
GMAIL = mail("Subject: =?UTF-8?Q?Accepted=3A_Interview_=40_Thu_3_Dec_2026?=", _GMAIL_HEAD, body=_GMAIL_BODY)
GMAIL_COUNTER = answered(
    *(line for line in REPLY_LINES if not line.startswith(("DT", "ATTENDEE"))),
    "DTSTAMP:20261120T101500Z",
    f"ATTENDEE;PARTSTAT=TENTATIVE;CN=Dana:mailto:{DANA}",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Noor:mailto:a-9qzt@relay.example",
    "DTSTART:20261203T160000Z",
    "DTEND:20261203T164500Z",
    "COMMENT:One hour later?",
    method="COUNTER",
)
APPLE = mail(
    "X-Mailer: iCal",
    "Content-Type: text/calendar; method=REPLY; charset=utf-8; name=iCal.ics",
    "Content-Transfer-Encoding: quoted-printable",
    body=calendar(*REPLY_LINES, "LAST-MODIFIED:20261120T101501Z").replace(b"=", b"=3D"),
)
THUNDERBIRD = mail(
    "Subject: Event Invitation Reply (Accepted): Interview",
    parts()[0],
    body=parts(
        nested(
            part('Content-Type: text/plain; charset="UTF-8"', b"Dana has accepted your event invitation."),
            part(
                'Content-Type: text/calendar; charset="UTF-8"; method=REPLY',
                calendar(
                    *REPLY_LINES, "X-MOZ-RECEIVED-SEQUENCE:2", "X-MOZ-RECEIVED-DTSTAMP:20261120T100000Z"
                ),
            ),
        ),
        part('Content-Type: application/ics; name="invite.ics"', calendar(*REPLY_LINES)),
    )[1],
)
PROTON = answered(head='Content-Type: text/calendar; method=reply; name="invite.ics"', method="reply")
XANDIKOS = mail(
    "Subject: Accepted: Interview",
    "Auto-Submitted: auto-generated",
    "Reply-To: dana@corp.example",
    "Content-Type: text/calendar; charset=utf-8; method=REPLY; component=VEVENT",
    sender="cal@corp.example",
    body=calendar(
        *REPLY_LINES[:5],
        "DTSTART;TZID=America/New_York:20261203T100000",
        "DTEND;TZID=America/New_York:20261203T104500",
        before=("BEGIN:VTIMEZONE", "TZID:America/New_York", "END:VTIMEZONE"),
    ),
)


def _report(text: bytes, *fields: str, returned: bytes, kind: str = "message/rfc822") -> bytes:
    recipient = ("Final-Recipient: rfc822; " + DANA, *fields)
    status = "\r\n".join(["Reporting-MTA: dns; mx.corp.example", "", *recipient, ""])
    head, body = parts(
        part("Content-Type: text/plain; charset=us-ascii", text),
        part("Content-Type: message/delivery-status", status.encode()),
        part(f"Content-Type: {kind}", returned),
        kind="report; report-type=delivery-status",
    )
    subject, daemon = (
        "Subject: Undelivered Mail Returned to Sender",
        "MAILER-DAEMON@mx.corp.example (Mail System)",
    )
    return mail("Auto-Submitted: auto-replied", "Return-Path: <>", subject, head, body=body, sender=daemon)


_OURS = compose(a_mail())
DSN = _report(
    b"<dana@corp.example>: user unknown",
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 <dana@corp.example>: Recipient address rejected",
    returned=_OURS,
)
DSN_HEADERS = _report(
    b"Delivery has failed to these recipients",
    "Action: Failed",
    "Status: 5.7.1 (not authorised)",
    returned=_OURS.partition(b"\r\n\r\n")[0],
    kind="text/rfc822-headers",
)
DSN_DELAYED = _report(
    b"Delivery incomplete; we keep trying",
    "Action: delayed",
    "Status: 4.4.1",
    "Will-Retry-Until: Sun, 22 Nov 2026 10:15:00 +0000",
    returned=_OURS,
)
DSN_GLOBAL = DSN.replace(b"message/delivery-status", b"message/global-delivery-status").replace(
    b"message/rfc822", b"message/global"
)
OLD_BOUNCE = mail(
    "Return-Path: <>",
    "Subject: failure notice",
    sender="MAILER-DAEMON@mx.corp.example",
    body=b"Hi. I was not able to deliver your message.\r\n<dana@corp.example>: no such mailbox here\r\n",
)
OUT_OF_OFFICE = mail(
    "Subject: Automatic reply: Invitation: Data pipeline",
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All",
    "Content-Type: text/plain; charset=utf-8",
    body=b"I am away until Monday; call +1 555 0100.\r\n",
)
RECEIPT = mail(
    "Subject: Read: Invitation",
    parts(kind="report; report-type=disposition-notification")[0],
    body=parts(
        part("Content-Type: text/plain", b"Your message was read."),
        part("Content-Type: message/disposition-notification", b"Disposition: manual-action; displayed\r\n"),
    )[1],
)
TYPED = mail(
    "Subject: Re: Invitation: Data pipeline",
    "In-Reply-To: <e1.2@relay.example>",
    "Content-Type: text/plain; charset=utf-8",
    body=b"That works for me.\r\n\r\nCould we make it four?\r\n\r\nOn Fri, Nov 20, 2026 at 10:15 AM Acme "
    b"<r-7f3k@relay.example>\r\nwrote:\r\n\r\n> Acme invites you.\r\n> When: Thursday\r\n",
)
TYPED_HTML = mail(
    "Subject: RE: Invitation: Data pipeline",
    "Content-Type: text/html; charset=utf-8",
    body=b"<html><head><style>p.MsoNormal{margin:0}</style></head><body><p class=MsoNormal>Yes, &amp; thanks."
    b"</p><p class=MsoNormal>Dana</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Acme<br>"
    b"<b>Sent:</b> Friday<br><b>To:</b> Dana<br><b>Subject:</b> Invitation</p></div><p>Acme invites you.</p>"
    b"</body></html>",
)
WINMAIL = mail(
    "Subject: Accepted: Interview",
    parts()[0],
    body=parts(
        part("Content-Type: text/plain", b" "),
        part(
            'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n'
            'Content-Disposition: attachment; filename="winmail.dat"',
            b"\x78\x9f\x3e\x22" + bytes(range(256)) * 4,
        ),
    )[1],
)
SAMPLES = {
    "outlook": OUTLOOK,
    "gmail": GMAIL,
    "gmail-counter": GMAIL_COUNTER,
    "apple": APPLE,
    "thunderbird": THUNDERBIRD,
    "proton": PROTON,
    "xandikos": XANDIKOS,
    "dsn": DSN,
    "dsn-headers": DSN_HEADERS,
    "dsn-delayed": DSN_DELAYED,
    "dsn-global": DSN_GLOBAL,
    "old-bounce": OLD_BOUNCE,
    "out-of-office": OUT_OF_OFFICE,
    "receipt": RECEIPT,
    "typed": TYPED,
    "typed-html": TYPED_HTML,
    "winmail": WINMAIL,
    "ours": _OURS,
}
