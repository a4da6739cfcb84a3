"""The rule by which it is said how soon a member answers. Pure.

1. An *occasion* is the first thing that waited for the member in one thread, at one interview, or as one
   offer. Only first replies count: a talk that goes on is nobody's business.
2. A yes, a no, another time and a message are answers alike. To ignore is none.
3. What ended without an answer within a day does not count, whoever ended it: taken back, closed, or begun
   before the member had had a day (longer, where the settings let people take back for longer). Nor does what
   was blocked, or whose other side is not here any more.
4. An occasion counts from its 72nd hour on, and not before, whether it was answered or not: else whoever has
   just answered five and left five waiting would look quick. What it counts as never changes then.
5. It counts for 90 days from its beginning.
6. With fewer than five there is too little to say. Else the band is where the middle one is: within a day
   if at least half were answered within a day, within three days if at least half were within three, else
   more.

What is measured is elapsed hours, by no calendar: everybody's days are alike, and nobody's region matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.nudges.model import Stop

DAY, SETTLED, WINDOW = timedelta(hours=24), timedelta(hours=72), timedelta(days=90)
ENOUGH = 5
"""Occasions below which nothing is said."""
REPLIES = frozenset({Stop.ANSWERED, Stop.DECLINED})
NOBODYS = frozenset({Stop.BLOCKED, Stop.ERASED})
"""Ends after which an occasion says nothing of whoever was waited for."""


class Band(StrEnum):
    """How soon a member answers, as it is shown."""

    DAY = "within_24_hours"
    THREE_DAYS = "within_3_days"
    MORE = "more"
    TOO_LITTLE = "too_little_data"


@dataclass(frozen=True, slots=True)
class Occasion:
    """The first thing that waited somewhere: since when, and how and when that ended, if it did."""

    since: datetime
    ended_at: datetime | None = None
    ended_for: Stop | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What is said of a member, and of how many occasions; those within three days hold those within one.

    `due_at` is when the oldest of them stops counting, None where none counts. New ones come by themselves.
    """

    band: Band
    counted: int
    within_a_day: int
    within_three_days: int
    due_at: datetime | None = None


def figure(occasions: Iterable[Occasion], now: datetime, withdrawal: timedelta = DAY) -> Figure:
    """Return what is said of a member at `now`. What ends within `withdrawal`, or a day, never was a wait."""
    counted = [each for each in occasions if counts(each, now, withdrawal)]
    day = sum(_answered_within(each, DAY) for each in counted)
    three = sum(_answered_within(each, SETTLED) for each in counted)
    due_at = min((each.since + WINDOW for each in counted), default=None)
    return Figure(_band(len(counted), day, three), len(counted), day, three, due_at)


def counts(occasion: Occasion, now: datetime, withdrawal: timedelta = DAY) -> bool:
    """Tell whether an occasion says something of the member at `now`."""
    if not occasion.since + SETTLED <= now < occasion.since + WINDOW:
        return False
    if occasion.ended_for is None or occasion.ended_for in REPLIES:
        return True
    if occasion.ended_for in NOBODYS or occasion.ended_at is None:
        return False
    return occasion.ended_at - occasion.since >= max(DAY, withdrawal)


def _answered_within(occasion: Occasion, span: timedelta) -> bool:
    if occasion.ended_for not in REPLIES or occasion.ended_at is None:
        return False
    return occasion.ended_at - occasion.since <= span


def _band(counted: int, day: int, three: int) -> Band:
    if counted < ENOUGH:
        return Band.TOO_LITTLE
    if 2 * day >= counted:
        return Band.DAY
    return Band.THREE_DAYS if 2 * three >= counted else Band.MORE
