"""Why a time is where it is in the list: what may be said of it to whoever looks for one.

Nobody who is busy is named, and no name comes or goes with what is in somebody's calendar: named are only
those who told hours and those of whom it is not known. A count is all that is said of the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.times.finder.model import Code, Reason, Standing
from anteroom.times.finder.stand import ODD, OUTSIDE, Stand


def reasons_for(
    stands: Sequence[Stand], marks: Sequence[int], standings: Sequence[Standing], *, tolerable: bool
) -> tuple[Reason, ...]:
    """Return the reasons for a start that bears these marks for these people.

    `tolerable` is whether it asks too much of nobody.
    """
    pairs = list(zip(stands, marks, strict=True))
    found = _who_can(stands, standings)
    outside = tuple(stand.attendee.key for stand, mark in pairs if mark & OUTSIDE)
    if outside:
        found.append(Reason(Code.OUTSIDE_HOURS, len(outside), len(stands), outside))
    unknown = tuple(stand.attendee.key for stand, mark in pairs if stand.unknown and not mark & OUTSIDE)
    if unknown:
        found.append(Reason(Code.UNKNOWN, len(unknown), len(stands), unknown))
    odd = sum(1 for mark in marks if mark & ODD)
    if odd:
        found.append(Reason(Code.EARLY_OR_LATE, odd, len(stands)))
    if not tolerable:
        found.append(Reason(Code.BEST_FOR_EVERYBODY, len(stands), len(stands)))
    return tuple(found)


def _who_can(stands: Sequence[Stand], standings: Sequence[Standing]) -> list[Reason]:
    free = [standing is Standing.FREE for standing in standings]
    if all(free):
        return [Reason(Code.ALL_CAN, len(free), len(free))]
    must = [is_free for stand, is_free in zip(stands, free, strict=True) if stand.attendee.required]
    may = [is_free for stand, is_free in zip(stands, free, strict=True) if not stand.attendee.required]
    found = []
    if any(must):
        found.append(Reason(Code.REQUIRED_CAN, sum(must), len(must)))
    if any(may):
        found.append(Reason(Code.OPTIONAL_CAN, sum(may), len(may)))
    return found
