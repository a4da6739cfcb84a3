"""Which interviews were held properly, and what a record of them comes to: pure, and written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SHORTEST = 5
"""Minutes of both sides together; a call that was cut sooner shows nothing of how people keep the rule."""


class Level(StrEnum):
    """What a record comes to, from too little to say anything."""

    TOO_LITTLE = "too_little"
    RELIABLE = "reliable"
    ESTABLISHED = "established"
    EXEMPLARY = "exemplary"

    @property
    def rank(self) -> int:
        """Where it stands; the least is 0."""
        return list(Level).index(self)


TIMES_LEAST = {Level.EXEMPLARY: 10, Level.ESTABLISHED: 3, Level.RELIABLE: 1}
"""With how many different members one has met, as so many times the least of which anything is said."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One interview that was held, as it counts for one of its two members.

    `other_id` is the other member. `minutes` is None where nobody could measure, and both sides said that
    they met. `slipped`: this member slipped on its proposal, and it stands. `upheld`: people found a report
    about this member, on its proposal or the interview, to be right. `contested`: people still look at what
    became of it.
    """

    other_id: str
    minutes: int | None
    slipped: bool = False
    upheld: bool = False
    contested: bool = False

    @property
    def proper(self) -> bool:
        """Tell whether it counts."""
        long_enough = self.minutes is None or self.minutes >= SHORTEST
        return long_enough and not (self.slipped or self.upheld or self.contested)


@dataclass(frozen=True, slots=True)
class Record:
    """How many interviews a member held properly, with how many different members, and what that comes to."""

    interviews: int
    members: int
    level: Level


def record_of(meetings: Iterable[Meeting], least: int) -> Record:
    """Return what held interviews come to for one member.

    The level goes by how many different members there were: who meets the same one again and again shows
    nothing new, and two accounts of one hand get nowhere.
    """
    proper = [each for each in meetings if each.proper]
    members = len({each.other_id for each in proper})
    reached = (level for level, times in TIMES_LEAST.items() if members >= times * least)
    return Record(len(proper), members, next(reached, Level.TOO_LITTLE))
