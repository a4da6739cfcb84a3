"""An invitation and its mail, to be varied by the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anteroom_calendar import Attendee, CalendarMail, Invitation, Method, Organizer, write

NOW = datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)
START = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)

INVITATION = Invitation(
    method=Method.REQUEST,
    uid="5k2vq7@relay.example",
    sequence=2,
    dtstamp=NOW,
    start=START,
    end=START + timedelta(minutes=45),
    organizer=Organizer("r-7f3k@relay.example", "Acme, hiring"),
    attendees=(
        Attendee("dana@corp.example", "Dana, VP Engineering", rsvp=True),
        Attendee("a-9qzt@relay.example", "Noor"),
    ),
    summary="Interview: Data pipeline",
    description="Agenda; first part, then the second.\nJoin: https://meet.example/i#pass",
    conference="https://meet.example/i#pass",
    zone="America/New_York",
)


def a_mail(invitation: Invitation = INVITATION) -> CalendarMail:
    """The mail that carries the invitation to its first attendee."""
    return CalendarMail(
        method=invitation.method,
        calendar=write(invitation),
        from_address=invitation.organizer.address,
        from_label=invitation.organizer.label,
        to_address="dana@corp.example",
        to_label="Dana, VP Engineering",
        subject="Invitation: Data pipeline",
        date=NOW,
        message_id="e1.2@relay.example",
        text="Acme invites you.\n",
        html="<p>Acme invites you.</p>\n",
        reply_to=invitation.organizer.address,
        auto_submitted="auto-generated",
    )


def calendar(*lines: str, method: str = "REPLY", ends: str = "\r\n", before: tuple[str, ...] = ()) -> bytes:
    """An inbound calendar of one event, as some client might send it."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Some//Client//EN", f"METHOD:{method}", *before]
    return ends.join([*head, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


REPLY_LINES = (
    "UID:5k2vq7@relay.example",
    "DTSTAMP:20261120T101500Z",
    "SEQUENCE:2",
    "ORGANIZER:mailto:r-7f3k@relay.example",
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Dana:mailto:dana@corp.example",
    "DTSTART:20261203T150000Z",
    "DTEND:20261203T154500Z",
    "SUMMARY:Accepted: Interview",
)

STANDARD_IN_CENTRAL_EUROPE = (
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
)
CENTRAL_EUROPE = (
    *STANDARD_IN_CENTRAL_EUROPE,
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
)
"""What Outlook and Exchange say of a zone, whatever they call it: by rules that hold since 1601."""
