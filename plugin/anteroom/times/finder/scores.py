"""What is against a time, as one integer, so that sorting compares nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

from anteroom.times.finder.stand import CANNOT, Stand

# The parts lie side by side, the weightiest on top: with 100 people none of them outgrows its place.
WORST, ALL, UNKNOWN, MISSING, NO = 48, 36, 28, 20, 12


def scores(stands: Sequence[Stand], count: int) -> list[int]:
    """Return what is against each of `count` starts.

    From the weightiest on: how hard it is on whom it is hardest on of those who must be there, how hard on
    all of them, of how many of them it is not known whether they can; how many cannot of those who may be
    there or are unknown, how many cannot for certain, and how hard it is on the others of them.
    """
    points = [stand.points for stand in stands if stand.attendee.required]
    unknown = sum(stand.unknown for stand in stands if stand.attendee.required) << UNKNOWN
    found = [unknown] * count
    if points:
        found = [(max(each) << WORST) + (sum(each) << ALL) + unknown for each in zip(*points, strict=True)]
    for stand in stands:
        if not stand.attendee.required:
            found = list(map(add, found, _against(stand)))
    return found


def _against(stand: Stand) -> list[int]:
    cannot = (1 << MISSING) + (1 << NO)
    least = 1 << MISSING if stand.unknown else 0
    return [
        cannot if mark & CANNOT else least + points
        for points, mark in zip(stand.points, stand.marks, strict=True)
    ]
