"""A JSON description → the mail that carries an invitation. All its faults are named at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any
from zoneinfo import available_timezones

import msgspec
from msgspec import Meta
from msgspec.structs import fields

from anteroom_calendar import (
    Attendee,
    CalendarMail,
    Invitation,
    Method,
    Organizer,
    Partstat,
    Role,
    Status,
    write,
)

Address = Annotated[str, Meta(pattern=r"^[^\s@<>]{1,64}@[^\s@<>]{1,255}$")]
Instant = Annotated[datetime, Meta(tz=True)]
Short = Annotated[str, Meta(max_length=2_000)]
Long = Annotated[str, Meta(max_length=50_000)]
FROM_ATTENDEE = frozenset({Method.REPLY, Method.COUNTER, Method.REFRESH})


class FaultyDescription(Exception):
    """The description cannot be read; `faults` says where and why, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class OrganizerField(msgspec.Struct, frozen=True):
    """ORGANIZER: who invites."""

    address: Address
    label: Short = ""


class AttendeeField(msgspec.Struct, frozen=True):
    """One ATTENDEE. `partstat` and `role` are iCalendar's words."""

    address: Address
    label: Short = ""
    partstat: Partstat = Partstat.NEEDS_ACTION
    role: Role = Role.REQUIRED
    rsvp: bool = False


class MailField(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """The mail around the calendar. What is left out follows from the invitation."""

    from_: Address | None = None
    to: Address | None = None
    subject: Short | None = None
    text: Long | None = None
    html: Long = ""
    message_id: Short | None = None
    reply_to: Address | None = None
    in_reply_to: Short = ""
    references: list[Short] = []
    auto_submitted: Short = ""


class Description(msgspec.Struct, frozen=True):
    """What `anteroom invite write` reads. Times are ISO 8601 with an offset or Z."""

    uid: Annotated[str, Meta(min_length=1, max_length=254)]
    start: Instant
    end: Instant
    organizer: OrganizerField
    method: Method = Method.REQUEST
    sequence: Annotated[int, Meta(ge=0, lt=2**31)] = 0
    dtstamp: Instant | None = None
    attendees: Annotated[list[AttendeeField], Meta(max_length=500)] = []
    summary: Short = ""
    description: Long = ""
    location: Short = ""
    conference: Short = ""
    conference_label: Short = ""
    comment: Long = ""
    zone: Short | None = None
    status: Status | None = None
    created: Instant | None = None
    last_modified: Instant | None = None
    removal: bool = False
    mail: MailField = MailField()


def described(raw: bytes, now: datetime) -> CalendarMail:
    """The mail that the description asks for; `now` is its DTSTAMP where it names none.

    Raises FaultyDescription, and NotWritable for what no calendar message can carry.
    """
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FaultyDescription([f"it is no JSON: {error}"]) from error
    faults = _faults(Description, value, "")
    if faults:
        raise FaultyDescription(faults)
    asked = msgspec.convert(value, Description)
    if faults := _contradictions(asked):
        raise FaultyDescription(faults)
    return _mail(asked, now.replace(microsecond=0))


@dataclass(frozen=True, slots=True)
class _Ends:
    sender: OrganizerField | AttendeeField
    recipient: OrganizerField | AttendeeField


def _mail(asked: Description, now: datetime) -> CalendarMail:
    stamp = (asked.dtstamp or now).astimezone(UTC)
    calendar = write(_invitation(asked, stamp))
    around, ends = asked.mail, _ends(asked)
    sender = around.from_ or ends.sender.address
    seed = sha256(calendar).hexdigest()[:32]
    return CalendarMail(
        method=asked.method,
        calendar=calendar,
        from_address=sender,
        from_label=ends.sender.label,
        to_address=around.to or ends.recipient.address,
        to_label=ends.recipient.label,
        subject=asked.summary if around.subject is None else around.subject,
        date=stamp,
        message_id=around.message_id or f"{seed}@{sender.rpartition('@')[2]}",
        text=asked.description if around.text is None else around.text,
        html=around.html,
        reply_to=around.reply_to or "",
        in_reply_to=around.in_reply_to,
        references=tuple(around.references),
        auto_submitted=around.auto_submitted,
    )


def _invitation(asked: Description, stamp: datetime) -> Invitation:
    return Invitation(
        method=asked.method,
        uid=asked.uid,
        sequence=asked.sequence,
        dtstamp=stamp,
        start=asked.start,
        end=asked.end,
        organizer=Organizer(asked.organizer.address, asked.organizer.label),
        attendees=tuple(
            Attendee(each.address, each.label, each.partstat, each.role, each.rsvp)
            for each in asked.attendees
        ),
        summary=asked.summary,
        description=asked.description,
        location=asked.location,
        conference=asked.conference,
        conference_label=asked.conference_label,
        zone=asked.zone,
        status=asked.status,
        created=asked.created,
        last_modified=asked.last_modified,
        comment=asked.comment,
        removal=asked.removal,
    )


def _ends(asked: Description) -> _Ends:
    """Who writes to whom; without an attendee (PUBLISH, DECLINECOUNTER) `mail.to` says it."""
    if not asked.attendees:
        return _Ends(asked.organizer, OrganizerField(asked.mail.to or ""))
    if asked.method in FROM_ATTENDEE:
        return _Ends(asked.attendees[0], asked.organizer)
    return _Ends(asked.organizer, asked.attendees[0])


def _contradictions(asked: Description) -> list[str]:
    """What is wrong although every field by itself is right."""
    wrong = {
        "end: is not after start": asked.end <= asked.start,
        "zone: nobody knows it": asked.zone is not None and asked.zone not in available_timezones(),
        "mail.to: nobody to write to: name it, or an attendee": not asked.attendees and asked.mail.to is None,
        "method: ADD is for series, and never sent": asked.method is Method.ADD,
        "removal: is for a CANCEL without a status": asked.removal
        and (asked.method is not Method.CANCEL or asked.status is not None),
        "attendees: exactly one is wanted": (asked.removal or asked.method in {Method.REPLY, Method.REFRESH})
        and len(asked.attendees) != 1,
        "attendees: none is wanted": asked.method is Method.PUBLISH and bool(asked.attendees),
    }
    return [sentence for sentence, is_so in wrong.items() if is_so]


def _faults(shape: type[msgspec.Struct], value: Any, place: str) -> list[str]:
    """Every fault of a value; msgspec by itself stops at the first."""
    if not isinstance(value, dict):
        return [f"{place or 'the description'}: an object is wanted"]
    known = {each.encode_name: each for each in fields(shape)}
    faults = [f"{_path(place, name)}: there is no such field" for name in value if name not in known]
    for name, field in known.items():
        where = _path(place, name)
        if name not in value:
            faults += [f"{where}: is missing"] if field.required else []
        elif isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            faults += _faults(field.type, value[name], where)
        elif name == "attendees" and isinstance(value[name], list):
            for number, each in enumerate(value[name][:501]):
                faults += _faults(AttendeeField, each, f"{where}[{number}]")
        else:
            faults += _fault(field.type, value[name], where)
    return faults


def _fault(wanted: Any, value: Any, where: str) -> list[str]:
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        said = str(error).partition(" - at ")[0]
        return [f"{where}: {'no mail address' if 'regex' in said else said}"]
    return []


def _path(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
