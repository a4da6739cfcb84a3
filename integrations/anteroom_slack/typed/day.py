"""Which day people mean: "tomorrow", "next Tue", "24.12.", "26 Nov", "12/05"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from anteroom.errors import BadInput
from anteroom_slack.typed.span import read_span

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
WEEKDAYS = {name: at for at, whole in enumerate(_DAYS) for name in (whole, whole[:3])} | {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
}  # fmt: skip
MONTHS = {name: at for at, whole in enumerate(_MONTHS, start=1) for name in (whole, whole[:3])} | {"sept": 9}
_FILLING = frozenset({"at", "on", "the", "of", "-"})
_NEAR = {"": 0, "today": 0, "tomorrow": 1, "day after tomorrow": 2}

_ISO = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_YEAR = re.compile(r"\d{4}")


def days_said(said: str, here: datetime, clock: time) -> list[date]:
    """Return the days that a text may mean to somebody whose clock shows `here`, for an interview at `clock`.

    Two where day and month can be told apart by nothing, as in 12/05; none where it says no day. A weekday
    before a date must be the date's. Raises BadInput for a day that does not exist.
    """
    words = [word.rstrip(",") for word in said.split() if word not in _FILLING]
    today, said = here.date(), " ".join(words)
    if said in _NEAR:
        # A time alone is tomorrow's once today's has passed.
        passed = said == "" and clock <= here.time()
        return [today + timedelta(days=1 if passed else _NEAR[said])]
    if words[0] == "in" and (span := read_span(" ".join(words[1:]))):
        return [] if span.minutes else [today + timedelta(days=span.days)]
    weekday = _weekday(words, here, clock)
    if weekday is not None:
        return [weekday]
    named = WEEKDAYS.get(words[0])
    days = _dates(words[1:] if named is not None else words, today)
    right = [day for day in days if named is None or day.weekday() == named]
    if days and not right:
        fault = f"{days[0].day} {_MONTHS[days[0].month - 1].title()} is a {_DAYS[days[0].weekday()].title()}."
        raise BadInput(f"{fault} Say the day without its weekday, or the other way round.", field="when")
    return right


def _weekday(words: list[str], here: datetime, clock: time) -> date | None:
    match words:
        case [name] | ["this" | "coming", name] if name in WEEKDAYS:
            ahead = (WEEKDAYS[name] - here.weekday()) % 7
            if ahead == 0 and clock <= here.time():
                ahead = 7
            return here.date() + timedelta(days=ahead)
        case ["next", name] | [name, "next", "week"] | ["next", "week", name] if name in WEEKDAYS:
            return here.date() + timedelta(days=7 - here.weekday() + WEEKDAYS[name])
        case _:
            return None


def _dates(words: list[str], today: date) -> list[date]:
    match words:
        case [one]:
            return _numbers(one, today)
        case [first, second] | [first, second, _]:
            year = words[2] if len(words) == 3 else ""
            if year and not _YEAR.fullmatch(year):
                # "24. 12. 2026" and "24.12. 2026" are one date in three or two words.
                return _numbers("".join(words), today)
            if second in MONTHS and (day := _ORDINAL.fullmatch(first)):
                return _comes(today, year, MONTHS[second], int(day[1]))
            if first in MONTHS and (day := _ORDINAL.fullmatch(second)):
                return _comes(today, year, MONTHS[first], int(day[1]))
            return _numbers("".join(words), today) if first.endswith(".") else []
        case _:
            return []


def _numbers(word: str, today: date) -> list[date]:
    if iso := _ISO.fullmatch(word):
        return _comes(today, iso[1], int(iso[2]), int(iso[3]))
    if dotted := _DOTTED.fullmatch(word):
        return _comes(today, dotted[3] or "", int(dotted[2]), int(dotted[1]))
    if slashed := _SLASHED.fullmatch(word):
        first, second, year = int(slashed[1]), int(slashed[2]), slashed[3] or ""
        # Half of the world writes the month first.
        ways = {(month, day) for month, day in ((second, first), (first, second)) if month <= 12}
        return [each for month, day in sorted(ways) for each in _comes(today, year, month, day)]
    return []


def _comes(today: date, year: str, month: int, day: int) -> list[date]:
    """Return that day: of the year that was said, else the next one that comes. Raises BadInput."""
    years = [int(year)] if year else [today.year, today.year + 1]
    found = []
    for each in years:
        try:
            found.append(date(each, month, day))
        except ValueError:
            continue
    ahead = found if year else [each for each in found if each >= today]
    if not ahead:
        raise BadInput(
            "There is no such day. Try `tomorrow 3pm`, `Tue 14:30` or `24.12. 10:00`.", field="when"
        )
    return ahead[:1]
