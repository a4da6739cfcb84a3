"""Phases of nudging: a test, a programme with a few held out, or stopped: states of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anteroom.experiment.assignment import Arm, arm_of
from anteroom.experiment.stop_rule import Guardrail
from anteroom.responsiveness.model import Band

TEST_SHARE = (50, 500)
"""Of a thousand people, how many a test holds out: fewer say nothing, more help nobody."""
PROGRAMME_SHARE = (10, 20)
"""Of a thousand: the one or two in a hundred by whom it is known for ever whether nudges still help."""


class State(StrEnum):
    """What nudging is."""

    TEST = "test"
    """People of a cohort are nudged, but for those held out; nobody else is."""
    PROGRAMME = "programme"
    """Everybody is nudged, but for a few."""
    STOPPED = "stopped"
    """Nobody is nudged. What waits is counted, and the client's help comes as it would."""


@dataclass(frozen=True, slots=True)
class Phase:
    """What nudging is from `since` on, until the next phase; who said so, and why.

    `cohort` is of a test: how soon its people answered before, and nothing else of them; none of them:
    everybody. `limits` are in a thousand of those who are nudged.
    """

    number: int
    state: State
    name: str
    share: int
    cohort: frozenset[Band]
    opt_outs: int
    complaints: int
    since: datetime
    by: str
    reason: str

    def arm_of(self, key: bytes, person_id: str, band: Band) -> Arm:
        """Return the arm of a person, who answered so soon before."""
        if self.cohort and band not in self.cohort:
            return Arm.OUTSIDE
        return arm_of(key, self.name, self.share, person_id)

    def limit_of(self, guardrail: Guardrail) -> int:
        """Return how many in a thousand are too many."""
        return self.opt_outs if guardrail is Guardrail.OPT_OUT else self.complaints


@dataclass(frozen=True, slots=True)
class Look:
    """What the guardrails said at `at`: how many were nudged in the phase, and what they said to it."""

    at: datetime
    people: int
    opt_outs: int
    complaints: int

    def happened(self, guardrail: Guardrail) -> int:
        """Return to how many it happened."""
        return self.opt_outs if guardrail is Guardrail.OPT_OUT else self.complaints


class Measure(StrEnum):
    """What is compared between the arms."""

    ANSWERED = "answered_within_72_hours"
    """Of what waited: it was answered, by a yes, a no, a message or a hire, within 72 hours."""
    HIRED = "hired_within_28_days"
    """Of the proposals at which something waited: it came to a hire within 28 days."""
    OPT_OUT = "opted_out"
    """Of the people: refused nudges."""
    COMPLAINT = "complained"
    """Of the people: called a nudge spam."""
