"""What Upwork answers, in shapes: everything may be missing, since errors leave holes beside data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

EARLIEST_MILLIS = 10**11
"""Numbers from here on are milliseconds since 1970, and seconds below."""


class Moment(msgspec.Struct, frozen=True):
    """Upwork's type DateTime."""

    rawValue: str = ""  # their name
    displayValue: str = ""


class Named(msgspec.Struct, frozen=True):
    """A user or an organisation; a deleted one has no name."""

    id: str = ""
    name: str | None = None


class RoomUser(msgspec.Struct, frozen=True):
    """Somebody in a room, and for which organisation."""

    user: Named | None = None
    organization: Named | None = None


class JobContent(msgspec.Struct, frozen=True):
    """What of a job people read."""

    title: str = ""


class Job(msgspec.Struct, frozen=True):
    """The job that a proposal answers."""

    id: str
    content: JobContent | None = None


class Status(msgspec.Struct, frozen=True):
    """Where a proposal stands, in Upwork's words."""

    status: str = ""


class VendorProposal(msgspec.Struct, frozen=True):
    """A proposal."""

    id: str
    user: Named
    organization: Named
    marketplaceJobPosting: Job
    status: Status


class Room(msgspec.Struct, frozen=True):
    """An interview room."""

    id: str
    contractId: str | None = None
    offerIds: tuple[str, ...] | None = None
    owner: RoomUser | None = None
    roomUsers: tuple[RoomUser, ...] | None = None
    vendorProposal: VendorProposal | None = None


class Story(msgspec.Struct, frozen=True):
    """A message in a room. Its repr does not say what somebody wrote."""

    id: str
    createdDateTime: Moment | str
    user: Named
    message: str | None = None

    def __repr__(self) -> str:
        return f"Story({self.id})"


class PageInfo(msgspec.Struct, frozen=True):
    """Whether there is more, and where."""

    endCursor: str | None = None
    hasNextPage: bool | None = None


class Offer(msgspec.Struct, frozen=True):
    """An offer."""

    id: str = ""
    state: str | None = None
    vendorProposal: Named | None = None


class Contract(msgspec.Struct, frozen=True):
    """A contract; its dates are days or instants."""

    id: str
    status: str | None = None
    createDate: str | None = None
    startDate: str | None = None
    endDate: str | None = None
    offer: Offer | None = None


def instant_of(written: Moment | str | None) -> datetime | None:
    """Return the instant that Upwork wrote, in any of its ways; None where it cannot be read.

    A `DateTime` is an object with a raw value, a room's instants are strings (ISO 8601 with an offset that
    may lack its colon), and either may be milliseconds since 1970. A day alone is its first moment in UTC.
    """
    text = (written.rawValue or written.displayValue) if isinstance(written, Moment) else (written or "")
    text = text.strip()
    if not text or len(text) > 40:
        return None
    try:
        if text.isascii() and text.isdigit() and len(text) >= 10:
            number = int(text)
            return datetime.fromtimestamp(number / 1000 if number >= EARLIEST_MILLIS else number, UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def whole(value: Any, shape: type[Any]) -> Any | None:
    """Return a part of an answer in its shape, or None where a hole is in it that matters."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return None
