"""bytes → Answer. The icalendar package decides what a property says; this file decides what the message
means.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar.cal import Component
from icalendar.prop import vBroken

from .content_line import clean_text
from .embedded_zone import embedded_offset
from .errors import NotACalendar
from .inbound import Answer, Answering, Kind, Problem
from .received_lines import ZONE_PARAMETER, ReceivedLines, received_lines
from .values import Organizer, Partstat
from .zones import zone_name

MAX_ADDRESS = 2_000  # letters, encoded; RFC 5321 4.5.3.1 allows 320
_WRAPPED = re.compile(r"040000008200E00074C5B7101A82E008[0-9A-F]+", re.IGNORECASE)


def read(data: bytes, *, method: str = "") -> Answer:
    """What a text/calendar body means. Raises NotACalendar or TooLarge, nothing else.

    `method` is what the MIME part said (`ReceivedMail.calendar_method`): it counts where the calendar says
    none, and where both do the calendar's does (msdn ee624811, V0343).

    Taken as they come: a BOM, LF only, lower-case METHOD, no ORGANIZER (Exchange), Windows zone names, empty
    zones, UIDs wrapped by Exchange. What was odd is in `problems`; a time in doubt is left out, never
    guessed.
    """
    received = received_lines(data, method)
    # A main event before its exceptions: some clients answer with a whole series.
    lines = min(
        received.events, key=lambda event: any(line.upper().startswith("RECURRENCE-ID") for line in event)
    )
    try:
        return _answer(received, _event(lines))
    except Exception as error:
        # Whatever a parser of somebody else's raises on hostile input, our callers know two errors.
        raise NotACalendar(f"unreadable event ({type(error).__name__})") from error


def _event(lines: list[str]) -> Component:
    text = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    calendar = Calendar.from_ical(text)
    return calendar.walk("VEVENT")[0]


def _answer(received: ReceivedLines, event: Component) -> Answer:
    problems: list[Problem] = []
    if not received.utf8:
        problems.append(Problem.NOT_UTF8)
    if received.calendars > 1:
        problems.append(Problem.SEVERAL_CALENDARS)
    if len(received.events) > 1:
        problems.append(Problem.SEVERAL_EVENTS)
    if not received.own_method:
        problems.append(Problem.NO_METHOD)
    if received.recurring:
        problems.append(Problem.RECURRING)
    if event.errors:
        problems.append(Problem.UNREADABLE_PROPERTY)
    kind = received.kind
    attendees = tuple(_answering(value, problems) for value in _all(event, "ATTENDEE"))
    if kind is Kind.REPLY and len(attendees) != 1:
        problems.append(Problem.NOT_ONE_ATTENDEE)
    start, zone = _time(_one(event, "DTSTART"), received, problems)
    if start is None and kind in {Kind.REQUEST, Kind.COUNTER}:
        problems.append(Problem.NO_START)
    return Answer(
        kind=kind,
        uid=_uid(event, problems),
        sequence=_sequence(event, problems),
        dtstamp=_dtstamp(event, problems),
        organizer=_organizer(event, problems),
        attendees=attendees,
        start=start,
        end=_end(event, start, received, problems),
        zone=zone,
        summary=_text(event, "SUMMARY"),
        description=_text(event, "DESCRIPTION"),
        location=_text(event, "LOCATION"),
        comment=_text(event, "COMMENT"),
        problems=tuple(dict.fromkeys(problems)),
        sent_by=_sent_by(_one(event, "ORGANIZER")),
    )


def _uid(event: Component, problems: list[Problem]) -> str:
    uid = _text(event, "UID").strip()
    if not uid:
        problems.append(Problem.NO_UID)
    elif _WRAPPED.fullmatch(uid) and len(uid) % 2 == 0:
        # Exchange keeps a foreign UID inside its own GlobalObjectId (php-ews#508; MS-OXOCAL 2.2.1.27).
        _, found, rest = bytes.fromhex(uid).partition(b"vCal-Uid")
        if found:
            problems.append(Problem.WRAPPED_UID)
            return clean_text(rest[4:].rstrip(b"\0").decode("utf-8", "replace"))
    return uid


def _sequence(event: Component, problems: list[Problem]) -> int:
    for name in ("SEQUENCE", "X-MICROSOFT-CDO-APPT-SEQUENCE"):
        value = str(_one(event, name) or "").strip()
        if value.isascii() and value.isdigit() and len(value) <= 9:
            return int(value)
    problems.append(Problem.NO_SEQUENCE)
    return 0


def _dtstamp(event: Component, problems: list[Problem]) -> datetime | None:
    value = getattr(_one(event, "DTSTAMP"), "dt", None)
    if isinstance(value, datetime):
        # RFC 5545 3.8.7.2 allows UTC only; some leave the Z out and mean it.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    problems.append(Problem.NO_DTSTAMP)
    return None


def _organizer(event: Component, problems: list[Problem]) -> Organizer | None:
    value = _one(event, "ORGANIZER")
    address = _address(value) if value is not None else ""
    if not address:
        problems.append(Problem.NO_ORGANIZER)
        return None
    return Organizer(address, _parameter(value, "CN"))


def _sent_by(organizer: Any) -> str:
    return _bare(_parameter(organizer, "SENT-BY")) if organizer is not None else ""


def _answering(value: Any, problems: list[Problem]) -> Answering:
    word = _parameter(value, "PARTSTAT").strip().upper()
    try:
        partstat = Partstat(word) if word else Partstat.NEEDS_ACTION
    except ValueError:
        problems.append(Problem.UNKNOWN_PARTSTAT)
        partstat = Partstat.NEEDS_ACTION
    delegates = _parameters(value).get("DELEGATED-TO", [])
    return Answering(
        address=_address(value),
        partstat=partstat,
        label=_parameter(value, "CN"),
        delegated_to=tuple(map(_bare, delegates if isinstance(delegates, list) else [delegates])),
        comment=_parameter(value, "X-RESPONSE-COMMENT"),
        cutype=_parameter(value, "CUTYPE").strip().upper() or "INDIVIDUAL",
        role=_parameter(value, "ROLE").strip().upper() or "REQ-PARTICIPANT",
    )


def _time(value: Any, received: ReceivedLines, problems: list[Problem]) -> tuple[datetime | None, str | None]:
    """The instant in UTC and the IANA zone it was given in; no instant where it is in doubt."""
    moment = getattr(value, "dt", None)
    if not isinstance(moment, datetime):
        if isinstance(moment, date):
            problems.append(Problem.ALL_DAY)
        return None, None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC), None
    tzid = _parameter(value, ZONE_PARAMETER)
    if not tzid:
        problems.append(Problem.FLOATING_TIME)
        return None, None
    name = zone_name(tzid)
    try:
        if name is not None:
            instant = moment.replace(tzinfo=ZoneInfo(name)).astimezone(UTC)
            return instant, None if name in {"UTC", "Etc/UTC"} else name
        offset = embedded_offset(received.zones.get(tzid, ()), moment)
        if offset is not None:
            problems.append(Problem.EMBEDDED_ZONE)
            return (moment - offset).replace(tzinfo=UTC), None
    except OverflowError:
        pass  # the first or last day there is: no time of ours
    problems.append(Problem.UNKNOWN_ZONE)
    return None, None


def _end(
    event: Component, start: datetime | None, received: ReceivedLines, problems: list[Problem]
) -> datetime | None:
    value = _one(event, "DTEND")
    if value is not None:
        end, _ = _time(value, received, problems)
    else:
        duration = getattr(_one(event, "DURATION"), "dt", None)
        end = _after(start, duration) if start is not None and isinstance(duration, timedelta) else None
    if start is not None and end is not None and end <= start:
        problems.append(Problem.ENDS_BEFORE_START)
        return None
    return end


def _after(start: datetime, duration: timedelta) -> datetime | None:
    try:
        return start + duration
    except OverflowError:
        return None  # beyond the last day there is


def _all(event: Component, name: str) -> list[Any]:
    found = event.get(name, [])
    values = found if isinstance(found, list) else [found]
    return [value for value in values if not isinstance(value, vBroken)]


def _one(event: Component, name: str) -> Any:
    values = _all(event, name)
    return values[0] if values else None


def _text(event: Component, name: str) -> str:
    return clean_text("\n".join(str(value) for value in _all(event, name)))


def _parameters(value: Any) -> Any:
    return getattr(value, "params", {})


def _parameter(value: Any, name: str) -> str:
    found = _parameters(value).get(name, "")
    return clean_text(", ".join(map(str, found)) if isinstance(found, list) else str(found))


def _address(value: Any) -> str:
    """The mail address of a calendar user; iCloud puts it in EMAIL and an identifier of its own in the
    value.
    """
    text = str(value)
    if not text.strip().lower().startswith("mailto:") and (email := _parameter(value, "EMAIL")):
        return _bare(email)
    return _bare(text)


def _bare(text: Any) -> str:
    address = clean_text(str(text)[:MAX_ADDRESS]).strip().strip("<>")
    if address.lower().startswith("mailto:"):
        address = unquote(address[len("mailto:") :]).partition("?")[0]
    return "".join(clean_text(address).split())
