"""Hints where a contact detail is kept, told from work on such a place and from the absence of a detail."""

from __future__ import annotations

from typing import Final

from anteroom.guard.grammar import Chart
from anteroom.guard.vetoes import Veto, says

_BEFORE: Final = 3
_AFTER: Final = 2
"""Words around a hint in which a "not" still speaks of it."""


def points_nowhere(chart: Chart, start: int, end: int, length: int) -> bool:
    """Whether the hint at words [start, end) of `length` says that nothing is there, or tells of work."""
    sentence = (0, length)
    near = (max(0, start - _BEFORE), min(length, end + _AFTER))
    return (
        says(chart, Veto.POLICY, sentence)
        or says(chart, Veto.WORK, sentence)
        or says(chart, Veto.ABSENT, near)
    )
