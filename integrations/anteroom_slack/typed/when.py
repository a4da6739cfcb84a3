"""Natural times as people type them: "tomorrow 3pm", "Tue 14:30", "24.12. 10:00", "in 2 hours", ISO 8601.

A grammar of our own: the libraries that read such texts guess where we ask. dateparser 1.5 reads "31 Feb"
as a day of 2031 and thinks about "next Monday at 9" for five seconds, parsedatetime 2.6 reads "24.12." as the
day before yesterday, and neither notices an hour that a change of clocks leaves out or brings twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anteroom.errors import BadInput
from anteroom.passes.times import point, written
from anteroom_slack.typed.day import days_said
from anteroom_slack.typed.span import read_span

EXAMPLES = "Try `tomorrow 3pm`, `Tue 14:30`, `24.12. 10:00`, `in 2 hours` or `2026-11-26 15:00`."
LONGEST = 60
FIRST_CLEAR_HOUR = 7
"""An hour without am or pm from here on is taken as it stands; before, it may be the afternoon's."""

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:t| +)(\d\d):(\d\d)(?::\d\d)?( ?z|[+-]\d\d:?\d\d)?")
_TIME = re.compile(
    r"(?<![\w:./-])(?:(?:at )?(?:(?P<hour>\d{1,2}):(?P<minute>\d\d) ?(?P<half>am|pm)?"
    r"|(?P<dotted>\d{1,2}\.\d\d) ?(?P<dotted_half>am|pm)"
    r"|(?P<whole>\d{1,2}) ?(?P<whole_half>am|pm)"
    r"|(?P<french>\d{1,2})h(?P<french_minute>\d\d)?"
    r"|(?P<noon>noon|midday))"
    r"|at (?P<bare>\d{1,2}))(?![\w:./-])"
)
_PART = re.compile(r"\b(?:(tonight)|(?:(?:this|in the) )?(morning|afternoon|evening))\b")
_UNIVERSAL = re.compile(r" ?\b(?:utc|gmt)$")
_FILLING = re.compile(r"\b(?:o'clock|uhr)\b|,")
_HALF_SIGNS = re.compile(r"\b([ap])\.m\.?")


class TwoTimes(BadInput):
    """What was typed can mean more than one instant; `choices` are these, in UTC, soonest first."""

    code = "two-times"

    def __init__(self, choices: tuple[datetime, ...], zone_name: str) -> None:
        said = " or ".join(point(each, zone_name) for each in choices)
        super().__init__(f"That can be {said}. Which one?", field="when")
        self.choices = choices


