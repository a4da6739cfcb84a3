"""What calendar messages are made of: the invitation we send, and the answer that comes back.

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
    implies. `location` empty and `conference` given: the conference address is the location too.
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
    zone: str | None = None
    status: Status | None = None
    created: datetime | None = None
    last_modified: datetime | None = None
    comment: str = ""


class Kind(StrEnum):
    """What an inbound calendar message means: its METHOD in lower case, or unknown."""

    REQUEST = "request"
    REPLY = "reply"
    COUNTER = "counter"
    CANCEL = "cancel"
    REFRESH = "refresh"
    DECLINECOUNTER = "declinecounter"
    PUBLISH = "publish"
    ADD = "add"
    UNKNOWN = "unknown"


class Problem(StrEnum):
    """What was odd about an inbound message, though it could be read."""

    NO_ORGANIZER = "no-organizer"
    NO_UID = "no-uid"
    WRAPPED_UID = "wrapped-uid"
    NO_DTSTAMP = "no-dtstamp"
    NO_SEQUENCE = "no-sequence"
    NOT_ONE_ATTENDEE = "not-one-attendee"
    SEVERAL_CALENDARS = "several-calendars"
    SEVERAL_EVENTS = "several-events"
    RECURRING = "recurring"
    NO_START = "no-start"
    ALL_DAY = "all-day"
    FLOATING_TIME = "floating-time"
    UNKNOWN_ZONE = "unknown-zone"
    EMBEDDED_ZONE = "embedded-zone"
    ENDS_BEFORE_START = "ends-before-start"
    UNREADABLE_PROPERTY = "unreadable-property"
    UNKNOWN_PARTSTAT = "unknown-partstat"
    NOT_UTF8 = "not-utf8"


@dataclass(frozen=True, slots=True)
class Answering:
    """One ATTENDEE line of an inbound message. `comment` is what some clients hang on the line itself."""

    address: str
    partstat: Partstat = Partstat.NEEDS_ACTION
    label: str = ""
    delegated_to: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a parsed inbound calendar message means. Nothing in it is trusted: it says what somebody wrote.

    `organizer` is None where the sender left it out (Exchange does). `start` and `end` are aware UTC, None
    where absent or in doubt; `zone` is the IANA name they were given in, None for UTC and for nameless zones.
    """

    kind: Kind
    uid: str
    sequence: int
    dtstamp: datetime | None
    organizer: Organizer | None
    attendees: tuple[Answering, ...]
    start: datetime | None
    end: datetime | None
    zone: str | None
    summary: str = ""
    description: str = ""
    location: str = ""
    comment: str = ""
    problems: tuple[Problem, ...] = ()

    def attendee(self, address: str) -> Answering | None:
        """The line of this address, compared without regard to case; None if the message has none."""
        wanted = address.casefold()
        return next((line for line in self.attendees if line.address.casefold() == wanted), None)


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


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """What a mail says, read without believing it.

    `calendar` is the calendar message, as UTF-8 where its charset was declared, None if the mail has none;
    parts of enclosed mails (a bounce returns ours) do not count. `calendar_parts` says how many there were.
    `message_id` and `references` are without angle brackets. `auto_submitted` is the header's keyword in
    lower case, empty when absent: anything but "" and "no" was sent by a machine, though it may be a true
    answer.
    """

    from_address: str
    from_label: str
    to: tuple[str, ...]
    subject: str
    message_id: str
    references: tuple[str, ...]
    auto_submitted: str
    is_bounce: bool
    text: str
    calendar: bytes | None
    calendar_method: str
    calendar_parts: int
