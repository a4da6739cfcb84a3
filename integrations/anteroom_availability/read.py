"""Calendars as they were fetched → when their owner is busy, beside everything else that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from anteroom.times.availability.model import Busy, Trouble, Window, merged
from anteroom_availability.asking import Untold
from anteroom_calendar import Budget, BusyTimes, NotACalendar, TooLarge, busy_of

AT_ONCE = 2
"""Reading takes a processor for half a second at worst: the house goes on meanwhile."""


class Reading:
    """Reads calendars away from the event loop, a few at a time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def read(self, calendars: Sequence[bytes], window: Window, zone: ZoneInfo | None) -> Busy:
        """Return when the owner of these calendars is busy. Raises Untold."""
        async with self._turns:
            found = await asyncio.to_thread(_read, calendars, window, zone)
        spans = merged((span for each in found for span in each.spans), window)
        return Busy(spans, tuple(sorted({doubt.value for each in found for doubt in each.doubts})))


def _read(calendars: Sequence[bytes], window: Window, zone: ZoneInfo | None) -> list[BusyTimes]:
    budget = Budget()  # one for all of them: a server may send an event a calendar, and thousands of them
    try:
        return [busy_of(each, window.begins, window.ends, zone, budget) for each in calendars]
    except NotACalendar:
        raise Untold(Trouble.NO_CALENDAR) from None
    except TooLarge:
        raise Untold(Trouble.TOO_MUCH) from None
