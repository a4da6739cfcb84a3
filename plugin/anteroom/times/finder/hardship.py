"""How hard a time is on somebody, in points: none within told hours, the most in the middle of the night."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from zoneinfo import ZoneInfo

from anteroom.times.finder.grid import Grid
from anteroom.times.finder.model import DAY, MINUTE, MINUTES_A_DAY, Span, Week
from anteroom.times.finder.stretches import Stretch, stretches

OF_HOUR = (8, 10, 10, 8, 6, 4, 2, 1, *12 * (0,), 1, 2, 4, 6)
"""Points for each hour of the own day, from midnight on; the daytime is that of `interviews/suits.py`."""
WEEKEND = 1
"""More points, on Saturday and Sunday, for somebody who told no hours."""
OUTSIDE = 3
"""More points for what lies outside the hours that somebody told..."""
DAY_OFF = 1
"""...and for a day on which that person has none."""
TOLERABLE = 2
"""Nobody who must be there is asked for more, unless every time would ask more of somebody."""
HARDEST = OUTSIDE + DAY_OFF + max(OF_HOUR)

WEEK = 7 * DAY
_MONDAY = 3 * DAY
"""1970 began on a Thursday."""

Piece = tuple[int, int, int]
"""From the first second of the week up to the second: these points."""


def row(zone: ZoneInfo, week: Week | None, grid: Grid, length: int) -> bytes:
    """Return the points of every slot of a grid, one byte a slot: those of its hardest minute."""
    if not grid.starts:
        return b""
    known = stretches(zone, grid.starts[0], grid.starts[-1] + length)
    parts: list[bytes] = []
    for first, count in grid.runs:
        parts.extend(_of_run(first, count, known, week, grid.step, length))
    points = bytearray().join(parts)
    for _, change, _ in known[:-1]:
        # Such a slot has two offsets.
        for at in range(bisect_right(grid.starts, change - length), bisect_left(grid.starts, change)):
            points[at] = _across(grid.starts[at], length, known, week)
    return bytes(points)


def _of_run(
    first: int, count: int, known: tuple[Stretch, ...], week: Week | None, step: int, length: int
) -> list[bytes]:
    """Return the points of slots at even distances, in parts: within a stretch all weeks are alike."""
    parts, end = [], first + count * step
    for begins, ends, offset in known:
        if begins >= end or first >= end:
            break
        if ends <= first:
            continue
        fit = -(-(min(ends, end) - first) // step)
        seconds = (first + offset + _MONDAY) % WEEK
        pattern = _pattern(week, length, step, seconds % step)
        at = seconds // step
        parts.append((pattern * (2 + fit // len(pattern)))[at : at + fit])
        first += fit * step
    return parts


@lru_cache(maxsize=1024)
def _pattern(week: Week | None, length: int, step: int, phase: int) -> bytes:
    """Return the points of all slots of a week, which begin `phase` seconds after Monday and every `step`."""
    points = bytearray(WEEK // step)
    for begins, ends, level in _pieces(week):
        # A slot that begins late on Sunday ends in the next week, which is like this one.
        for turn in (0, WEEK):
            low = max(-(-(begins + turn - length + 1 - phase) // step), 0)
            high = min(-(-(ends + turn - phase) // step), len(points))
            if low < high:
                points[low:high] = bytes((level,)) * (high - low)
    return bytes(points)


def _across(begins: int, length: int, known: tuple[Stretch, ...], week: Week | None) -> int:
    """Return the points of one slot, whatever its clocks do meanwhile."""
    hardest, ends = 0, begins + length
    for first, last, offset in known:
        low, high = max(first, begins), min(last, ends)
        if low < high:
            second = (low + offset + _MONDAY) % WEEK
            hardest = max(hardest, _hardest(second, second + high - low, week))
    return hardest


@lru_cache(maxsize=4096)
def _hardest(begins: int, ends: int, week: Week | None) -> int:
    """Return the points of the hardest moment between two seconds of a week, or of it and the next."""
    return max(
        (
            level
            for low, high, level in _pieces(week)
            if (low < ends and high > begins) or (low + WEEK < ends and high + WEEK > begins)
        ),
        default=0,
    )


@lru_cache(maxsize=1024)
def _pieces(week: Week | None) -> tuple[Piece, ...]:
    """Return the parts of a week that cost points, the cheapest first: the dearer are painted over them."""
    pieces = [
        (day * DAY + low * MINUTE, day * DAY + high * MINUTE, level)
        for day in range(7)
        for low, high, level in _of_day(day, week)
        if level
    ]
    return tuple(sorted(pieces, key=lambda piece: piece[2]))


def _of_day(day: int, week: Week | None) -> list[Piece]:
    """Return a day's parts, in minutes: hours outside the told ones, or all where none were told."""
    if week is None:
        more, parts = WEEKEND * (day >= 5), [(0, MINUTES_A_DAY)]
    else:
        more, parts = OUTSIDE + DAY_OFF * (not week.days[day]), _between(week.days[day])
    return [
        (max(begins, 60 * hour), min(ends, 60 * (hour + 1)), more + points)
        for begins, ends in parts
        for hour, points in enumerate(OF_HOUR)
        if begins < 60 * (hour + 1) and ends > 60 * hour
    ]


def _between(spans: tuple[Span, ...]) -> list[Span]:
    """Return what is left of a day, in minutes."""
    edges = [0, *(edge for span in spans for edge in span), MINUTES_A_DAY]
    return [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high]
