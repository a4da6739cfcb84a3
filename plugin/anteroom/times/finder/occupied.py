"""When somebody cannot begin: taken, with the buffers around it, or had enough interviews that day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from anteroom.times.finder.model import DAY, Attendee, Question, Span, merged
from anteroom.times.finder.stretches import stretches


def open_at(starts: Sequence[int], attendee: Attendee, question: Question) -> bytearray:
    """Return for each of some starts, which are in order, 1 where nothing known keeps the person from it."""
    taken = attendee.busy
    if attendee.interviews:
        taken = merged((*taken, *attendee.interviews))
    ahead, behind = question.length + question.after, question.before
    free = bytearray(b"\1") * len(starts)
    # Whichever is less to go through: what is taken, or the starts.
    if len(taken) < len(starts):
        for begins, ends in taken:
            _strike(free, bisect_right(starts, begins - ahead), bisect_left(starts, ends + behind))
    else:
        # Numbers are compared several times as fast as pairs.
        opening = [begins for begins, _ in taken]
        lasts = [bisect_left(opening, start + ahead) - 1 for start in starts]
        free = bytearray(
            [last < 0 or taken[last][1] <= start - behind for start, last in zip(starts, lasts, strict=True)]
        )
    for begins, ends in _full_days(attendee, question):
        _strike(free, bisect_left(starts, begins), bisect_left(starts, ends))
    return free


def _strike(free: bytearray, low: int, high: int) -> None:
    if low < high:
        free[low:high] = bytes(high - low)


def _full_days(attendee: Attendee, question: Question) -> Iterator[Span]:
    """Yield the own days on which somebody has had enough, or the host's where the own zone is unknown."""
    if question.most_a_day is None or not attendee.interviews:
        return
    # A start and an interview of the same day lie no further apart than that, whatever clocks do.
    low, high = question.since - 2 * DAY, question.until + 2 * DAY
    known = stretches(attendee.zone or question.zone, low, high)
    days = Counter(
        (begins + offset) // DAY
        for begins, _ in attendee.interviews
        for first, last, offset in known
        if first <= begins < last
    )
    for day, held in days.items():
        if held >= question.most_a_day:
            for first, last, offset in known:
                yield max(first, day * DAY - offset), min(last, (day + 1) * DAY - offset)
