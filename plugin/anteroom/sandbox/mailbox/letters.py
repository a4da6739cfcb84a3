"""A mail as its reader gets it, decoded with the standard library and icalendar and nothing of Anteroom's.

The twin reads independently on purpose: what a bug of ours writes and reads alike must not look right here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Any

from icalendar import Calendar, Event
from icalendar.prop import vCalAddress


@dataclass(frozen=True, slots=True)
class Attendee:
    """One ATTENDEE line as a calendar program shows it."""

    address: str
    name: str
    role: str
    answer: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """The one VEVENT of a calendar mail; times aware, in UTC. `zone` is the TZID it came in, or UTC."""

    method: str
    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    location: str
    status: str
    comment: str
    organizer: str
    organizer_name: str
    attendees: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that was taken in. `problem` says why a calendar program would not act on it."""

    number: int
    at: datetime
    person: str
    sender: str
    sender_name: str
    subject: str
    message_id: str
    text: str
    html: str
    invitation: Invitation | None
    problem: str
    raw: bytes

    @property
    def method(self) -> str | None:
        """The iTIP method, if the mail is a calendar mail."""
        return self.invitation.method if self.invitation else None


class Unreadable(Exception):
    """The calendar part is not what RFC 5546 and RFC 6047 ask of a calendar mail."""


def read_letter(raw: bytes, number: int, at: datetime, person: str, own_address: str) -> Mail:
    """Decode a mail. It never fails: what is wrong with the calendar part is said in `problem`."""
    # message_from_bytes is typed for the old policy; the default policy makes EmailMessage.
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    name, sender = parseaddr(str(message["From"] or ""))
    invitation, problem = None, ""
    try:
        invitation = _read_invitation(message)
    except (Unreadable, ValueError) as error:
        problem = str(error)
    if invitation is not None:
        problem = _objection(invitation, sender, own_address)
    return Mail(
        number=number,
        at=at,
        person=person,
        sender=sender,
        sender_name=name,
        subject=str(message["Subject"] or ""),
        message_id=str(message["Message-ID"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        invitation=invitation,
        problem=problem,
        raw=raw,
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _read_invitation(message: EmailMessage) -> Invitation | None:
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    said = str(parts[0].get_param("method", "") or "").upper()
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    calendars = Calendar.from_ical(content, multiple=True)
    if len(calendars) != 1:
        raise Unreadable("more than one VCALENDAR in one mail")
    calendar = calendars[0]
    method = str(calendar.get("METHOD", "")).upper()
    if not said:
        raise Unreadable("the calendar part's Content-Type has no method, so no buttons are shown")
    if said != method:
        raise Unreadable(f"the Content-Type says {said} and the calendar says {method or 'nothing'}")
    events = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]
    if len(events) != 1:
        raise Unreadable(f"{len(events)} events where one was expected")
    return _read_event(method, events[0])


def _read_event(method: str, event: Event) -> Invitation:
    # icalendar types each property as any of its thirty kinds; the names below say which.
    found: dict[str, Any] = dict(event.items())
    # Only a REPLY may leave its time out, and Outlook leaves the organizer out: the UID says what it answers.
    timeless = method == "REPLY" and "DTSTART" not in found
    for name in ("UID", "DTSTAMP") if method == "REPLY" else ("UID", "DTSTAMP", "DTSTART", "ORGANIZER"):
        if name not in found:
            raise Unreadable(f"{name} is missing")
    start = found["DTSTAMP" if timeless else "DTSTART"]
    attendees = found.get("ATTENDEE", [])
    organizer = found.get("ORGANIZER", vCalAddress(""))
    return Invitation(
        method=method,
        uid=str(found["UID"]),
        sequence=int(found.get("SEQUENCE", 0)),
        dtstamp=_instant(found["DTSTAMP"].dt),
        starts_at=_instant(start.dt),
        ends_at=_instant(start.dt if timeless else event.end),
        zone=str(start.params.get("TZID", "UTC")),
        summary=str(found.get("SUMMARY", "")),
        description=str(found.get("DESCRIPTION", "")),
        location=str(found.get("LOCATION", "")),
        status=str(found.get("STATUS", "")).upper(),
        comment=str(found.get("COMMENT", "")),
        organizer=_address(organizer),
        organizer_name=str(organizer.params.get("CN", "")),
        attendees=tuple(
            _attendee(each) for each in (attendees if isinstance(attendees, list) else [attendees])
        ),
    )


def _attendee(line: vCalAddress) -> Attendee:
    params = line.params
    return Attendee(
        _address(line),
        str(params.get("CN", "")),
        str(params.get("ROLE", "REQ-PARTICIPANT")).upper(),
        str(params.get("PARTSTAT", "NEEDS-ACTION")).upper(),
    )


def _address(line: str) -> str:
    text = str(line)
    return text[7:] if text.lower().startswith("mailto:") else text


def _instant(value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        raise Unreadable("an interview needs an hour, not only a day")
    if value.tzinfo is None:
        raise Unreadable("a time without a zone could be any time")
    return value.astimezone(UTC)


def _objection(invitation: Invitation, sender: str, own_address: str) -> str:
    """What makes programs distrust the mail or hide its buttons (facts: ORGANIZER, own ATTENDEE)."""
    if invitation.method in ("REQUEST", "CANCEL", "DECLINECOUNTER"):
        if sender.casefold() != invitation.organizer.casefold():
            return "From is not the ORGANIZER, as in a forged invitation"
        own = own_address.casefold()
        if not any(each.address.casefold() == own for each in invitation.attendees):
            return "the recipient is not among the ATTENDEEs, so no buttons are shown"
        return ""
    if invitation.method in ("REPLY", "COUNTER"):
        # RFC 6047, 2.3: who answers is who wrote.
        first = invitation.attendees[0].address.casefold() if invitation.attendees else ""
        return "" if sender.casefold() == first else "From is not the ATTENDEE who answers"
    return f"no program here acts on {invitation.method}"
