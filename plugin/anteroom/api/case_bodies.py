"""What calls about cases take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from anteroom.api.answers import Instant, Shown, Uri, written
from anteroom.api.body import Told
from anteroom.api.cursor import PageQuery
from anteroom.api.reviews import Name, Word
from anteroom.cases.items import AfterAll
from anteroom.cases.model import LONGEST_NOTE, Kind, NoteKind, Outcome, State
from anteroom.cases.tickets import How
from anteroom.cases.view import CaseView


class CasesQuery(PageQuery, frozen=True):
    """What is still to be done, or all that ever was; of one topic, of one owner."""

    state: Literal["unsolved", "all"] = "unsolved"
    topic: Annotated[str, msgspec.Meta(max_length=40, pattern="^[a-z0-9_]*$")] = ""
    owner: Name | None = None


class CaseAssignmentBody(Told, frozen=True):
    """Who is to have a case, who says so and why; whoever takes it is both."""

    by: Name
    owner: Name
    reason: Word


class CaseWaitBody(Told, frozen=True):
    """Who waits for somebody in a case, and why."""

    by: Name
    reason: Word


class CaseNoteBody(Told, frozen=True):
    """What somebody in support writes down; it is sealed."""

    by: Name
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NOTE)]


class CaseSolutionBody(Told, frozen=True):
    """What became of a case, who says so and why."""

    by: Name
    outcome: Outcome
    reason: Word


class TicketShown(Shown, frozen=True):
    """A ticket of the help desk that belongs to a case, and why: it was `made` for it, or joined it."""

    desk: str
    id: str
    how: How


class CaseShown(Shown, frozen=True):
    """A case without what was written in it. `about` is the id of what opened it.

    `member` is with whom support speaks, null in what was reported: who reported stands in the report.
    `after_all` is how what had waited ended, null while it waits, and where nothing did.
    """

    id: str
    topic: str
    state: State
    owner: str | None
    outcome: Outcome | None
    kind: Kind
    about: str
    proposal: str | None
    interview: str | None
    member: str | None
    opened_at: Instant
    changed_at: Instant
    solved_at: Instant | None
    notes: int
    answers: int
    after_all: AfterAll | None
    page: Uri


class CaseWhole(CaseShown, frozen=True):
    """One case with its tickets."""

    tickets: tuple[TicketShown, ...]


class CasesShown(Shown, frozen=True):
    """Cases, newest first; `next_cursor` leads on, null at the end."""

    cases: tuple[CaseShown, ...]
    next_cursor: str | None


class NoteShown(Shown, frozen=True):
    """Something written in a case; `words` are null once they were erased. A member's `author` is null."""

    id: str
    kind: NoteKind
    author: str | None
    at: Instant
    words: str | None


class NotesShown(Shown, frozen=True):
    """What was written in a case, oldest first."""

    notes: tuple[NoteShown, ...]


def case_shown(view: CaseView) -> CaseShown:
    """Return a case without what was written in it."""
    case = view.case
    return CaseShown(
        id=case.id,
        topic=case.topic,
        state=case.state,
        owner=case.owner,
        outcome=case.outcome,
        kind=case.about.kind,
        about=case.about.id,
        proposal=view.proposal,
        interview=case.interview_id,
        member=next((each.member for each in view.members if each.speaks), None),
        opened_at=case.opened_at.isoformat(),
        changed_at=case.changed_at.isoformat(),
        solved_at=written(case.solved_at),
        notes=view.notes,
        answers=view.answers,
        after_all=view.after_all,
        page=view.url,
    )
