"""RRULE → wall times (RFC 5545 3.3.10), between two of them and with no more work than a budget allows.

Without COUNT the periods before the span are skipped by arithmetic, so that a rule from long ago costs
nothing. A rule that repeats within a day is refused: no meeting does, and a second's worth would never end.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product

from .errors import NotACalendar, TooLarge

WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
OFTENER = ("HOURLY", "MINUTELY", "SECONDLY")
MAX_TIMES = 96  # of one day
_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Budget:
    """How many steps are left: days looked at, times made of them, events read. A second's work at most."""

    steps: int = 100_000

    def spend(self, steps: int = 1) -> None:
        """Take away. Raises TooLarge when nothing is left."""
        self.steps -= steps
        if self.steps < 0:
            raise TooLarge("more repetitions than we reckon")


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE. `until` is a wall time of the event's zone, or of UTC where `until_utc`.

    Of each BY part an empty tuple says that there is none. `days` are (which, weekday), which 0 for each.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    until_utc: bool = False
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0
    times: tuple[time, ...] = field(default=(), repr=False)


def read_rule(text: str) -> Rule:
    """Read a rule. Raises NotACalendar for one that is none, TooLarge for one that repeats too often."""
    parts = {}
    for part in text.strip().strip(";").upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or name in parts:
            raise NotACalendar("a recurrence rule that cannot be read")
        parts[name.strip()] = value.strip()
    frequency = parts.get("FREQ", "")
    if frequency in OFTENER:
        raise TooLarge("a rule that repeats within a day")
    if frequency not in FREQUENCIES:
        raise NotACalendar("a recurrence rule without a frequency")
    until, until_utc = _until(parts["UNTIL"]) if "UNTIL" in parts else (None, False)
    rule = Rule(
        frequency,
        interval=_number(parts.get("INTERVAL", "1"), 1, 10_000),
        count=_number(parts["COUNT"], 1, 10**12) if "COUNT" in parts else None,
        until=until,
        until_utc=until_utc,
        months=_numbers(parts, "BYMONTH", 1, 12),
        weeks=_numbers(parts, "BYWEEKNO", -53, 53),
        year_days=_numbers(parts, "BYYEARDAY", -366, 366),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        days=tuple(_weekday(each) for each in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
        hours=_numbers(parts, "BYHOUR", 0, 23),
        minutes=_numbers(parts, "BYMINUTE", 0, 59),
        seconds=_numbers(parts, "BYSECOND", 0, 60),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
        week_start=WEEKDAYS.get(parts.get("WKST", "MO"), 0),
    )
    if max(1, len(rule.hours)) * max(1, len(rule.minutes)) * max(1, len(rule.seconds)) > MAX_TIMES:
        raise TooLarge("a rule that repeats within a day")
    return rule


def repeated(
    rule: Rule, first: datetime, since: datetime, until: datetime, budget: Budget
) -> Iterator[datetime]:
    """The wall times from `since` to `until`, both included, of what begins at `first` and repeats.

    The first time itself is only among them where the rule says so. Raises TooLarge.
    """
    count = rule.count
    times = _times(rule, first)
    begin = 0 if count is not None or rule.positions else _skipped(rule, first, since)
    fits = _filter(rule, first)
    for days in _periods(rule, first, begin, until, budget):
        chosen = [datetime.combine(day, each) for day in days if fits(day) for each in times]
        budget.spend(len(chosen))
        if rule.positions:
            chosen = sorted(
                {chosen[at] for at in map(_place, rule.positions) if -len(chosen) <= at < len(chosen)}
            )
        for moment in chosen:
            if moment < first:
                continue
            if moment > until:
                return
            if moment >= since:
                yield moment
            if count is not None:
                count -= 1
                if not count:
                    return


def _place(position: int) -> int:
    return position - 1 if position > 0 else position


def _times(rule: Rule, first: datetime) -> tuple[time, ...]:
    hours, minutes, seconds = (
        rule.hours or (first.hour,),
        rule.minutes or (first.minute,),
        rule.seconds or (first.second,),
    )
    return tuple(
        time(h, m, min(s, 59)) for h, m, s in sorted(product(set(hours), set(minutes), set(seconds)))
    )


def _skipped(rule: Rule, first: datetime, since: datetime) -> int:
    """How many periods end before `since` for certain."""
    if since <= first:
        return 0
    days = (since - first).days
    length = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[rule.frequency]
    if rule.frequency in {"DAILY", "WEEKLY"}:
        periods = days // length
    else:
        months = (since.year - first.year) * 12 + since.month - first.month
        periods = months if rule.frequency == "MONTHLY" else since.year - first.year
    return max(0, periods // rule.interval - 1)


def _periods(
    rule: Rule, first: datetime, begin: int, until: datetime, budget: Budget
) -> Iterator[list[date]]:
    """The days of each period, in order, as far as they can matter."""
    last, number = until.date(), begin
    while True:
        days = _days(rule, first.date(), number * rule.interval)
        if not days or days[0] > last:
            return
        budget.spend(len(days))
        yield days
        number += 1


def _days(rule: Rule, first: date, ahead: int) -> list[date]:
    """The days of the period that lies `ahead` periods behind the first; none where there is no calendar."""
    try:
        if rule.frequency == "DAILY":
            return [first + timedelta(days=ahead)]
        if rule.frequency == "WEEKLY":
            begin = first - timedelta(days=(first.weekday() - rule.week_start) % 7) + timedelta(weeks=ahead)
            return [begin + timedelta(days=number) for number in range(7)]
        if rule.frequency == "MONTHLY":
            year, month = divmod(first.year * 12 + first.month - 1 + ahead, 12)
            return _month(year, month + 1)
        year = first.year + ahead
        if rule.months and not rule.weeks:
            return [day for month in sorted(set(rule.months)) for day in _month(year, month)]
        if _bare(rule):
            return _month(year, first.month)
        return [day for month in range(1, 13) for day in _month(year, month)]
    except (OverflowError, ValueError):
        return []


def _month(year: int, month: int) -> list[date]:
    begin = date(year, month, 1)
    return [begin + timedelta(days=number) for number in range(calendar.monthrange(year, month)[1])]


def _bare(rule: Rule) -> bool:
    """Whether the days are the first one's, for want of anything that says otherwise."""
    return not (rule.weeks or rule.year_days or rule.month_days or rule.days)


def _filter(rule: Rule, first: datetime) -> Callable[[date], bool]:
    month_days, months, days = rule.month_days, frozenset(rule.months), rule.days
    if _bare(rule):
        if rule.frequency == "YEARLY":
            months = months or frozenset({first.month})
        if rule.frequency in {"YEARLY", "MONTHLY"}:
            month_days = (first.day,)
        elif rule.frequency == "WEEKLY":
            days = ((0, first.weekday()),)
    every = frozenset(
        weekday for which, weekday in days if not which or rule.frequency in {"DAILY", "WEEKLY"}
    )
    nth = frozenset(each for each in days if each[0] and rule.frequency in {"MONTHLY", "YEARLY"})
    in_year = rule.frequency == "YEARLY" and not rule.months

    def fits(day: date) -> bool:
        if months and day.month not in months:
            return False
        if days and day.weekday() not in every and not (nth and _nth(day, nth, in_year=in_year)):
            return False
        if month_days and not _counted(day.day, calendar.monthrange(day.year, day.month)[1], month_days):
            return False
        if rule.year_days and not _counted(_year_day(day), _year_length(day.year), rule.year_days):
            return False
        return not rule.weeks or _in_weeks(day, rule.weeks, rule.week_start)

    return fits


def _counted(number: int, length: int, wanted: tuple[int, ...]) -> bool:
    return number in wanted or number - length - 1 in wanted


def _nth(day: date, wanted: frozenset[tuple[int, int]], *, in_year: bool) -> bool:
    number, length = (
        (_year_day(day), _year_length(day.year))
        if in_year
        else (day.day, calendar.monthrange(day.year, day.month)[1])
    )
    weekday = day.weekday()
    return ((number - 1) // 7 + 1, weekday) in wanted or (-((length - number) // 7) - 1, weekday) in wanted


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def _in_weeks(day: date, wanted: tuple[int, ...], week_start: int) -> bool:
    """Whether a day is in one of these weeks of its year; week 1 is the first with four days of it."""
    year = day.year
    first = date(year, 1, 4) - timedelta(days=(date(year, 1, 4).weekday() - week_start) % 7)
    if day < first:
        return False
    try:
        follow = date(year + 1, 1, 4) - timedelta(days=(date(year + 1, 1, 4).weekday() - week_start) % 7)
    except ValueError:
        return False
    if day >= follow:
        return 1 in wanted
    return _counted((day - first).days // 7 + 1, (follow - first).days // 7, wanted)


def _number(text: str, least: int, most: int) -> int:
    if len(text) > 20 or not text.removeprefix("+").removeprefix("-").isdecimal() or not text.isascii():
        raise NotACalendar("a recurrence rule with what is no number")
    found = int(text)
    if found > most and most == 10_000:
        return most
    if not least <= found <= most:
        raise NotACalendar("a recurrence rule with a number beyond its bounds")
    return found


def _numbers(parts: dict[str, str], name: str, least: int, most: int) -> tuple[int, ...]:
    if name not in parts:
        return ()
    found = parts[name].split(",")
    if len(found) > 400:
        raise TooLarge("a rule of too many parts")
    return tuple(_number(each.strip(), least, most) for each in found)


def _weekday(text: str) -> tuple[int, int]:
    text = text.strip()
    which, weekday = text[:-2], WEEKDAYS.get(text[-2:])
    if weekday is None:
        raise NotACalendar("a recurrence rule with what is no weekday")
    return (_number(which, -53, 53) if which else 0), weekday


def _until(text: str) -> tuple[datetime, bool]:
    """The last wall time that may be; a day alone means all of it."""
    try:
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d") + _ONE_DAY - timedelta(seconds=1), False
        return datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S"), text.endswith("Z")
    except (ValueError, OverflowError) as error:
        raise NotACalendar("a recurrence rule with what is no end") from error
