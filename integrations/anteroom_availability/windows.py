"""Windows of time in whole seconds since 1970, cut into pieces that a service answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from anteroom.times.availability.model import Span, Window


def parts(window: Window, longest: int) -> Iterator[Window]:
    """Cut a window into pieces of at most `longest` seconds."""
    begins = window.begins
    while begins < window.ends:
        ends = min(begins + longest, window.ends)
        yield Window(begins, ends)
        begins = ends


def instant(second: int) -> datetime:
    """Return a second as an aware instant."""
    return datetime.fromtimestamp(second, UTC)


def span_of(begins: datetime, ends: datetime) -> Span:
    """Return two aware instants in whole seconds, never less than they say."""
    one, other = begins.timestamp(), ends.timestamp()
    return int(one // 1), int(-(-other // 1))
