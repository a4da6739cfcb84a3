"""A report: taken, assigned, decided, perhaps looked at once more. Frozen values and pure rules.

It looks like a case (`cases/model.py`) and is none: a report is judged, with a finding that only another look
changes, and a case is help, which wakes by itself whenever somebody says something new. What they share is
that somebody has them in hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.errors import Conflict

LONGEST = 3000
"""Characters of a report."""
LONGEST_QUOTE = 10_000
"""Characters of what somebody else wrote, as the reporter quotes it."""
MOST_A_DAY = 10
"""Reports of one person."""
DAY = timedelta(days=1)
MOST_HELD = 5
"""Held texts of the other side that are laid beside a report; the newest."""
HELD_WITHIN = timedelta(days=30)
"""Of what was held before, nothing is laid beside a report."""
KEPT = timedelta(days=180)
"""After a decision what a report says, and what bears it out, is kept for so long: it may be reopened."""


class Category(StrEnum):
    """What a report is about."""

    LEAVING = "leaving"
    """Somebody was asked to talk or pay outside the marketplace."""
    CONDUCT = "conduct"
    NOT_REAL = "not_real"
    PRIVACY = "privacy"
    BROKEN = "broken"
    OTHER = "other"


class Way(StrEnum):
    """Where a report was made."""

    SLACK = "slack"
    CALL = "call"
    CARD = "card"
    """On the interview's card in the marketplace's thread."""
    API = "api"
    """The marketplace made it on behalf of a member, in whose thread a message is reported, for example."""


class State(StrEnum):
    """In whose hands it is."""

    NEW = "new"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    REOPENED = "reopened"


class Outcome(StrEnum):
    """What people found."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    FALSE_REPORT = "false_report"
    """It says what did not happen, and whoever wrote it knew that."""


class Source(StrEnum):
    """Where what bears a report out comes from."""

    QUOTE = "quote"
    """Whoever reports quotes it, or the marketplace does for a message in its thread."""
    HELD = "held"
    """The guard held it, so that nobody else has read it."""


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Somebody reports something: about an interview, a message, a proposal, or none of these.

    `quote` is what somebody else wrote, as whoever reports has read it.
    """

    person_id: str
    category: Category
    words: str = field(repr=False)
    interview_id: str | None = None
    way: Way = Way.SLACK
    proposal_id: str | None = None
    message_id: str | None = None
    quote: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as a list shows it: without what it says.

    `about_id` is of whom it complains, as far as that is known; that one is never told. `assignee` and
    `decided_by` are the marketplace's names for its people. `kept`: what it says is still here.
    """

    id: str
    reporter_id: str
    interview_id: str | None
    category: Category
    at: datetime
    proposal_id: str | None = None
    message_id: str | None = None
    about_id: str | None = None
    way: Way | None = None
    state: State = State.NEW
    assignee: str | None = None
    outcome: Outcome | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    case_id: str | None = None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """What bears a report out, without what it says: `kinds` were found in it, of whatever value."""

    id: str
    source: Source
    writer_id: str | None
    kinds: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of somebody's reports so far: people read a further one with that in mind."""

    made: int = 0
    upheld: int = 0
    not_upheld: int = 0
    false_reports: int = 0


def assigned(report: Report, assignee: str) -> Report:
    """Put it into somebody's hands; the same ones again change nothing. Raises Conflict for a decided one."""
    if report.state is State.DECIDED:
        raise Conflict("This was decided already. It can be reopened.")
    if report.state is State.ASSIGNED and report.assignee == assignee:
        return report
    return replace(report, state=State.ASSIGNED, assignee=assignee)


def decided(report: Report, outcome: Outcome, by: str, reason: str, now: datetime) -> Report:
    """Decide it; the same decision again changes nothing. Raises Conflict for another one."""
    if report.state is State.DECIDED:
        if (report.outcome, report.reason) == (outcome, reason):
            return report
        raise Conflict("This was decided already, otherwise. It can be reopened.")
    return replace(
        report,
        state=State.DECIDED,
        assignee=report.assignee or by,
        outcome=outcome,
        decided_by=by,
        decided_at=now,
        reason=reason,
    )


def reopened(report: Report) -> Report:
    """Let it be looked at once more; one that is open already stays as it is.

    Raises Conflict for one that nobody has decided, and where what it said is gone.
    """
    if report.state is State.REOPENED:
        return report
    if report.state is not State.DECIDED:
        raise Conflict("Nobody has decided this yet.")
    if not report.kept:
        raise Conflict("What this report said is gone, so nobody could look at it anew.")
    return replace(report, state=State.REOPENED, outcome=None, decided_by=None, decided_at=None, reason=None)
