"""Of a calendar, the lines that say when its owner is busy; all others are passed over unread.

What an event is called, where it is, who comes: nothing of that is ever taken out of the octets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import NotACalendar, TooLarge

MAX_OCTETS = 4 << 20
MAX_COMPONENTS = 10_000
MAX_LINES = 200_000
MAX_READ_LINES = 60_000
MAX_LINE = 20_000
MAX_ZONE_LINES = 100

_FOLD = re.compile(rb"\r?\n[ \t]")
_WANTED = re.compile(
    rb"^(?:BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|TRANSP|STATUS|SEQUENCE"
    rb"|X-MICROSOFT-CDO-BUSYSTATUS|FREEBUSY|X-WR-TIMEZONE|TZID|TZOFFSETFROM|TZOFFSETTO)[;:][^\r\n]*",
    re.MULTILINE | re.IGNORECASE,
)
_MANY = frozenset({"RRULE", "RDATE", "EXDATE", "FREEBUSY"})
_READ = frozenset({"VEVENT", "VFREEBUSY"})


@dataclass(frozen=True, slots=True)
class Line:
    """A property: parameters by their names in capitals, and the value as it stands."""

    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class BusyLines:
    """`events` and `free_busy` hold each component's properties by name; `zones` the lines of VTIMEZONEs.

    `zone` is the one that the calendar names as its own (X-WR-TIMEZONE), or "".
    """

    events: list[dict[str, list[Line]]] = field(default_factory=list)
    free_busy: list[dict[str, list[Line]]] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    zone: str = ""


def busy_lines(data: bytes) -> BusyLines:
    """Read a calendar. Raises TooLarge beyond the limits above, NotACalendar where there is no VCALENDAR."""
    if len(data) > MAX_OCTETS:
        raise TooLarge("a calendar of more octets than we read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:15].upper() != b"BEGIN:VCALENDAR":
        raise NotACalendar("no calendar")
    if data.count(b"\n") > MAX_LINES:
        raise TooLarge("more lines than we read")
    received = BusyLines()
    _sort(_FOLD.sub(b"", data).replace(b"\r\n", b"\n").replace(b"\r", b"\n"), received)
    return received


def _sort(data: bytes, received: BusyLines) -> None:
    within: list[str] = []
    component: dict[str, list[Line]] = {}
    zone: list[str] = []
    for number, found in enumerate(_WANTED.finditer(data)):
        if number == MAX_READ_LINES:
            raise TooLarge("more lines than we read")
        if found.end() - found.start() > MAX_LINE:
            raise TooLarge("a line of more octets than we read")
        text = found[0].decode("utf-8", "replace").replace("\0", "")
        name, line = read_line(text)
        kind = line.value.strip().upper()
        if name == "BEGIN":
            within.append(kind)
            if len(within) > 20:
                raise TooLarge("components deeper than we read")
            if len(within) == 2 and kind in _READ:
                component = {}
                (received.events if kind == "VEVENT" else received.free_busy).append(component)
                if len(received.events) + len(received.free_busy) > MAX_COMPONENTS:
                    raise TooLarge("more events than we read")
            elif len(within) == 2 and kind == "VTIMEZONE":
                zone = []
        elif name == "END" and within and within[-1] == kind:
            within.pop()
        if len(within) == 1 and name == "X-WR-TIMEZONE":
            received.zone = received.zone or line.value.strip()
        elif len(within) == 2 and within[1] in _READ and name not in {"BEGIN", "END"}:
            lines = component.setdefault(name, [])
            if not lines or name in _MANY:
                lines.append(line)
        elif within[1:2] == ["VTIMEZONE"]:
            zone.append(text)
            if name == "TZID":
                received.zones.setdefault(line.value.strip(), zone)


def read_line(text: str) -> tuple[str, Line]:
    """Take a content line apart: its name in capitals, its parameters, its value."""
    head, value = _halves(text)
    name, *parameters = head.split(";")
    told = (each.partition("=") for each in parameters)
    return name.strip().upper(), Line(
        {key.strip().upper(): said.strip().strip('"') for key, _, said in told}, value
    )


def _halves(text: str) -> tuple[str, str]:
    head, _, value = text.partition(":")
    while head.count('"') % 2 and ":" in value:
        more, _, value = value.partition(":")
        head = f"{head}:{more}"
    # A zone's name with a colon in it stands bare at some: TZID=tzone://Microsoft/Utc:20260105T090000
    while value.startswith("//") and ":" in value:
        more, _, value = value.partition(":")
        head = f"{head}:{more}"
    return head, value
