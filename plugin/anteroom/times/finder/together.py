"""Answers for parts of a window as one: who travels lives in one zone in one part, in another in the next."""

from __future__ import annotations

from collections.abc import Iterable

from anteroom.times.finder.hardship import TOLERABLE
from anteroom.times.finder.model import Slot
from anteroom.times.finder.scores import WORST


def together(answers: Iterable[Iterable[Slot]]) -> list[Slot]:
    """Return what `find` would have said of all parts at once, the best first.

    A part in which nothing suits gives what is best there for everybody: beside a part in which something
    does, that is not offered, nor beside one that is easier on whom it is hardest on.
    """
    slots = sorted(
        (slot for answer in answers for slot in answer), key=lambda slot: (slot.score, slot.begins)
    )
    if not slots:
        return []
    most = max(slots[0].score >> WORST, TOLERABLE)
    return [slot for slot in slots if slot.score >> WORST <= most]
