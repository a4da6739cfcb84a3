"""Mails as programs outside write them: what comes to an address of ours, each with the quirks of its kind.

All are written for these tests. Where a program's habit is known from a report, its source stands beside it.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Invited:
    """What a program knows of the invitation that it answers. `sender` is whose From its mail bears."""

    uid: str
    organizer: str
    attendee: str
    sender: str
    sequence: int
    start: datetime
    now: datetime

    @property
    def times(self) -> str:
        """The event's own time, in UTC."""
        end = self.start + timedelta(minutes=45)
        return f"DTSTART:{self.start:{STAMP}}\r\nDTEND:{end:{STAMP}}\r\n"


def _calendar(method: str, lines: str, before: str = "", product: str = "-//Some//Calendar//EN") -> str:
    event = f"BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n"
    head = f"BEGIN:VCALENDAR\r\nPRODID:{product}\r\nVERSION:2.0\r\nMETHOD:{method}\r\n"
    return f"{head}{before}{event}END:VCALENDAR\r\n"


def _event(of: Invited, line: str, *, organizer: bool = True, more: str = "") -> str:
    whose = f"ORGANIZER;CN=Host:mailto:{of.organizer}\r\n" if organizer else ""
    made = f"DTSTAMP:{of.now:{STAMP}}\r\nSEQUENCE:{of.sequence}\r\n"
    return f"UID:{of.uid}\r\n{made}{whose}{line}\r\n{of.times}SUMMARY:Interview: Ledger engineer\r\n{more}"


def _head(of: Invited, kind: str, *more: str, subject: str = "Accepted: Interview") -> str:
    fields = [
        f"From: Somebody <{of.sender}>",
        f"To: Host <{of.organizer}>",
        f"Subject: {subject}",
        f"Date: {of.now:%a, %d %b %Y %H:%M:%S} +0000",
        f"Message-ID: <{of.uid[:12]}.{of.now:%H%M%S%f}@mail.outside.test>",
        "MIME-Version: 1.0",
        *more,
        f"Content-Type: {kind}",
    ]
    return "\r\n".join(fields) + "\r\n"


def _base64(text: str) -> str:
    return base64.encodebytes(text.encode()).decode().replace("\n", "\r\n")


def plain_reply(of: Invited) -> bytes:
    """One part, as simple programs do."""
    line = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{of.attendee}"
    head = _head(of, 'text/calendar; charset="UTF-8"; method=REPLY')
    return f"{head}\r\n{_calendar('REPLY', _event(of, line))}".encode()


def exchange_reply(of: Invited) -> bytes:
    """No ORGANIZER, zones by Windows names from 1601, base64 (nextcloud/calendar#7962)."""
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"
        "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    )
    line = f'ATTENDEE;PARTSTAT=TENTATIVE;CN="Voss, Dana":mailto:{of.attendee}'
    local = of.start + timedelta(hours=1)
    event = _event(
        of, line, organizer=False, more="X-MICROSOFT-CDO-APPT-SEQUENCE:0\r\nCOMMENT;LANGUAGE=en:\\n\r\n"
    )
    event = event.replace(of.times, f"DTSTART;TZID=W. Europe Standard Time:{local:%Y%m%dT%H%M%S}\r\n")
    calendar = _calendar("REPLY", event, zone, "Microsoft Exchange Server 2010")
    boundary = "_000_AM0PR05MB0001_"
    return (
        _head(
            of,
            f'multipart/alternative;\r\n boundary="{boundary}"',
            "X-MS-Has-Attach:",
            subject="Tentative: Interview",
        )
        + f'\r\n--{boundary}\r\nContent-Type: text/plain; charset="iso-8859-1"\r\n'
        + "Content-Transfer-Encoding: quoted-printable\r\n\r\nPerhaps=2E\r\n"
        + f'--{boundary}\r\nContent-Type: text/calendar; charset="utf-8"; method=REPLY\r\n'
        + f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(calendar)}\r\n--{boundary}--\r\n"
    ).encode()


