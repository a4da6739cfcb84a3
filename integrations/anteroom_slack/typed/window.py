"""When to look for a time, as people type it: "this week", "next week", "until Friday", "tomorrow"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anteroom.errors import BadInput
from anteroom_slack.typed.day import days_said

USUAL = timedelta(days=14)
FURTHEST = timedelta(days=28)
EXAMPLES = "Try `this week`, `next week`, `until Friday`, `tomorrow`, `next Tue` or `in the next 3 weeks`."
UNREADABLE = f"I cannot read when to look for times. {EXAMPLES}"
TOO_FAR = "I look for times at most four weeks ahead."
PASSED = "That lies behind us. Choose days ahead."
LONGEST = 40
"""Characters; what is longer is none."""

_WEEKS = re.compile(r"(?:in |within )?(?:the )?next (?P<count>\d|two|three|four) weeks")
_COUNTS = {"two": 2, "three": 3, "four": 4}
_LATEST = time(23, 59)


@dataclass(frozen=True, slots=True)
class Window:
    """When to look: instants in UTC. `said` is how it is said back."""

    since: datetime
    until: datetime
    said: str


def usual(now: datetime) -> Window:
    """Return the window where none was named."""
    return Window(now, now + USUAL, "the next 2 weeks")


def read_window(text: str, now: datetime, zone: ZoneInfo) -> Window:
    """Return the days ahead that `text` means at `now` to somebody in `zone`, whose weeks begin on Monday.

    Raises BadInput, which says how to write it, for what is no window, lies behind, or is too far away.
    """
    said = " ".join(text.lower().split())
    if not said or len(said) > LONGEST:
        raise BadInput(UNREADABLE, field="window")
    here = now.astimezone(zone)
    try:
        first, last, named = _days(said, here)
        since, until = _begins(first, zone), _begins(last + timedelta(days=1), zone)
    except OverflowError as error:  # the first and the last day there is
        raise BadInput(UNREADABLE, field="window") from error
    since = max(since, now)
    if until <= since:
        raise BadInput(PASSED, field="window")
    if until - now > FURTHEST + timedelta(days=1):
        raise BadInput(TOO_FAR, field="window")
    return Window(since, until, named)


def _days(said: str, here: datetime) -> tuple[date, date, str]:
    """Return the first and the last day that are meant, and how that is said back."""
    today = here.date()
    sunday = today + timedelta(days=7 - here.isoweekday())
    if said in ("this week", "the week"):
        return today, sunday, "this week"
    if said == "next week":
        return sunday + timedelta(days=1), sunday + timedelta(days=7), "next week"
    weeks = _WEEKS.fullmatch(said)
    if weeks:
        count = _COUNTS.get(weeks["count"]) or int(weeks["count"])
        if not count:
            raise BadInput(UNREADABLE, field="window")
        return today, today + timedelta(days=7 * count), f"the next {count} weeks"
    for before in ("until ", "till ", "by "):
        if said.startswith(before):
            last = _day(said.removeprefix(before), here)
            return today, last, f"until {last:%a} {last.day} {last:%b}"
    day = _day(said.removeprefix("on "), here)
    return day, day, f"{day:%a} {day.day} {day:%b}"


def _day(said: str, here: datetime) -> date:
    found = days_said(said, here, _LATEST) if said.strip() else []
    if len(found) != 1:
        raise BadInput(UNREADABLE, field="window")
    return found[0]


def _begins(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day: where clocks leave midnight out, the one that follows."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
