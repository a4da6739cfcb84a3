"""What is kept of a person's availability: calendars that were opened to us, and when they say "busy".

Pure values. Times are whole seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from anteroom.times.finder import model

Span = tuple[int, int]
"""From (included) until (left out)."""
FRESH = timedelta(hours=6)
"""How long what a calendar said counts as known."""
FORGOTTEN = timedelta(hours=24)
"""How long it is kept at most: what was not said again by then is deleted."""
GUESTS_KEPT = timedelta(days=30)
"""How long after the last interview a guest's calendars are forgotten, credentials and all."""
NOT_OFTENER = timedelta(minutes=5)
"""The least time between two questions to one calendar."""
DEADLINE = timedelta(seconds=5)
"""How long one calendar is waited for."""
AHEAD = timedelta(days=42)
"""How far ahead calendars are known. Microsoft answers for 62 days at most, Google for some 90."""
MOST_SOURCES = 5
"""Calendars of one person."""
MOST_SPANS = 5000
"""Merged spans of one calendar that are kept: in 42 days nobody has 120 separate ones a day."""


class Kind(StrEnum):
    """How a calendar is asked."""

    PUBLISHED = "published"
    CALDAV = "caldav"
    GOOGLE = "google"
    MICROSOFT = "microsoft"


class State(StrEnum):
    """How asking goes. What is revoked is not there any more."""

    NEW = "new"
    WORKING = "working"
    FAILING = "failing"
    """It may work later."""
    REFUSED = "refused"
    """It never will unless its owner does something about it."""


class Trouble(StrEnum):
    """Why a calendar could not be read; pages turn each into a sentence."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BROKEN = "broken"
    """It answered that it is broken, or what nobody can read."""
    THROTTLED = "throttled"
    PRIVATE = "private"
    """It is not on the public internet, or not on https."""
    DENIED = "denied"
    """It does not let us in: address, name or password are wrong, or access was taken away."""
    ENDED = "ended"
    """What its owner allowed there was taken back there, or ended by itself."""
    GONE = "gone"
    REDIRECTED = "redirected"
    """It led on too often, or to where we do not go."""
    NO_CALENDAR = "no-calendar"
    """There is something else."""
    TOO_LARGE = "too-large"
    TOO_MUCH = "too-much"
    """It repeats oftener, or holds more, than we are ready to reckon."""

    @property
    def refuses(self) -> bool:
        """Tell whether it is for the owner to mend."""
        return self not in (Trouble.UNREACHABLE, Trouble.SLOW, Trouble.BROKEN, Trouble.THROTTLED)


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: seconds since 1970, from (included) until (left out)."""

    begins: int
    ends: int

    @classmethod
    def ahead(cls, now: datetime, *, spare: timedelta = timedelta()) -> Window:
        """Return the window in which calendars must be known; with `spare` it stays so for that long."""
        begins = int(now.timestamp()) // 3600 * 3600
        return cls(begins, begins + int((AHEAD + spare).total_seconds()))

    def after(self, instant: int) -> Window:
        """Return what is left of it from an instant on."""
        return Window(max(self.begins, min(instant, self.ends)), self.ends)

    def holds(self, other: Window) -> bool:
        """Tell whether all of another window lies within."""
        return self.begins <= other.begins and other.ends <= self.ends


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar that a person opened to us, without its address and credentials.

    `doubts` names what in it was read with care, such as a time in a zone that nobody knows.
    """

    id: str
    person_id: str
    kind: Kind
    state: State
    trouble: Trouble | None
    doubts: tuple[str, ...]
    looked_at: datetime | None
    fetched_at: datetime | None
    forget_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """A calendar with what is needed to ask it. Its repr shows nothing of that.

    `given` is what the owner gave, or what the calendar's service gave for it: addresses, names, passwords,
    tokens. `remembered` is what an earlier answer said that helps with the next, such as an ETag. `zone` is
    the owner's: whole days and times without a zone are meant there; None where nobody told us.
    """

    source_id: str
    kind: Kind
    zone: ZoneInfo | None
    given: Mapping[str, str] = field(repr=False)
    remembered: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Busy:
    """When somebody is busy in the window that was asked for.

    `spans` are merged and in order. `given` replaces what was given, where the service changed it meanwhile.
    """

    spans: tuple[Span, ...]
    doubts: tuple[str, ...] = ()
    remembered: Mapping[str, str] = field(repr=False, default_factory=dict)
    given: Mapping[str, str] | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The calendar says what it said the last time, for the same window or a wider one."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The calendar could not be read. That is never taken for "free"."""

    trouble: Trouble


def merged(spans: Iterable[Span], window: Window) -> tuple[Span, ...]:
    """Return spans cut to a window, in order, none touching another; empty ones are left out."""
    return model.merged((max(begins, window.begins), min(ends, window.ends)) for begins, ends in spans)
