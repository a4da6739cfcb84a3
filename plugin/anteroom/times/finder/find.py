"""The times that suit a number of people, the best first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import compress
from types import MappingProxyType

from anteroom.times.finder.grid import Grid, grid_of
from anteroom.times.finder.hardship import HARDEST, TOLERABLE
from anteroom.times.finder.model import Attendee, Question, Slot
from anteroom.times.finder.occupied import open_at
from anteroom.times.finder.reasons import reasons_for
from anteroom.times.finder.rows import Rows
from anteroom.times.finder.scores import scores
from anteroom.times.finder.spread import spread
from anteroom.times.finder.stand import Stand, stand_of, standing_of


def find(question: Question) -> tuple[Slot, ...]:
    """Return the times at which these people can meet, the best first.

    Nobody who must be there is busy then. As long as there are times that lie within the hours which those
    people told, and at no odd hour for one who told none, only such are returned; else only those that are
    as easy as can be on whom they are hardest on. In which order is said in `scores`; then the earlier first.
    """
    grid = grid_of(question)
    rows = Rows(grid, question.length, question.attendees)
    starts, tolerable = _easiest(grid, rows, question)
    if not starts:
        return ()
    places = [bisect_left(grid.starts, start) for start in starts]
    stands = [
        stand_of(each, bytes(map(rows.of[each.key].__getitem__, places)), starts, question)
        for each in question.attendees
    ]
    against = scores(stands, len(starts))
    if question.apart or question.offers_a_day is not None:
        order = sorted(range(len(starts)), key=against.__getitem__)
        chosen = spread(order, starts, question)
    else:
        chosen = nsmallest(question.most, range(len(starts)), key=against.__getitem__)
    return tuple(_slots(stands, starts, chosen, against, question.length, tolerable))


def _easiest(grid: Grid, rows: Rows, question: Question) -> tuple[list[int], bool]:
    """Return the starts at which nobody is busy who must be there, and whether they ask too much of nobody.

    All that do not, or else those that ask the least of whom they ask the most.
    """
    required = [each for each in question.attendees if each.required]
    tried = 0
    for most in range(TOLERABLE, HARDEST + 1):
        within = rows.at_most(most)
        fresh = (within ^ tried).to_bytes(len(grid.starts), "little")
        starts = _nobody_busy(list(compress(grid.starts, fresh)), required, question)
        if starts:
            return starts, most == TOLERABLE
        tried = within
    return [], False


def _nobody_busy(starts: list[int], required: Sequence[Attendee], question: Question) -> list[int]:
    for each in required:
        if not starts:
            break
        starts = list(compress(starts, open_at(starts, each, question)))
    return starts


def _slots(
    stands: Sequence[Stand],
    starts: Sequence[int],
    chosen: Sequence[int],
    against: Sequence[int],
    length: int,
    tolerable: bool,
) -> Iterator[Slot]:
    # Times that bear the same marks for everybody share what is said of them.
    said = {}
    columns = zip(*(map(stand.marks.__getitem__, chosen) for stand in stands), strict=True)
    for at, marks in zip(chosen, columns, strict=True):
        if marks not in said:
            standings = list(map(standing_of, stands, marks))
            keys = [stand.attendee.key for stand in stands]
            said[marks] = (
                MappingProxyType(dict(zip(keys, standings, strict=True))),
                reasons_for(stands, marks, standings, tolerable=tolerable),
            )
        yield Slot(starts[at], starts[at] + length, said[marks][0], against[at], said[marks][1])
