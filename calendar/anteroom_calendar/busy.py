"""bytes → when somebody is busy, and nothing else: a published calendar, or an answer about free time.

Read are VEVENT with its repetitions (RRULE, RDATE, EXDATE, RECURRENCE-ID, RANGE) and VFREEBUSY. What is in
doubt counts as busy, never as free.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .busy_clock import Clock, Wall, read_duration, read_time
from .busy_lines import BusyLines, Line, busy_lines
from .errors import NotACalendar, TooLarge
from .recurrence import Budget, read_rule, repeated
from .zones import zone_name

MAX_DATES = 20_000
"""RDATEs and EXDATEs of one calendar."""
LONGEST = timedelta(days=36_525)
"""An event goes on for a century at most, which is beyond any window."""
Properties = dict[str, list[Line]]
Span = tuple[int, int]


class Doubt(StrEnum):
    """What was odd in a calendar that was read all the same."""

    UNKNOWN_ZONE = "unknown-zone"
    """A zone that nobody knows: wherever it could be, its owner counts as busy."""
    UNREADABLE = "unreadable"
    """An event whose time cannot be read, so that its owner is busy at a time that we do not know."""


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """Merged spans in order, in seconds since 1970, cut to the window; and what was odd."""

    spans: tuple[Span, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Event:
    """An event that takes time: when it begins, and how long it lasts (days by the clock, and the rest)."""

    start: Wall
    days: timedelta
    rest: timedelta
    read: Properties


def busy_of(
    data: bytes, begins: int, ends: int, zone: ZoneInfo | None, budget: Budget | None = None
) -> BusyTimes:
    """When the owner of a calendar is busy from `begins` until `ends`, in seconds since 1970.

    `zone` is the owner's, for whole days and times without a zone; without one the calendar's own counts.
    `budget` is shared by calendars that are read together.
    Raises NotACalendar for what is none, and TooLarge for what is beyond the limits here, in `busy_lines`
    and in `recurrence`; nothing else.
    """
    received = busy_lines(data)
    budget = budget or Budget()
    budget.spend()
    if zone is None and (named := zone_name(received.zone)):
        zone = ZoneInfo(named)
    clock = Clock(zone, received.zones, budget)
    reader = _Reader(clock, budget, begins, ends)
    try:
        spans = [*reader.events(received.events), *reader.free_busy(received)]
    except (OverflowError, ValueError) as error:
        raise NotACalendar("a time beyond all calendars") from error
    doubts = [Doubt.UNKNOWN_ZONE] if clock.doubtful else []
    if reader.unreadable:
        doubts.append(Doubt.UNREADABLE)
    return BusyTimes(merged(spans, begins, ends), tuple(doubts))


def merged(spans: Iterable[Span], begins: int, ends: int) -> tuple[Span, ...]:
    """The same instants within the window as spans in order and apart."""
    found: list[Span] = []
    for begin, end in sorted((max(a, begins), min(b, ends)) for a, b in spans):
        if end <= begin:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return tuple(found)


class _Reader:
    def __init__(self, clock: Clock, budget: Budget, begins: int, ends: int) -> None:
        self.unreadable = False
        self._clock = clock
        self._budget = budget
        self._begins = begins
        self._ends = ends
        self._dates = 0

    def events(self, events: list[Properties]) -> Iterable[Span]:
        """The spans of all events, each series with its exceptions."""
        series: dict[str, dict[int | None, Properties]] = {}
        for number, read in enumerate(events):
            self._budget.spend()
            uid = _value(read, "UID") or f"\0{number}"
            try:
                place = self._place(read)
            except NotACalendar:
                self.unreadable = True
                continue
            known = series.setdefault(uid, {}).get(place)
            if known is None or _sequence(known) <= _sequence(read):
                series[uid][place] = read
        for revisions in series.values():
            yield from self._series(revisions)

    def free_busy(self, received: BusyLines) -> Iterable[Span]:
        """The spans of an answer about free time; what is only said to be free adds nothing."""
        for read in received.free_busy:
            for line in read.get("FREEBUSY", ()):
                if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
                    continue
                for period in line.value.split(","):
                    self._budget.spend()
                    try:
                        yield self._period(period, line)
                    except NotACalendar:
                        self.unreadable = True

    def _place(self, read: Properties) -> int | None:
        """Which occurrence of its series this replaces; None for the series itself."""
        line = _line(read, "RECURRENCE-ID")
        return None if line is None else self._clock.bounds(read_time(line.value, line))[0]

    def _series(self, revisions: dict[int | None, Properties]) -> Iterable[Span]:
        main = revisions.pop(None, None)
        exceptions = {place: read for place, read in revisions.items() if place is not None}
        later = sorted(place for place, read in exceptions.items() if _and_future(read))
        if main is not None:
            event = self._event(main)
            if event is not None:
                yield from self._repeated(event, exceptions, later)
        for read in exceptions.values():
            event = self._event(read)
            if event is not None:
                yield self._span(event, event.start)

    def _event(self, read: Properties) -> _Event | None:
        """An event, or None for one that takes no time of its owner's."""
        if _value(read, "STATUS").upper() == "CANCELLED" or _value(read, "TRANSP").upper() == "TRANSPARENT":
            return None
        if _value(read, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE":
            return None
        try:
            line = _line(read, "DTSTART")
            if line is None:
                raise NotACalendar("an event without a start")
            start = read_time(line.value, line)
            days, rest = self._length(start, read)
        except NotACalendar:
            self.unreadable = True
            return None
        if days + rest <= timedelta():
            return None
        return _Event(start, min(days, LONGEST), min(rest, LONGEST), read)

    def _length(self, start: Wall, read: Properties) -> tuple[timedelta, timedelta]:
        if (line := _line(read, "DTEND")) is not None:
            end = read_time(line.value, line)
            if start.day:
                return max(end.time - start.time, timedelta(days=1)), timedelta()
            exact = self._clock.bounds(end)[1] - self._clock.bounds(start)[1]
            return timedelta(), timedelta(seconds=exact)
        if (line := _line(read, "DURATION")) is not None:
            return read_duration(line.value)
        return (timedelta(days=1) if start.day else timedelta()), timedelta()

    def _repeated(self, event: _Event, exceptions: dict[int, Properties], later: list[int]) -> Iterable[Span]:
        """The occurrences of a series but those that an exception replaces or EXDATE takes away."""
        gone, days_gone = self._excluded(event)
        moved = [(place, self._shift(place, exceptions[place])) for place in later]
        for begin, end in self._periods(event):
            if begin not in exceptions and begin not in gone:
                yield begin, end
        for wall in self._walls(event):
            place = self._clock.bounds(wall)[0]
            if place in exceptions or place in gone or wall.time.date() in days_gone:
                continue
            shifts = [shift for since, shift in moved if since < place]
            if shifts and shifts[-1] is None:
                continue
            begin, end = self._span(event, wall)
            if shifts and shifts[-1] is not None:
                by, length = shifts[-1]
                begin, end = begin + by, begin + by + length
            yield begin, end

    def _shift(self, place: int, read: Properties) -> tuple[int, int] | None:
        """By how many seconds, and to what length, a change of "this and all that follow" moves a series."""
        event = self._event(read)
        if event is None:
            return None
        begin, end = self._span(event, event.start)
        return begin - place, end - begin

    def _walls(self, event: _Event) -> Iterable[Wall]:
        """When a series begins each time, as far as it can matter; the first time always counts."""
        start = event.start
        yield start
        # A change for the future may move what follows by days; a zone in doubt by most of one.
        slack = timedelta(days=8) + event.days + event.rest
        since = self._clock.wall_of(datetime.fromtimestamp(self._begins, UTC), start) - slack
        until = self._clock.wall_of(datetime.fromtimestamp(self._ends, UTC), start) + timedelta(days=8)
        for line in event.read.get("RRULE", ()):
            try:
                rule = read_rule(line.value)
            except NotACalendar:
                self.unreadable = True
                continue
            last = rule.until
            if last is not None and rule.until_utc:
                last = self._clock.wall_of(last.replace(tzinfo=UTC), start)
            for time in repeated(
                rule, start.time, since, until if last is None else min(until, last), self._budget
            ):
                if time != start.time:
                    yield start.at(time)
        for line in event.read.get("RDATE", ()):
            for value in self._values(line) if "/" not in line.value else ():
                try:
                    yield read_time(value, line)
                except NotACalendar:
                    self.unreadable = True

    def _periods(self, event: _Event) -> Iterable[Span]:
        """The occurrences of a series that have a length of their own (RDATE;VALUE=PERIOD)."""
        for line in event.read.get("RDATE", ()):
            for value in self._values(line) if "/" in line.value else ():
                try:
                    yield self._period(value, line)
                except NotACalendar:
                    self.unreadable = True

    def _excluded(self, event: _Event) -> tuple[set[int], set[object]]:
        gone: set[int] = set()
        days: set[object] = set()
        for line in event.read.get("EXDATE", ()):
            for value in self._values(line):
                try:
                    wall = read_time(value, line)
                except NotACalendar:
                    continue  # what it would take away stays busy
                if wall.day and not event.start.day:
                    days.add(wall.time.date())
                else:
                    gone.add(self._clock.bounds(wall)[0])
        return gone, days

    def _values(self, line: Line) -> list[str]:
        values = line.value.split(",")
        self._dates += len(values)
        if self._dates > MAX_DATES:
            raise TooLarge("more dates than we read")
        return values

    def _span(self, event: _Event, wall: Wall) -> Span:
        self._budget.spend()
        begin, late = self._clock.bounds(wall)
        if event.days:
            late = self._clock.bounds(wall.at(wall.time + event.days))[1]
        return begin, late + int(event.rest.total_seconds())

    def _period(self, text: str, line: Line) -> Span:
        start, slash, end = text.strip().partition("/")
        begin = self._clock.bounds(read_time(start, line))
        if not slash:
            raise NotACalendar("a period without an end")
        if end.startswith(("P", "+P")):
            return begin[0], begin[1] + int(sum(read_duration(end), timedelta()).total_seconds())
        return begin[0], self._clock.bounds(read_time(end, line))[1]


def _line(read: Properties, name: str) -> Line | None:
    return read[name][0] if name in read else None


def _value(read: Properties, name: str) -> str:
    return read[name][0].value.strip() if name in read else ""


def _sequence(read: Properties) -> int:
    text = _value(read, "SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _and_future(read: Properties) -> bool:
    line = _line(read, "RECURRENCE-ID")
    return line is not None and line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