def google_counter(of: Invited) -> bytes:
    """A proposed time in the shape that Google sends: the calendar twice (nextcloud/mail#10077)."""
    others = "ATTENDEE;CN=Leo;PARTSTAT=NEEDS-ACTION:mailto:a-aaaaaaaaaaaaaaaaaaaaaaaaaa@relay.anteroom.test"
    line = (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE:mailto:{of.attendee}\r\n{others}"
    )
    event = _event(of, line, more="COMMENT:Could we start an hour later?\r\nTRANSP:OPAQUE\r\n")
    later = of.start + timedelta(hours=1)
    event = event.replace(f"DTSTART:{of.start:{STAMP}}", f"DTSTART:{later:{STAMP}}")
    event = event.replace("DTEND:", "X-WAS:").replace("SUMMARY:", "DURATION:PT45M\r\nSUMMARY:")
    calendar = _calendar(
        "COUNTER", event, "CALSCALE:GREGORIAN\r\n", "-//Google Inc//Google Calendar 70.9054//EN"
    )
    outer, inner = "000000000000aa01", "000000000000aa02"
    return (
        _head(of, f'multipart/mixed; boundary="{outer}"', subject="Proposed new time: Interview")
        + f'\r\n--{outer}\r\nContent-Type: multipart/alternative; boundary="{inner}"\r\n'
        + f'\r\n--{inner}\r\nContent-Type: text/plain; charset="UTF-8"; format=flowed\r\n\r\nMaybe.\r\n'
        + f'--{inner}\r\nContent-Type: text/html; charset="UTF-8"\r\n\r\n<p>Maybe.</p>\r\n'
        + f'--{inner}\r\nContent-Type: text/calendar; charset="UTF-8"; method=COUNTER\r\n'
        + f"Content-Transfer-Encoding: 7bit\r\n\r\n{calendar}\r\n--{inner}--\r\n"
        + f'--{outer}\r\nContent-Type: application/ics; name="invite.ics"\r\n'
        + 'Content-Disposition: attachment; filename="invite.ics"\r\nContent-Transfer-Encoding: base64\r\n'
        + f"\r\n{_base64(calendar)}\r\n--{outer}--\r\n"
    ).encode()


def apple_reply(of: Invited) -> bytes:
    """Lower-case method, quoted-printable, the address in EMAIL and an identifier in its place."""
    line = f'ATTENDEE;CN="Dana";EMAIL="{of.attendee}";PARTSTAT=DECLINED:/1234567890/principal/'
    calendar = _calendar("reply", _event(of, line), product="-//Apple Inc.//iOS 18.1//EN").encode()
    head = _head(
        of, "text/calendar; method=reply; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"
    )
    return (
        head.encode()
        + b"\r\n"
        + quopri.encodestring(calendar).replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")
    )


def server_reply(of: Invited) -> bytes:
    """Sent by a server for its user, with a zone that says nothing (Xandikos 0.4.10)."""
    line = f"ATTENDEE;PARTSTAT=ACCEPTED;SCHEDULE-STATUS=2.0:mailto:{of.attendee}"
    zone = "BEGIN:VTIMEZONE\r\nTZID:America/Bogota\r\nEND:VTIMEZONE\r\n"
    event = _event(of, line).replace(
        f"DTSTART:{of.start:{STAMP}}", "DTSTART;TZID=America/Bogota:20261126T090000"
    )
    fields = "Auto-Submitted: auto-generated", f"Reply-To: {of.attendee}"
    head = _head(of, 'text/calendar; charset="utf-8"; method="REPLY"', *fields)
    return f"{head}\r\n{_calendar('REPLY', event, zone)}".encode()


def delegation(of: Invited) -> bytes:
    """Hands the seat on to somebody else (RFC 5546, 3.2.2.3)."""
    line = (
        f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:deputy@corp.example":mailto:{of.attendee}\r\n'
        f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{of.attendee}":mailto:deputy@corp.example'
    )
    head = _head(of, "text/calendar; method=REPLY; charset=UTF-8", subject="Delegated: Interview")
    return f"{head}\r\n{_calendar('REPLY', _event(of, line))}".encode()


