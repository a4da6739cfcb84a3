"""A case: somebody in support has it in hand until it is solved. Pure values and rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.errors import BadInput, Conflict

OWNER = re.compile(r"(?![\d._:-]{7,}\Z)[A-Za-z0-9._:-]{1,64}")
"""How the marketplace names one of its people to us: never an address or a telephone number, since the ledger
and tickets keep it; of digits alone it has at most six."""
LONGEST_NOTE = 4000
"""Characters of a note or an answer."""
KEPT = timedelta(days=180)
"""How long what was written in a case is kept once it is solved."""
MOST_NOTES = 200
"""Of one case, notes and answers together."""


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    """Nobody has it yet."""
    ASSIGNED = "assigned"
    WAITING = "waiting"
    """Its owner waits for somebody."""
    SOLVED = "solved"


class Kind(StrEnum):
    """What opened a case."""

    ITEM = "item"
    """Something that waited for an answer, and for which the reminders were of no avail, or were answered."""
    REPORT = "report"
    FLAG = "flag"
    """A pattern that a machine noticed and people want looked into."""


class Outcome(StrEnum):
    """What became of it, in the word of whoever solved it."""

    ANSWERED = "answered"
    WAITS = "waits"
    """The client goes on waiting."""
    PICKED_ANOTHER = "picked_another"
    HELPED = "helped"
    NOT_NEEDED = "not_needed"
    UNRESOLVED = "unresolved"


class NoteKind(StrEnum):
    """Who wrote something that lies in a case."""

    NOTE = "note"
    """Somebody in support."""
    ANSWER = "answer"
    """Whoever was reminded, or reports."""


@dataclass(frozen=True, slots=True)
class About:
    """What a case is about: the same thing opens one case, however often it is said."""

    kind: Kind
    id: str

    @property
    def key(self) -> str:
        """The one word for it."""
        return f"{self.kind.value}:{self.id}"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Something needs people. `person_id` is with whom they will speak: who waits, or who complains.

    `by` is who or what says so, for the ledger.
    """

    topic: str
    about: About
    proposal_id: str | None = None
    interview_id: str | None = None
    person_id: str | None = None
    by: str = "time"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands. `owner` is a support person's opaque name."""

    id: str
    topic: str
    state: State
    owner: str | None
    about: About
    proposal_id: str | None
    interview_id: str | None
    person_id: str | None
    opened_at: datetime
    changed_at: datetime
    solved_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def solved(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state is State.SOLVED


@dataclass(frozen=True, slots=True)
class Note:
    """Something written in a case, without its words: those are sealed."""

    id: str
    case_id: str
    kind: NoteKind
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note with its words, for who gave a reason to read them. None: they were erased."""

    note: Note
    words: str | None = field(repr=False)


def assigned(case: Case, owner: str, now: datetime) -> Case:
    """Return the case in an owner's hands. Raises BadInput for what is no name, Conflict for a solved one."""
    refuse_solved(case)
    if not OWNER.fullmatch(owner):
        raise BadInput("An owner is named by an id of the marketplace's, never by an address.", field="owner")
    return replace(case, state=State.ASSIGNED, owner=owner, changed_at=now)


def waiting(case: Case, now: datetime) -> Case:
    """Return the case while its owner waits for somebody. Raises Conflict without an owner, or solved."""
    refuse_solved(case)
    if case.owner is None:
        raise Conflict("Nobody has this case yet. Take it first.")
    return replace(case, state=State.WAITING, changed_at=now)


def solved(case: Case, outcome: Outcome, now: datetime) -> Case:
    """Return the case solved; once solved it stays as it was. Raises Conflict for another outcome then."""
    if case.solved:
        if case.outcome is not outcome:
            raise Conflict("This case is solved already.")
        return case
    return replace(case, state=State.SOLVED, outcome=outcome, changed_at=now, solved_at=now)


def woken(case: Case, now: datetime) -> Case:
    """Return the case after somebody said something new: whoever has it looks again, or somebody takes it."""
    state = State.ASSIGNED if case.owner is not None else State.OPEN
    return replace(case, state=state, changed_at=now, solved_at=None, outcome=None)


def refuse_solved(case: Case) -> None:
    """Raise Conflict for a case that is solved."""
    if case.solved:
        raise Conflict("This case is solved already.")
