"""Everything that a reader could decode out of a payload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class Unreadable(Exception):
    """A payload is nested deeper, split finer or larger than the door reads. It must be held, not sent."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a piece of a payload.

    `where` says by which steps it was reached ("mime.2/ical/ATTENDEE"); `text` may hold personal data and
    is therefore left out of the repr.
    """

    where: str
    text: str = field(repr=False)


def readings(content_type: str, body: bytes) -> Iterator[Reading]:
    """Yields the payload as it is and everything a reader could decode out of it.

    `content_type` is a media type, parameters allowed; "" or an unknown one is read as text.
    Raises `Unreadable` past the bounds on depth, number and size.
    """
    raise NotImplementedError
