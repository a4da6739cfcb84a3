"""Natural times as people type them: "tomorrow 3pm", "Tue 14:30", "in 2 hours", ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anteroom.errors import BadInput
from anteroom.passes.times import written

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UNITS = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080}
EXAMPLES = "Try `tomorrow 3pm`, `Tue 14:30`, `in 2 hours` or `2026-11-26 15:00`."
LONGEST = 60

_IN = re.compile(r"in (\d{1,3}) ?(minute|min|hour|hr|h|day|week)s?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:t| +)(\d\d):(\d\d)(?::\d\d)?( ?z|[+-]\d\d:?\d\d)?")
_TIME = re.compile(r"(?<![\d:])(?:(\d{1,2}):(\d\d) ?(am|pm)?|(\d{1,2}) ?(am|pm)|noon)(?![\w:])")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}}) ?({'|'.join(MONTHS)})[a-z]*(?: (\d{{4}}))?\b")
_MONTH_DAY = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]* (\d{{1,2}})(?:,? (\d{{4}}))?\b")
_WEEKDAY = re.compile(rf"\b(?:(next) )?({'|'.join(DAYS)})(?:[a-z]*day|s|rs|r|nes)?\b")
_FILLING = re.compile(r"\b(?:at|on|the|o'clock)\b|,")


def parse(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, that `text` means at `now` to somebody in `zone`.

    A weekday is the next one that lies ahead, "next Tue" the one in next week. A time alone is today's, or
    tomorrow's where today's has passed. Raises BadInput, which says how to write it, for anything else, for
    an hour that a change of clocks leaves out, and for a day without a time. An hour that comes twice is the
    first of the two.
    """
    said = " ".join(text.lower().split())
    if not said or len(said) > LONGEST:
        raise _unreadable()
    try:
        return _parsed(said, now, zone)
    except OverflowError as error:  # the first and the last day there is
        raise _unreadable("There is no such day. ") from error


def echo(starts_at: datetime, ends_at: datetime, zone_name: str | None) -> str:
    """Return a time as it was understood: "Tue 24 Nov, 14:30–15:15 (Berlin, UTC+1)"."""
    words = written(starts_at, ends_at, zone_name)
    return f"{words.span} ({words.zone})"


def _parsed(said: str, now: datetime, zone: ZoneInfo) -> datetime:
    later = _IN.fullmatch(said)
    if later:
        return now + timedelta(minutes=int(later[1]) * UNITS[later[2]])
    iso = _ISO.fullmatch(said)
    if iso:
        return _iso(iso, zone)
    clock, rest = _time(said)
    day = _day(rest, now.astimezone(zone), clock)
    return _instant(day, clock, zone)


def _iso(found: re.Match[str], zone: ZoneInfo) -> datetime:
    day = _date(int(found[1]), int(found[2]), int(found[3]))
    clock = _clock(int(found[4]), int(found[5]))
    if found[6] is None:
        return _instant(day, clock, zone)
    offset = found[6].strip().replace(":", "")
    if offset == "z":
        return datetime.combine(day, clock, UTC)
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return datetime.combine(day, clock, UTC) - (span if offset[0] == "+" else -span)


def _time(said: str) -> tuple[time, str]:
    found = _TIME.search(said)
    if found is None:
        raise _unreadable("Say the hour too. ")
    rest = _FILLING.sub(" ", said[: found.start()] + " " + said[found.end() :])
    rest = " ".join(rest.split())
    if found[0] == "noon":
        return time(12), rest
    hour, minute = int(found[1] or found[4]), int(found[2] or 0)
    half = found[3] or found[5]
    if half:
        if not 1 <= hour <= 12:
            raise _unreadable()
        hour = hour % 12 + (12 if half == "pm" else 0)
    return _clock(hour, minute), rest


def _day(said: str, here: datetime, clock: time) -> date:
    today = here.date()
    if said in ("", "today", "tonight"):
        passed = said == "" and clock <= here.time()
        return today + timedelta(days=1 if passed else 0)
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said == "day after tomorrow":
        return today + timedelta(days=2)
    iso = _ISO_DATE.fullmatch(said)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    weekday = _WEEKDAY.fullmatch(said)
    if weekday:
        return _weekday(weekday, here, clock)
    day_month, month_day = _DAY_MONTH.search(said), _MONTH_DAY.search(said)
    found = day_month or month_day
    if found is None:
        raise _unreadable()
    outside = _WEEKDAY.sub("", said[: found.start()] + said[found.end() :], count=1).strip()
    if outside:
        raise _unreadable()
    day, name = (found[1], found[2]) if day_month else (found[2], found[1])
    month = MONTHS.index(name) + 1
    if found[3]:
        return _date(int(found[3]), month, int(day))
    this_year = _date(today.year, month, int(day))
    return this_year if this_year >= today else _date(today.year + 1, month, int(day))


def _weekday(found: re.Match[str], here: datetime, clock: time) -> date:
    ahead = (DAYS.index(found[2]) - here.weekday()) % 7
    if found[1]:
        monday = here.date() + timedelta(days=7 - here.weekday())
        return monday + timedelta(days=DAYS.index(found[2]))
    if ahead == 0 and clock <= here.time():
        ahead = 7
    return here.date() + timedelta(days=ahead)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, clock, zone)
    instant = local.astimezone(UTC)
    # PEP 495: a local time that a change of clocks leaves out does not come back from UTC as it was.
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadInput(
            "That hour does not exist on that day: the clocks go forward then. Choose another.", field="when"
        )
    return instant


def _clock(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError as error:
        raise _unreadable() from error


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _unreadable("There is no such day. ") from error


def _unreadable(why: str = "") -> BadInput:
    return BadInput(f"{why or 'I cannot read that time. '}{EXAMPLES}", field="when")
