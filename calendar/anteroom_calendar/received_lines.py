"""The content lines of an inbound calendar, made fit for a parser: decoded, unfolded, bounded, only what
we read.

Clients send a BOM, UTF-16, LF only, nested alarms, megabytes of HTML in X-ALT-DESC, and zones without end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import CalendarError, NotACalendar, TooLarge
from .inbound import Kind
from .values import Method

MAX_OCTETS = 1 << 20
MAX_LINES = 10_000
MAX_ATTENDEES = 500
ZONE_PARAMETER = "X-ANTEROOM-TZID"

_FOLD = re.compile(rb"\r?\n[ \t]")
_TZID = re.compile(r'^((?:[^":]|"[^"]*")*?);TZID=', re.IGNORECASE)
_TIMES = frozenset({"DTSTART", "DTEND"})
_WANTED = frozenset(
    {"UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", "ATTENDEE", "DTSTART", "DTEND", "DURATION", "SUMMARY"}
    | {"DESCRIPTION", "LOCATION", "COMMENT", "RECURRENCE-ID", "X-MICROSOFT-CDO-APPT-SEQUENCE"}
)
_METHODS = {method.lower(): Kind(method.lower()) for method in Method}
_RECURRENCE = frozenset({"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})


@dataclass(slots=True)
class ReceivedLines:
    """`events` holds the wanted lines of each VEVENT, `zones` those of each VTIMEZONE by its TZID.

    Only the first VCALENDAR is read; `calendars` counts them all.
    """

    method: str = ""
    own_method: bool = True
    calendars: int = 0
    events: list[list[str]] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    recurring: bool = False
    utf8: bool = True

    @property
    def kind(self) -> Kind:
        """What its METHOD says, in whatever case."""
        return _METHODS.get(self.method.strip().lower(), Kind.UNKNOWN)


def method_of(data: bytes, method: str = "") -> Kind:
    """The kind alone, without what the event says; unknown if the calendar cannot be read."""
    try:
        return received_lines(data, method).kind
    except CalendarError:
        return Kind.UNKNOWN


def said_in(data: bytes) -> object:
    """A value that two calendars share if they say the same; of one that cannot be read, its octets."""
    try:
        received = received_lines(data)
    except CalendarError:
        return data
    zones = sorted((name, tuple(lines)) for name, lines in received.zones.items())
    return received.kind, tuple(tuple(sorted(lines)) for lines in received.events), tuple(zones)


def received_lines(data: bytes, method: str = "") -> ReceivedLines:
    """`method` is the one to take where the calendar names none.

    Raises TooLarge beyond the limits above, NotACalendar if there is no VCALENDAR with a VEVENT."""
    if len(data) > MAX_OCTETS:
        raise TooLarge("a calendar of more octets than we read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8")
    data = _FOLD.sub(b"", data.removeprefix(b"\xef\xbb\xbf"))
    received = ReceivedLines()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text, received.utf8 = data.decode("cp1252", "replace"), False
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise TooLarge("a calendar of more lines than we read")
    _sort(lines, received)
    if not received.calendars or not received.events:
        raise NotACalendar("no calendar with an event in it")
    received.own_method = bool(received.method)
    received.method = received.method or method
    return received


def _sort(lines: list[str], received: ReceivedLines) -> None:
    within: list[str] = []  # the components that are open, outermost first
    zone: list[str] = []
    attendees = 0
    for raw in lines:
        line = raw.strip("\r \t\0").replace("\r", "").replace("\0", "")
        name = re.split("[;:]", line, maxsplit=1)[0].upper()
        value = line.partition(":")[2].strip()
        if name == "BEGIN":
            within.append(value.upper())
            if within == ["VCALENDAR"]:
                received.calendars += 1
            elif within == ["VCALENDAR", "VEVENT"] and received.calendars == 1:
                received.events.append([])
            elif within == ["VCALENDAR", "VTIMEZONE"]:
                zone = []
        elif name == "END" and within and within[-1] == value.upper():
            within.pop()
        if received.calendars != 1 or not within:
            continue
        if within[:2] == ["VCALENDAR", "VTIMEZONE"]:
            zone.append(line)
            if name == "TZID":
                received.zones.setdefault(value, zone)
        elif within == ["VCALENDAR"] and name == "METHOD":
            received.method = received.method or value
        elif within == ["VCALENDAR", "VEVENT"]:
            received.recurring |= name in _RECURRENCE
            if name in _WANTED:
                attendees += name == "ATTENDEE"
                # Kept from icalendar, which would look the name up in what earlier mails defined.
                renamed = _TZID.sub(rf"\1;{ZONE_PARAMETER}=", line) if name in _TIMES else line
                received.events[-1].append(renamed)
    if attendees > MAX_ATTENDEES:
        raise TooLarge("a calendar of more attendees than we read")
