"""What the calendar messages that we send are made of; what comes back is in inbound.py.

Words are those of iCalendar (RFC 5545) and iTIP (RFC 5546). Addresses are bare (`a@b.example`, no `mailto:`).
Times are aware; whatever zone they come in, they are written as instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What a calendar message asks for (RFC 5546 1.4)."""

    REQUEST = "REQUEST"
    REPLY = "REPLY"
    COUNTER = "COUNTER"
    DECLINECOUNTER = "DECLINECOUNTER"
    CANCEL = "CANCEL"
    REFRESH = "REFRESH"
    PUBLISH = "PUBLISH"
    ADD = "ADD"


class Partstat(StrEnum):
    """What an attendee answered (RFC 5545 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


class Role(StrEnum):
    """Whether an attendee must be there (RFC 5545 3.2.16)."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"


class Status(StrEnum):
    """Whether the meeting stands (RFC 5545 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who invites. In what we send, `address` is the recipient's reply address and equals the mail's From."""

    address: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited, as one recipient may see them: with the own real address, or as somebody's alias."""

    address: str
    label: str = ""
    partstat: Partstat = Partstat.NEEDS_ACTION
    role: Role = Role.REQUIRED
    rsvp: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """Everything that one recipient's calendar message needs.

    `dtstamp` is the moment at which this very message is made: Google ignores an update that repeats an
    old one. `zone` is an IANA name to show the time in, None for UTC. `status` None means what the method
    implies. `location` empty and `conference` given: the conference address is the location too;
    `conference_label` says in the recipient's language what it leads to. `removal` makes a CANCEL take its
    one attendee off a meeting that goes on for the others (RFC 5546 3.2.5). `undated` leaves both times out
    of a REPLY: what it answers has none that could be told (a whole day, a time without a zone).
    """

    method: Method
    uid: str
    sequence: int
    dtstamp: datetime
    start: datetime
    end: datetime
    organizer: Organizer
    attendees: tuple[Attendee, ...]
    summary: str = ""
    description: str = ""
    location: str = ""
    conference: str = ""
    conference_label: str = ""
    zone: str | None = None
    status: Status | None = None
    created: datetime | None = None
    last_modified: datetime | None = None
    comment: str = ""
    removal: bool = False
    undated: bool = False


@dataclass(frozen=True, slots=True)
class CalendarMail:
    """A mail that carries one calendar message. All of it is given: the composer adds nothing of this host.

    `method` must be the METHOD of `calendar`. `message_id` is with or without angle brackets. `date` is
    aware. `auto_submitted` is the header's value (RFC 3834), empty to leave it out. `extra` are further
    header fields.
    """

    method: Method
    calendar: bytes
    from_address: str
    to_address: str
    subject: str
    date: datetime
    message_id: str
    text: str
    html: str = ""
    from_label: str = ""
    to_label: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_submitted: str = ""
    extra: tuple[tuple[str, str], ...] = ()
