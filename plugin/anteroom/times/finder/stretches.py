"""A zone as stretches of time in which its clocks keep one distance from UTC."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from anteroom.times.finder.model import DAY

Stretch = tuple[int, int, int]
"""From the first instant up to the second, clocks show UTC plus the third: all seconds."""

_CHUNK = 64 * DAY


def stretches(zone: ZoneInfo, since: int, until: int) -> tuple[Stretch, ...]:
    """Return the stretches that cover these instants and a little more, in order and without a hole."""
    found: list[Stretch] = []
    for chunk in range(since // _CHUNK, until // _CHUNK + 1):
        for begins, ends, offset in _of_chunk(zone, chunk):
            if found and found[-1][2] == offset:
                found[-1] = (found[-1][0], ends, offset)
            else:
                found.append((begins, ends, offset))
    return tuple(found)


@lru_cache(maxsize=2048)
def _of_chunk(zone: ZoneInfo, chunk: int) -> tuple[Stretch, ...]:
    """Return the stretches of 64 days; clocks that change look different at one midnight and the next."""
    begins = chunk * _CHUNK
    found = [(begins, begins, _offset(zone, begins))]
    for day in range(begins, begins + _CHUNK, DAY):
        first, _, offset = found[-1]
        later = _offset(zone, day + DAY)
        if later != offset:
            change = _change(zone, day, day + DAY)
            found[-1] = (first, change, offset)
            found.append((change, change, later))
    first, _, offset = found[-1]
    found[-1] = (first, begins + _CHUNK, offset)
    return tuple(stretch for stretch in found if stretch[0] < stretch[1])


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the first instant that has the offset of `after`."""
    last = _offset(zone, after)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == last:
            after = middle
        else:
            before = middle
    return after


def _offset(zone: ZoneInfo, at: int) -> int:
    distance = datetime.fromtimestamp(at, zone).utcoffset()
    assert distance is not None  # A ZoneInfo always has one for an instant.
    return distance.days * DAY + distance.seconds
