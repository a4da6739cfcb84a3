"""What a message says, as one reader understands it; and what it was meant to say, in the same form.

Three readers that share no code: the icalendar package here, libical in libical_gate.py, ical.js in
icaljs_reader.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from icalendar import Calendar

from anteroom_calendar import Invitation, Method

_ZONE = re.compile(rb"BEGIN:VTIMEZONE\r\nTZID:([^\r]+)\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """Instants are seconds since 1970, None where the message has none; addresses are bare.

    `organizer` is (address, label), `attendees` are (address, label, PARTSTAT) in the message's order.
    """

    method: str
    uid: str
    sequence: int | None
    dtstamp: int | None
    start: int | None
    end: int | None
    organizer: tuple[str, str] | None
    attendees: tuple[tuple[str, str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Unread:
    """The reader took the message for none; `why` is its own word."""

    why: str


def meant(invitation: Invitation) -> Reading:
    """What every reader should understand."""
    bare = invitation.method in {Method.REFRESH, Method.DECLINECOUNTER}
    people = invitation.attendees if invitation.method is not Method.DECLINECOUNTER else ()
    return Reading(
        method=invitation.method.value,
        uid=invitation.uid,
        sequence=None if bare else invitation.sequence,
        dtstamp=int(invitation.dtstamp.timestamp()),
        start=None if bare else int(invitation.start.timestamp()),
        end=None if bare else int(invitation.end.timestamp()),
        organizer=(invitation.organizer.address, invitation.organizer.label),
        attendees=tuple((each.address, each.label, each.partstat.value) for each in people),
        summary="" if bare else invitation.summary,
    )


def by_icalendar(data: bytes) -> Reading | Unread:
    """As the icalendar package understands it. It believes a zone's name more than its definition."""
    try:
        calendar = Calendar.from_ical(data)
        [event] = calendar.walk("VEVENT")
        if event.errors:
            return Unread(str(event.errors))
        return _reading(calendar, event)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Unread(f"{type(error).__name__}: {error}")


def nameless(data: bytes) -> bytes:
    """The message with a zone name that nobody knows, so that its VTIMEZONE alone decides.

    The name is derived from the definition: icalendar remembers the first definition of a name.
    """
    unfolded = data.replace(b"\r\n ", b"")
    zone = _ZONE.search(unfolded)
    if zone is None:
        return data
    return unfolded.replace(zone[1], b"Nameless-" + sha256(zone[0]).hexdigest()[:12].encode())


def _reading(calendar: Any, event: Any) -> Reading:
    organizer = event.get("ORGANIZER")
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    return Reading(
        method=str(calendar.get("METHOD")),
        uid=str(event.get("UID")),
        sequence=event.get("SEQUENCE"),
        dtstamp=_instant(event, "DTSTAMP"),
        start=_instant(event, "DTSTART"),
        end=_instant(event, "DTEND"),
        organizer=None if organizer is None else (_address(organizer), organizer.params.get("CN", "")),
        attendees=tuple(
            (_address(each), each.params.get("CN", ""), each.params.get("PARTSTAT", "")) for each in attendees
        ),
        summary=str(event.get("SUMMARY", "")),
    )


def _instant(event: Any, name: str) -> int | None:
    value = event.get(name)
    return None if value is None else int(value.dt.timestamp())


def _address(value: Any) -> str:
    return str(value).removeprefix("mailto:")
