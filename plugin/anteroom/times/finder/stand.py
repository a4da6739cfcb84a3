"""How one person stands to the times that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anteroom.times.finder.model import Attendee, Question, Standing
from anteroom.times.finder.occupied import open_at

OUTSIDE, ODD, BUSY = 1, 2, 4
"""What a time may bear for somebody: outside told hours; at an odd hour, where none were told; taken."""
CANNOT = OUTSIDE | BUSY

_TOLD = bytes(OUTSIDE if points else 0 for points in range(256))
_UNTOLD = bytes(ODD if points else 0 for points in range(256))
_TAKEN = bytes(0 if free else BUSY for free in range(256))


@dataclass(frozen=True, slots=True)
class Stand:
    """One person, and for each start that is left one byte of points and one of marks."""

    attendee: Attendee
    points: bytes
    marks: bytes

    @property
    def unknown(self) -> bool:
        """Whether a calendar that did not answer, or a zone that nobody knows, could speak against it."""
        return not self.attendee.known or self.attendee.zone is None


def stand_of(attendee: Attendee, points: bytes, starts: Sequence[int], question: Question) -> Stand:
    """Return how somebody stands to starts, given the points of each; none of them is taken if required."""
    told = attendee.zone is not None and attendee.week is not None
    marks = points.translate(_TOLD if told else _UNTOLD)
    if not attendee.required:
        taken = open_at(starts, attendee, question).translate(_TAKEN)
        marks = bytes(map(int.__or__, marks, taken))
    return Stand(attendee, points, marks)


def standing_of(stand: Stand, mark: int) -> Standing:
    """Return in a word how somebody stands to a start that bears this mark."""
    if mark & BUSY:
        return Standing.BUSY
    if mark & OUTSIDE:
        return Standing.OUTSIDE_HOURS
    return Standing.UNKNOWN if stand.unknown else Standing.FREE
