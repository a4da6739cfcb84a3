"""Weekly hours as a form shows them, and as it sends them back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from anteroom.people.working_hours import DAY, MOST_SPANS, Span, WorkingHours

SPANS = 2
"""Shown of a day, unless there are more."""
USUAL = WorkingHours(frozenset(range(1, 6)), 9 * 60, 17 * 60)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::00)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day's pairs of clock times, "" where there is none, and the same in minutes for the picture."""

    number: int
    spans: tuple[tuple[str, str], ...]
    minutes: tuple[Span, ...] = ()
    fault: str = ""


class WrongWeek(Exception):
    """A week that nobody can have: the days as they were typed, of which one bears a `fault`."""

    def __init__(self, days: tuple[DayShown, ...]) -> None:
        super().__init__("not a week")
        self.days = days


def week_shown(hours: WorkingHours | None) -> tuple[DayShown, ...]:
    """Return seven days as the form shows them."""
    spans = hours.spans if hours else ()
    days = []
    for day in range(7):
        minutes = tuple((a - day * DAY, b - day * DAY) for a, b in spans if a // DAY == day)
        days.append(DayShown(day + 1, _filled([(_clock(a), _clock(b)) for a, b in minutes]), minutes))
    return tuple(days)


def read_week(form: Mapping[str, str]) -> WorkingHours | None:
    """Return the hours that were sent; None for a week without any. Raises WrongWeek."""
    days = [_read_day(form, day) for day in range(7)]
    if any(day.fault for day in days):
        raise WrongWeek(tuple(days))
    spans = [(day * DAY + a, day * DAY + b) for day, found in enumerate(days) for a, b in found.minutes]
    return WorkingHours.of_week(spans) if spans else None


def _read_day(form: Mapping[str, str], day: int) -> DayShown:
    typed, minutes, fault = [], list[Span](), ""
    for number in range(MOST_SPANS):
        begins, ends = (
            form.get(f"day{day + 1}.{number}.{name}", "").strip()[:8] for name in ("from", "until")
        )
        if not begins and not ends:
            continue
        typed.append((begins, ends))
        since, until = _minute(begins), _minute(ends)
        if since is None or until is None or since >= (until or DAY):
            fault = fault or "ends"
        else:
            minutes.append((since, until or DAY))
    minutes.sort()
    if any(one[1] > other[0] for one, other in itertools.pairwise(minutes)):
        fault = fault or "begins"
    return DayShown(day + 1, _filled(typed), tuple(minutes), fault)


def _filled(spans: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(spans + [("", "")] * (SPANS - len(spans)))


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _minute(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None