def whole_series(of: Invited) -> bytes:
    """A whole event with exceptions, two own lines, as a reply (mu#1403, nextcloud/mail#10811)."""
    line = (
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{of.attendee}\r\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:another.{of.attendee}\r\nRRULE:FREQ=WEEKLY;COUNT=16"
    )
    event = _event(of, line)
    change = f"RECURRENCE-ID:{of.start:{STAMP}}\r\n"
    events = "END:VEVENT\r\nBEGIN:VEVENT\r\n".join([event, *(change + event for _ in range(15))])
    head = _head(of, "text/calendar; method=REPLY; charset=UTF-8")
    return f"{head}\r\n{_calendar('REPLY', events)}".encode()


def refresh(of: Invited) -> bytes:
    """Asks for the invitation again (RFC 5546, 3.2.6)."""
    head = _head(of, "text/calendar; method=REFRESH; charset=UTF-8", subject="Refresh")
    return f"{head}\r\n{_calendar('REFRESH', _event(of, f'ATTENDEE:mailto:{of.attendee}'))}".encode()


def own_request(of: Invited) -> bytes:
    """An event of somebody's own, to which an address of ours was added."""
    line = f"ATTENDEE;RSVP=TRUE:mailto:{of.organizer}"
    event = _event(of, line).replace(
        f"ORGANIZER;CN=Host:mailto:{of.organizer}", f"ORGANIZER:mailto:{of.sender}"
    )
    head = _head(of, "text/calendar; method=REQUEST; charset=UTF-8", subject="Invitation: Interview")
    return f"{head}\r\n{_calendar('REQUEST', event)}".encode()


def bounce(of: Invited) -> bytes:
    """A delivery report that returns what we sent (RFC 3464)."""
    boundary = "A1B2C3.1700000000/mx.outside.test"
    return (
        _head(
            of,
            f'multipart/report; report-type=delivery-status;\r\n\tboundary="{boundary}"',
            "Auto-Submitted: auto-replied",
            subject="Undelivered Mail Returned to Sender",
        )
        + f"\r\n--{boundary}\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        + f"\r\n--{boundary}\r\nContent-Type: message/delivery-status\r\n"
        + "\r\nReporting-MTA: dns; mx.outside.test\r\n"
        + f"\r\nFinal-Recipient: rfc822; {of.attendee}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        + f"\r\n--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n"
        + plain_reply(of).decode()
        + f"\r\n--{boundary}--\r\n"
    ).encode()


def away_note(of: Invited) -> bytes:
    """Out of office (RFC 3834)."""
    head = _head(of, "text/plain; charset=utf-8", "Auto-Submitted: auto-replied", subject="Automatic reply")
    return f"{head}\r\nI am away until Monday.\r\n".encode()


def typed_letter(of: Invited) -> bytes:
    """A person's words above what the person was sent, in two forms."""
    boundary = "----=_Part_1"
    return (
        _head(of, f'multipart/alternative; boundary="{boundary}"', subject="Re: Interview")
        + f"\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "Content-Transfer-Encoding: 8bit\r\n"
        + "\r\nYes, that suits me fine — até já.\r\n\r\nOn Mon, Host wrote:\r\n> Ledger engineer\r\n"
        + f"--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n"
        + "\r\n<div>Yes, that suits me fine</div><blockquote><p>Invitation</p></blockquote>\r\n"
        + f"--{boundary}--\r\n"
    ).encode()


def forwarded(of: Invited) -> bytes:
    """Somebody's answer sent on as an attachment."""
    boundary = "==fwd=="
    return (
        _head(of, f'multipart/mixed; boundary="{boundary}"', subject="Fwd: Accepted: Interview")
        + f"\r\n--{boundary}\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n"
        + f"--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n"
        + f"{plain_reply(of).decode()}\r\n--{boundary}--\r\n"
    ).encode()


PROGRAMS: tuple[Callable[[Invited], bytes], ...] = (
    plain_reply,
    exchange_reply,
    google_counter,
    apple_reply,
    server_reply,
    delegation,
    whole_series,
    refresh,
    own_request,
    bounce,
    away_note,
    typed_letter,
    forwarded,
)
