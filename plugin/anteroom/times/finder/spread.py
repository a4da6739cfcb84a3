"""Which of the times that are found are given: not ten quarters of an hour of one morning."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence

from anteroom.times.finder.model import DAY, Question
from anteroom.times.finder.stretches import Stretch, stretches


def spread(order: Iterable[int], starts: Sequence[int], question: Question) -> list[int]:
    """Return those of the places in `starts` that are given, as many as are wanted.

    They come best first, and each is the best that may stand beside those before it.
    """
    known = stretches(question.zone, starts[0], starts[-1])
    days: Counter[int] = Counter()
    taken: list[int] = []
    chosen = []
    for place in order:
        start = starts[place]
        beside = bisect_left(taken, start)
        near = taken[max(beside - 1, 0) : beside + 1]
        if any(abs(start - other) < question.apart for other in near):
            continue
        day = _day(start, known)
        if question.offers_a_day is not None and days[day] >= question.offers_a_day:
            continue
        days[day] += 1
        insort(taken, start)
        chosen.append(place)
        if len(chosen) == question.most:
            break
    return chosen


def _day(start: int, known: Sequence[Stretch]) -> int:
    """Return the day on which a start lies for the host, counted from 1970."""
    offset = next(offset for begins, ends, offset in known if begins <= start < ends)
    return (start + offset) // DAY
