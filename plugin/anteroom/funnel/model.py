"""What the funnel counts, and when: the written rule, frozen values, and who may be told of how few.

**Cohort.** A proposal belongs to the day (UTC) of the first interview to which its freelancer was invited,
and stays there whatever comes later: a hire in December counts for the November in which they met. Its plan
is the client's (the organisation's, where it has one), its row the one that decides about a message in the
thread, both as they were at that invitation. Interviews about which only the host's own people were asked
invite nobody. Each proposal counts once, however many interviews it has.

**Steps.** `invited`; `answered`: the freelancer accepted, declined, was unsure, proposed another time or
marked one, ever; `scheduled`: an interview was agreed; `held`: one was, by its verdict of today; `hired`: a
hire or a contract that began came after the invitation, with an interview or without. Whoever came to
a later interview's step has passed the earlier ones, but a hire says nothing of interviews.

**Texts.** They count on the day (UTC) on which they were decided about, under the plan and the row that
decided, once a day each. `found`: the guard found something. `held`: it was kept from the other side;
`stopped`: such of them as were messages. `masked`, `told`: it went without what was found; as it was, and
its writer was told. `permitted`: it went although the guard would have it held, since the row opens.
`released`: held, and then let go by people. `sanctioned`: held, and within seven days an interview was
scheduled or offered on the same proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST = 5
"""People on either side that a number has to be about, to be told to others than the trust people."""
FIRST_DAY = date(2000, 1, 1)
"""Nothing that is counted was before."""
LONGEST = timedelta(days=366)
SANCTIONED_WITHIN = timedelta(days=7)


class Measure(StrEnum):
    """One number of a plan and a row."""

    INVITED = "invited"
    ANSWERED = "answered"
    SCHEDULED = "scheduled"
    HELD = "held"
    HIRED = "hired"
    TEXTS_FOUND = "texts_found"
    TEXTS_HELD = "texts_held"
    MESSAGES_STOPPED = "messages_stopped"
    TEXTS_MASKED = "texts_masked"
    TEXTS_TOLD = "texts_told"
    TEXTS_PERMITTED = "texts_permitted"
    TEXTS_RELEASED = "texts_released"
    SANCTIONED = "sanctioned_after"


STEPS = (Measure.INVITED, Measure.ANSWERED, Measure.SCHEDULED, Measure.HELD, Measure.HIRED)
"""Of proposals, by the day of their first invitation."""
TEXTS = tuple(each for each in Measure if each not in STEPS)
"""Of texts, by the day on which they were decided about."""


@dataclass(frozen=True, slots=True)
class Count:
    """One number; `told` is None where it is about fewer than `LEAST` people of a side."""

    count: int
    enough: bool

    @property
    def told(self) -> int | None:
        """What may be told to anybody who may see the funnel."""
        return self.count if self.enough else None


NOBODY = Count(0, enough=False)
"""That there was nobody tells of those few that there were; it is not told either."""


@dataclass(frozen=True, slots=True)
class Line:
    """One plan under one row of the policy."""

    plan: str
    row: str
    counts: Mapping[Measure, Count]

    def of(self, measure: Measure) -> Count:
        """Return one of its numbers."""
        return self.counts.get(measure, NOBODY)


@dataclass(frozen=True, slots=True)
class Funnel:
    """The days from `since` to before `until`; `behind` is how many proposals were not counted anew yet."""

    since: date
    until: date
    lines: tuple[Line, ...]
    behind: int
