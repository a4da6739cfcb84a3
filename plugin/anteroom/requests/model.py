"""What a calendar request is, in which order its messages count, and what we answer to it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from anteroom.interviews.model import Interview, State


class Refusal(StrEnum):
    """Why no interview can be made of an event, or why a change of it cannot be followed."""

    NONE = ""
    ALL_DAY = "all-day"
    FLOATING = "floating"
    UNKNOWN_ZONE = "unknown-zone"
    UNDATED = "undated"
    SERIES = "series"
    PAST = "past"
    FAR = "far"
    LENGTH = "length"
    PEOPLE = "people"
    UNCLEAR = "unclear"
    NONE_OPEN = "none-open"
    CLOSED = "closed"
    NOT_YOURS = "not-yours"
    OTHER = "other"


class Note(StrEnum):
    """What was left out of an event that was taken."""

    TITLE = "title"
    AGENDA = "agenda"
    PLACE = "place"
    LEFT_OUT = "left-out"
    NOTETAKER = "notetaker"


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody whom the event invites: the address as written, and the name that stands beside it."""

    address: str = field(repr=False)
    label: str = field(repr=False)
    required: bool = True


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event to which one of our interview addresses was added; its sender is proven to be `sender_id`.

    `local` is that address's local part, `proposal_id` the proposal it stands for (None: the general one).
    `trouble` says why its time cannot be told. `place` tells that it names a place or a link, `left_out` that
    it invites what is no person. `invited` holds neither the organizer nor an address of ours.
    """

    uid: str = field(repr=False)
    local: str
    proposal_id: str | None
    organizer_id: str
    sender_id: str
    sequence: int
    stamp: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    trouble: Refusal = Refusal.NONE
    title: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    place: bool = False
    left_out: bool = False
    invited: tuple[Invited, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarRequest:
    """An event as we last heard of it, and what became of it. See the table of the same name."""

    id: str
    organizer_id: str
    local: str
    proposal_id: str | None
    interview_id: str | None
    cancelled: bool
    refusal: Refusal
    sentence: str
    notes: tuple[Note, ...]
    sequence: int
    stamp: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    content: bytes
    words: bytes
    guests: tuple[str, ...]
    heard: int


class Order(StrEnum):
    """Where a message stands among those that we have heard of the same event."""

    NEWER = "newer"
    OLDER = "older"
    REPEATED = "repeated"


def order(
    known: CalendarRequest | None, sequence: int, stamp: datetime | None, content: bytes, *, cancels: bool
) -> Order:
    """Order a message by SEQUENCE, then DTSTAMP, then arrival (RFC 5546, 2.1.5).

    Apple's calendar changes an event and leaves both as they were (sabre-io/vobject#462): then what it says
    decides. A cancellation is never undone by a message of its own revision.
    """
    if known is None:
        return Order.NEWER
    if sequence != known.sequence:
        return Order.NEWER if sequence > known.sequence else Order.OLDER
    if stamp is not None and known.stamp is not None and stamp != known.stamp:
        return Order.NEWER if stamp > known.stamp else Order.OLDER
    if known.cancelled or (not cancels and content == known.content):
        return Order.REPEATED
    return Order.NEWER


class Said(StrEnum):
    """What an attendee can answer (RFC 5546, 3.2.3 and 3.2.7)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Standing:
    """What we answer to an event as it stands now. A counter names the interview's own time."""

    said: Said
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def standing(request: CalendarRequest, interview: Interview | None) -> Standing | None:
    """Return the answer that is true now; None where there is nothing to answer any more."""
    if request.cancelled:
        return None
    if interview is None:
        return Standing(Said.DECLINED)
    if interview.state in (State.CANCELLED, State.VOID):
        return Standing(Said.DECLINED)
    if interview.state.over:
        return Standing(Said.DECLINED) if request.refusal else None
    if request.starts_at is None or request.ends_at is None or request.refusal is Refusal.SERIES:
        return Standing(Said.DECLINED)
    if (request.starts_at, request.ends_at) == (interview.starts_at, interview.ends_at):
        return Standing(Said.ACCEPTED)
    return Standing(Said.COUNTER, interview.starts_at, interview.ends_at)
