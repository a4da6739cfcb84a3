"""Flags: which patterns there are, when one is noticed, and what people make of it. Values and pure rules.

The written rule: a pattern counts, of one person and over a year, how often something happened (`hits`) of
how often it could have (`trials`); what has an ordinary explanation counts in neither, or is no hit. It is a
flag if there are enough of both, if it is at least twice as frequent as among that person's peers, and if of
honest people like those peers fewer than one in a thousand would come to as many by chance (`chance.py`).
Peers are those of the same side and plan; where they are too few, all of the side; where these are too few,
there is no flag. Whoever has enough hits, and in more than half of the trials, is no measure of what is usual
and left out of the sums: else of those whom one looks for each would hide the others. People alone say what
it means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.conduct.flags.chance import Count, Sums, at_least, score_of
from anteroom.errors import Conflict

WINDOW = timedelta(days=365)
"""How far back is counted."""
LEAST_PEERS = 30
LEAST_PEERS_TRIALS = 200
"""Fewer people, or fewer trials of all of them, say nothing of what is usual."""
LEAST_RATIO = 2.0
ONE_IN = 1000


class Kind(StrEnum):
    """What was noticed."""

    REPEATED_TRIES = "repeated_tries"
    """One writer's texts on one proposal were held again and again; counted where they are held."""
    BRIEF_CONTRACT = "brief_contract"
    """A contract that opened contact details ended within a day."""
    SILENT_HIRES = "silent_hires"
    """Hires between people who never spoke on the marketplace."""
    WITHDRAWN_AFTER = "withdrawn_after"
    """Proposals that are withdrawn right after their interview."""
    NO_SHOWS = "no_shows"
    """Interviews to which somebody did not come."""
    SLIPS_ALL_OVER = "slips_all_over"
    """Texts were held on many of somebody's proposals."""


class State(StrEnum):
    """What people made of a flag."""

    OPEN = "open"
    EXPLAINED = "explained"
    """There is an ordinary explanation, which the reason names."""
    DISMISSED = "dismissed"
    """Nothing is to be done about it."""
    CASE = "case"
    """It is looked into as a case."""


class Decision(StrEnum):
    """What people decide about a flag."""

    EXPLAIN = "explain"
    DISMISS = "dismiss"
    OPEN_CASE = "open_case"

    @property
    def state(self) -> State:
        """What a flag is then."""
        return {
            Decision.EXPLAIN: State.EXPLAINED,
            Decision.DISMISS: State.DISMISSED,
            Decision.OPEN_CASE: State.CASE,
        }[self]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern that is counted: how many trials and hits there are at least before anybody is told."""

    kind: Kind
    least_trials: int
    least_hits: int

    def stands_out(self, count: Count) -> bool:
        """Tell whether a count is no measure of what is usual, whatever it means."""
        return count.hits >= self.least_hits and 2 * count.hits > count.trials


PATTERNS = {
    each.kind: each
    for each in (
        Pattern(Kind.SILENT_HIRES, least_trials=5, least_hits=4),
        Pattern(Kind.WITHDRAWN_AFTER, least_trials=4, least_hits=3),
        Pattern(Kind.NO_SHOWS, least_trials=4, least_hits=3),
        Pattern(Kind.SLIPS_ALL_OVER, least_trials=5, least_hits=4),
    )
}


@dataclass(frozen=True, slots=True)
class Peers:
    """With whom somebody is compared: a side, "client" or "freelancer", and a plan or all of them ("")."""

    side: str
    plan: str

    @property
    def key(self) -> str:
        """The one word under which their sums stand."""
        return f"{self.side}:{self.plan}" if self.plan else self.side

    @classmethod
    def of_key(cls, key: str) -> Peers:
        """Return the peers that a key names."""
        side, _, plan = key.partition(":")
        return cls(side, plan)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A count that is unusual: how much, and against whom."""

    count: Count
    peers: Peers
    sums: Sums
    score: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as people see it; ids are the marketplace's but `id`, `held` and `case_id`.

    `trials` and what follows it is None for the two that need no counting. `base` is the share of hits among
    so many `people` of `peers`.
    """

    id: str
    kind: Kind
    at: datetime
    state: State
    person_id: str
    member: str | None
    proposal: str | None
    held: str | None
    contract: str | None
    score: int | None = None
    trials: int | None = None
    hits: int | None = None
    base: float | None = None
    peers: Peers | None = None
    people: int | None = None
    reviewer: str | None = None
    reason: str | None = None
    closed_at: datetime | None = None
    case_id: str | None = None


def noticed(pattern: Pattern, count: Count, peers: Peers, own: Sums, of_side: Sums) -> Noticed | None:
    """Tell whether a count is unusual. `own` are the sums of the peers of one plan, `of_side` of them all;
    both without the person's own count, and without those that stand out.
    """
    if count.trials < pattern.least_trials or count.hits < pattern.least_hits:
        return None
    for compared, sums in ((peers, own), (Peers(peers.side, ""), of_side)):
        if sums.people < LEAST_PEERS or sums.trials < LEAST_PEERS_TRIALS:
            continue
        chance = at_least(count, sums)
        if chance * ONE_IN >= 1 or count.hits < LEAST_RATIO * sums.share * count.trials:
            return None
        return Noticed(count, compared, sums, score_of(chance))
    return None


def decided(flag: Flag, decision: Decision, reviewer: str, reason: str, now: datetime) -> Flag:
    """Close a flag; the same decision again changes nothing. Raises Conflict for another one."""
    if flag.state is not State.OPEN:
        if (flag.state, flag.reason) == (decision.state, reason):
            return flag
        raise Conflict("This was decided already, otherwise.")
    return replace(flag, state=decision.state, reviewer=reviewer, reason=reason, closed_at=now)
