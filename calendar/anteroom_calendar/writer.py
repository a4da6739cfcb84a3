"""Invitation → bytes: one VCALENDAR with one VEVENT, as RFC 5546 3.2 wants each method."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .content_line import escape_text, fold, mailto, parameter, uri
from .errors import NotWritable
from .values import Attendee, Invitation, Method, Organizer, Status
from .vtimezone import vtimezone

PRODID = "-//Anteroom//Anteroom Calendar//EN"
_BUSY = {Status.CONFIRMED: "BUSY", Status.TENTATIVE: "TENTATIVE", Status.CANCELLED: "FREE"}
_FROM_ATTENDEE = frozenset({Method.REPLY, Method.COUNTER, Method.REFRESH})
# These two only point at an event, and say nothing about it again.
_BARE = frozenset({Method.REFRESH, Method.DECLINECOUNTER})
# RFC 5546 3.2.1, 3.2.2, 3.2.7: they need a SUMMARY, though it may be empty.
_TITLED = frozenset({Method.PUBLISH, Method.REQUEST, Method.COUNTER})


def write(invitation: Invitation) -> bytes:
    """The calendar message as bytes: UTF-8, CRLF, lines of at most 75 octets.

    Line breaks in texts are kept as text; control characters are dropped, so nothing given can begin a
    property. Raises NotWritable for naive times, an end not after its start, an unknown zone, a broken
    address or URL, an empty or overlong UID, a negative sequence, a number of attendees that the method
    does not allow, a removal that is none, a REQUEST without times, and ADD: it belongs to series.
    """
    _check(invitation)
    zone = None
    if invitation.method not in _BARE and not invitation.undated:
        zone = vtimezone(invitation.zone, _instant(invitation.start), _instant(invitation.end))
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    head.append(f"METHOD:{invitation.method}")
    body = ["BEGIN:VEVENT", *_event(invitation, zoned=zone is not None), "END:VEVENT", "END:VCALENDAR"]
    return b"".join([*map(fold, head), zone or b"", *map(fold, body)])


def is_uid(text: str) -> bool:
    """Tell whether `write` takes this for a UID: one to 254 octets on one line."""
    # Graph and Exchange keep at most 255 octets of a UID.
    return bool(text.strip()) and text.isprintable() and len(text.encode()) <= 254


def _check(invitation: Invitation) -> None:
    if not 0 <= invitation.sequence < 2**31:
        raise NotWritable("sequence out of range")
    if not is_uid(invitation.uid):
        raise NotWritable("UID is empty, too long or not printable")
    if invitation.removal and (invitation.method is not Method.CANCEL or invitation.status is not None):
        raise NotWritable("only a CANCEL without a status takes somebody off")
    if invitation.undated and invitation.method is not Method.REPLY:
        raise NotWritable("only a REPLY leaves its times out")
    if not _fits(invitation):
        raise NotWritable("this method does not allow that number of attendees")
    if _instant(invitation.end) <= _instant(invitation.start):
        raise NotWritable("it ends before it starts")


def _fits(invitation: Invitation) -> bool:
    """Whether the method allows that number of attendees."""
    number = len(invitation.attendees)
    match invitation.method:
        case Method.REPLY | Method.REFRESH:
            return number == 1
        case Method.PUBLISH:
            return number == 0
        case Method.DECLINECOUNTER:
            return True  # none is written
        case Method.CANCEL:
            return number == 1 if invitation.removal else number >= 1
        case Method.REQUEST | Method.COUNTER:
            return number >= 1
        case Method.ADD:
            return False


def _event(invitation: Invitation, *, zoned: bool) -> list[str]:
    method = invitation.method
    lines = [
        f"UID:{escape_text(invitation.uid)}",
        f"DTSTAMP:{_utc(invitation.dtstamp)}",
        *_people(invitation),
    ]
    if invitation.comment:
        lines.append(f"COMMENT:{escape_text(invitation.comment)}")
    if method is Method.DECLINECOUNTER:
        # RFC 5546 3.2.8 has SEQUENCE where it is not zero; libical's table, and all who build on it, allow
        # none. Who orders by revision (Outlook, Thunderbird) reads it here too: docs/calendar.md.
        lines.append(f"X-MICROSOFT-CDO-APPT-SEQUENCE:{invitation.sequence}")
    if method in _BARE:
        return lines
    lines.append(f"SEQUENCE:{invitation.sequence}")
    zone = invitation.zone if zoned else None
    if not invitation.undated:
        lines += [f"DTSTART{_time(invitation.start, zone)}", f"DTEND{_time(invitation.end, zone)}"]
    if invitation.summary or method in _TITLED:
        lines.append(f"SUMMARY:{escape_text(invitation.summary)}")
    if invitation.description:
        lines.append(f"DESCRIPTION:{escape_text(invitation.description)}")
    if location := invitation.location or invitation.conference:
        lines.append(f"LOCATION:{escape_text(location)}")
    for name, instant in (("CREATED", invitation.created), ("LAST-MODIFIED", invitation.last_modified)):
        if instant is not None:
            lines.append(f"{name}:{_utc(instant)}")
    if method not in _FROM_ATTENDEE:
        lines += _organizer_only(invitation)
    return lines


def _organizer_only(invitation: Invitation) -> list[str]:
    cancelled = invitation.method is Method.CANCEL
    status = invitation.status or (Status.CANCELLED if cancelled else Status.CONFIRMED)
    busy = _BUSY[Status.CANCELLED if cancelled else status]
    # RFC 5546 3.2.5: no STATUS where the meeting goes on without whom this takes off.
    lines = [] if invitation.removal else [f"STATUS:{status}"]
    lines += ["TRANSP:OPAQUE", "CLASS:PRIVATE"]
    if invitation.conference:
        address = uri(invitation.conference)
        label = parameter(invitation.conference_label)
        named = f";LABEL={label}" if label else ""
        lines += [f"URL:{address}", f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO{named}:{address}"]
    return [
        *lines,
        f"X-MICROSOFT-CDO-APPT-SEQUENCE:{invitation.sequence}",
        f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}",
        f"X-MICROSOFT-CDO-INTENDEDSTATUS:{busy}",
        # A forwarded copy answers from an address we never invited.
        "X-MICROSOFT-DONOTFORWARDMEETING:TRUE",
        "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
    ]


def _people(invitation: Invitation) -> list[str]:
    if invitation.method is Method.DECLINECOUNTER:
        return [_organizer(invitation.organizer)]  # RFC 5546 3.2.8: no ATTENDEE
    return [
        _organizer(invitation.organizer),
        *(_attendee(attendee, invitation.method) for attendee in invitation.attendees),
    ]


def _organizer(organizer: Organizer) -> str:
    return f"ORGANIZER{_name(organizer.label)}:{mailto(organizer.address)}"


def _attendee(attendee: Attendee, method: Method) -> str:
    # A cancelled meeting asks for no answer, and an answer asks for none either.
    rsvp = ";RSVP=TRUE" if attendee.rsvp and method is Method.REQUEST else ""
    what = f";CUTYPE=INDIVIDUAL;ROLE={attendee.role};PARTSTAT={attendee.partstat}{rsvp}"
    return f"ATTENDEE{what}{_name(attendee.label)}:{mailto(attendee.address)}"


def _name(label: str) -> str:
    value = parameter(label)
    return f";CN={value}" if value else ""


def _time(instant: datetime, zone: str | None) -> str:
    if zone is None:
        return f":{_utc(instant)}"
    return f";TZID={zone}:{instant.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _utc(instant: datetime) -> str:
    return f"{_instant(instant):%Y%m%dT%H%M%SZ}"


def _instant(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.year < 1900:
        raise NotWritable("a time without a zone, or of another century")
    return moment.astimezone(UTC)
