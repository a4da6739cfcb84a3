"""What comes in: the meaning of a calendar message, and of the mail around it.

Nothing in here is trusted: it says what somebody wrote. Addresses are bare (`a@b.example`), times aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .values import Organizer, Partstat


class Kind(StrEnum):
    """What an inbound mail is: its calendar's METHOD in lower case, or what a mail without one is.

    A calendar message has one of the first eight or `unknown`; the other three are of mails only.
    """

    REQUEST = "request"
    REPLY = "reply"
    COUNTER = "counter"
    CANCEL = "cancel"
    REFRESH = "refresh"
    DECLINECOUNTER = "declinecounter"
    PUBLISH = "publish"
    ADD = "add"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto-reply"
    HUMAN_REPLY = "human-reply"
    UNKNOWN = "unknown"


class Problem(StrEnum):
    """What was odd about an inbound message, though it could be read.

    `docs/calendar.md` says of each what it means. The last four are of the mail around the calendar.
    """

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
    NO_METHOD = "no-method"
    OTHER_METHOD = "other-method"
    AUTOMATIC = "automatic"
    WINMAIL = "winmail-dat"
    NO_REPORT = "no-report"


@dataclass(frozen=True, slots=True)
class Answering:
    """One ATTENDEE line of an inbound message. `comment` is what some clients hang on the line itself.

    `cutype` and `role` are in capitals, with RFC 5545's defaults where the line does not say (3.2.3, 3.2.16).
    """

    address: str
    partstat: Partstat = Partstat.NEEDS_ACTION
    label: str = ""
    delegated_to: tuple[str, ...] = ()
    comment: str = ""
    cutype: str = "INDIVIDUAL"
    role: str = "REQ-PARTICIPANT"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a parsed inbound calendar message means.

    `organizer` is None where the sender left it out (Exchange does). `start` and `end` are None where absent
    or in doubt; `zone` is the IANA name they were given in, None for UTC and for nameless zones. `sent_by` is
    who says to act for the organizer (RFC 5545, 3.2.18), empty where nobody does.
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
    sent_by: str = ""

    def attendee(self, address: str) -> Answering | None:
        """The line of this address, compared without regard to case; None if the message has none."""
        wanted = address.casefold()
        return next((line for line in self.attendees if line.address.casefold() == wanted), None)


class Action(StrEnum):
    """What a mail server says became of a mail (RFC 3464 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The worst that a delivery report tells. Whose mailbox it was is left out: the envelope says that.

    `status` is the enhanced code such as `5.1.1` (RFC 3463), empty where there is none. `message_id` is that
    of the mail reported on, without angle brackets, empty where the report does not return its header.
    """

    action: Action
    status: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """What a mail says, read without believing it.

    `kind` is what it is: a calendar part decides even where headers say that a machine sent it, because
    Xandikos for one marks true answers so. `text` is what the mail says in plain text, quotes and all
    (`typed_text` takes those away), from HTML where there is nothing else.

    `calendar` is the calendar message, as UTF-8 where its charset was declared, None if the mail has none;
    parts of enclosed mails (a bounce returns ours) do not count. `calendar_parts` says how many there were.
    `message_id` and `references` are without angle brackets. `auto_submitted` is the header's keyword in
    lower case, empty when absent. `automatic` names the header fields that say a machine wrote this.
    `delivery` is what a bounce reports, None where the mail is none or reports nothing that can be read.
    `loops` are the values of X-Loop, `hops` counts the Received fields. `winmail`: there is a winmail.dat,
    which only Outlook can open.
    """

    from_address: str
    from_label: str
    to: tuple[str, ...]
    subject: str
    message_id: str
    references: tuple[str, ...]
    auto_submitted: str
    text: str
    calendar: bytes | None
    calendar_method: str
    calendar_parts: int
    kind: Kind
    automatic: tuple[str, ...] = ()
    delivery: Delivery | None = None
    loops: tuple[str, ...] = ()
    hops: int = 0
    winmail: bool = False

    @property
    def is_bounce(self) -> bool:
        """Whether it reports on mail that did not arrive, or not yet."""
        return self.kind is Kind.BOUNCE

    def came_back(self, domain: str) -> bool:
        """Whether it is a mail of `domain`'s own that found its way back: by its Message-ID, or X-Loop."""
        ours = domain.casefold()
        return self.message_id.rpartition("@")[2].casefold() == ours or any(
            loop.rpartition("@")[2].strip("<> ").casefold() == ours for loop in self.loops
        )
