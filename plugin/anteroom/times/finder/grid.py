"""The times at which a slot may begin, before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.times.finder.model import Question
from anteroom.times.finder.stretches import stretches


@dataclass(frozen=True, slots=True)
class Grid:
    """All starts in order, and the same as runs at even distances: the first of each, and how many.

    There is a new run where the host's clocks change.
    """

    starts: list[int]
    runs: tuple[tuple[int, int], ...]
    step: int


def grid_of(question: Question) -> Grid:
    """Return the starts that notice, horizon and the steps of the host's clock leave."""
    begins = max(question.since, question.now + question.notice)
    last = question.until
    if question.horizon is not None:
        last = min(last, question.now + question.horizon)
    last -= question.length
    starts: list[int] = []
    runs = []
    for first, end, offset in stretches(question.zone, begins, last) if begins <= last else ():
        low = max(first, begins)
        low += -(low + offset) % question.step
        run = range(low, min(end, last + 1), question.step)
        if run:
            starts.extend(run)
            runs.append((low, len(run)))
    return Grid(starts, tuple(runs), question.step)