def parse(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant ahead, in UTC, that `text` means at `now` to somebody in `zone`.

    A weekday is the next one that lies ahead, "next Tue" the one in next week. A time alone is today's, or
    tomorrow's where today's has passed. A day of a month without a year is the next one that comes. "In 3
    days" keeps the hour, "in 72 hours" counts hours.
    Raises TwoTimes where it can be read in two ways: days such as 12/05, "at 3", an hour that comes twice as
    clocks go back. Raises BadInput, which says how to write it, for anything else: an hour that clocks leave
    out, one that has passed, a day without a time.
    """
    said = _HALF_SIGNS.sub(r"\1m", " ".join(text.lower().split()))
    said = " ".join(_FILLING.sub(" ", said).split())
    if not said or len(said) > LONGEST:
        raise _unreadable()
    try:
        found = sorted(set(_instants(said, now, zone)))
    except OverflowError as error:  # the first and the last day there is
        raise _unreadable("There is no such day. ") from error
    ahead = tuple(each for each in found if each > now)
    if not ahead:
        raise BadInput("That time has passed. Choose a time ahead.", field="when")
    if len(ahead) > 1:
        raise TwoTimes(ahead, zone.key)
    return ahead[0]


def echo(starts_at: datetime, ends_at: datetime, zone_name: str | None) -> str:
    """Return a time as it was understood: "Tue 24 Nov, 14:30–15:15 (Berlin, UTC+1)"."""
    words = written(starts_at, ends_at, zone_name)
    return f"{words.span} ({words.zone})"


def _instants(said: str, now: datetime, zone: ZoneInfo) -> Iterable[datetime]:
    here = now.astimezone(zone)
    if said.startswith("in ") and (span := read_span(said[3:])):
        there = here.replace(tzinfo=None) + timedelta(days=span.days)
        whole = there.replace(second=0, microsecond=0)
        late = timedelta(minutes=span.minutes, seconds=60 if whole < there else 0)
        return [each + late for each in _at(whole.date(), whole.time(), zone)]
    iso = _ISO.fullmatch(said)
    if iso:
        return _iso(iso, zone)
    universal = _UNIVERSAL.search(said)
    if universal:
        said, zone = said[: universal.start()], ZoneInfo("UTC")
        here = now.astimezone(zone)
    found = _TIME.search(said)
    if found is None:
        raise _unreadable("Say the hour too. " if _is_day(said, here) else "")
    clocks, rest = _clocks(said, found)
    days = [(day, clock) for clock in clocks for day in days_said(rest, here, clock)]
    if not days:
        raise _unreadable()
    return [each for day, clock in days for each in _at(day, clock, zone)]


def _iso(found: re.Match[str], zone: ZoneInfo) -> Iterable[datetime]:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise _unreadable("There is no such day. ") from error
    clock = _clock(int(found[4]), int(found[5]))
    if found[6] is None:
        return _at(day, clock, zone)
    offset = found[6].strip().replace(":", "")
    if offset == "z":
        return [datetime.combine(day, clock, UTC)]
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return [datetime.combine(day, clock, UTC) - (span if offset[0] == "+" else -span)]


def _is_day(said: str, here: datetime) -> bool:
    try:
        return bool(days_said(_PART.sub("", said), here, here.time()))
    except BadInput:
        return False


def _clocks(said: str, found: re.Match[str]) -> tuple[list[time], str]:
    """Return the times of day that a text may mean, and what it says beside them."""
    rest = f"{said[: found.start()]} {said[found.end() :]}"
    part = _PART.search(rest)
    if part:
        # What is left of "tonight" is its day, of "tomorrow morning" too.
        rest = f"{rest[: part.start()]} {'today' if part[1] else ''} {rest[part.end() :]}"
    hours = _hours(found, (part[1] or part[2]) if part else "")
    minute = int(found["minute"] or found["french_minute"] or (found["dotted"] or ".0").partition(".")[2])
    return [_clock(hour, minute) for hour in hours], " ".join(rest.split())


def _hours(found: re.Match[str], part: str) -> list[int]:
    if found["noon"]:
        return [12]
    half = found["half"] or found["dotted_half"] or found["whole_half"]
    typed = found["hour"] or found["whole"] or found["french"] or found["bare"]
    hour = int(typed or found["dotted"].partition(".")[0])
    if half:
        if not 1 <= hour <= 12:
            raise _unreadable()
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif part in ("afternoon", "evening", "tonight") and 1 <= hour < 12:
        return [hour + 12]
    elif found["bare"] and not part and 1 <= hour < FIRST_CLEAR_HOUR:
        return [hour, hour + 12]
    if part == "morning" and hour >= 12:
        raise _unreadable()
    return [hour]


def _at(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which clocks in `zone` show that: one, or two as they go back."""
    local = datetime.combine(day, clock)
    instants = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    # PEP 495: a local time that a change of clocks leaves out does not come back from UTC as it was.
    there = [each for each in instants if each.astimezone(zone).replace(tzinfo=None, fold=0) == local]
    if not there:
        raise BadInput(
            "That hour does not exist on that day: the clocks go forward then. Choose another.", field="when"
        )
    return list(dict.fromkeys(there))


def _clock(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError as error:
        raise _unreadable() from error


def _unreadable(why: str = "") -> BadInput:
    return BadInput(f"{why or 'I cannot read that time. '}{EXAMPLES}", field="when")
