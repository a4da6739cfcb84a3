"""bytes -> Answer."""

from __future__ import annotations

from .values import Answer


def read(data: bytes) -> Answer:
    """What a text/calendar body means. Raises NotACalendar or TooLarge, nothing else."""
    raise NotImplementedError
