"""Time is passed in. Everything inside Anteroom is an aware datetime in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved; for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to `instant` (aware)."""
        self._now = instant.astimezone(UTC)

    def advance(self, span: timedelta) -> None:
        """Move forward by `span`."""
        self._now += span


class TravellingClock:
    """Real time plus an offset that can be raised; the sandbox uses it to reach tomorrow's interview."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def travel_to(self, instant: datetime) -> None:
        """Jump to `instant` (aware). Raises ValueError for a journey into the past."""
        offset = instant.astimezone(UTC) - datetime.now(UTC)
        if offset < self._offset:
            raise ValueError("a travelling clock only goes forward")
        self._offset = offset
