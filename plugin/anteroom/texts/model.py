"""What a held text is: frozen values."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from anteroom.conduct.lessons.model import Lesson
from anteroom.guard import Verdict
from anteroom.policy.outcome import Decided
from anteroom.texts.errand import Errand


class Way(StrEnum):
    """Where a text was typed, and therefore where its writer is told what becomes of it."""

    API = "api"
    SLACK = "slack"
    MAIL = "mail"
    CALENDAR = "calendar"


class State(StrEnum):
    """What has become of a held text. An appeal does not change it: the text stays held."""

    HELD = "held"
    REWORDED = "reworded"
    RELEASED = "released"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class News(StrEnum):
    """What the writer of a held text is told, and the marketplace by webhook (`text.…`)."""

    HELD = "held"
    RELEASED = "released"
    KEPT = "kept"
    EXPIRED = "expired"


def earlier(verdict: Verdict) -> tuple[str, ...]:
    """Return the ids of the earlier messages without which a text would not be what it is."""
    return tuple(dict.fromkeys(each.message for each in verdict.earlier))


def kinds_of(verdict: Verdict) -> tuple[str, ...]:
    """Return what was found, each kind once."""
    return tuple(dict.fromkeys(each.kind.value for each in verdict.findings))


class Span(msgspec.Struct, frozen=True):
    """A place in the text that the guard found; offsets in code points, end exclusive."""

    start: int
    end: int
    kind: str


class Content(msgspec.Struct, frozen=True):
    """What is sealed of a held text: what it says, where the guard found something, what it was to do.

    `why` is what the guard told its writer, in the writer's language. `completes` are the ids of the writer's
    earlier messages, or the title, without which there is nothing to be found in it.
    """

    text: str
    spans: tuple[Span, ...]
    why: str
    errand: Errand
    completes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsent:
    """A text that may not pass, before it is held.

    `row` is the policy row that decided, `nth` which try it is of this writer on this proposal; `decided` is
    all that the decision looked at, `lesson` what its writer is taught.
    """

    proposal_id: str
    writer_id: str
    field: str
    text: str = dataclasses.field(repr=False)
    verdict: Verdict = dataclasses.field(repr=False)
    row: str
    nth: int
    why: str
    errand: Errand = dataclasses.field(repr=False)
    interview_id: str | None = None
    behind: str = dataclasses.field(default="", repr=False)
    decided: Decided | None = None
    lesson: Lesson | None = None

    @property
    def earlier(self) -> tuple[str, ...]:
        """The ids of the messages whose pieces it completes, and the text that it stands behind."""
        return (*earlier(self.verdict), *([self.behind] if self.behind else []))

    @property
    def content(self) -> Content:
        """What of it is to be sealed."""
        spans = tuple(Span(each.start, each.end, each.kind.value) for each in self.verdict.findings)
        return Content(self.text, spans, self.why, self.errand, self.earlier)


@dataclass(frozen=True, slots=True)
class Held:
    """A held text as its row tells it, without what it says."""

    id: str
    proposal_id: str
    interview_id: str | None
    writer_id: str
    way: Way
    field: str
    verdict: str
    guard: str
    row: str
    kinds: tuple[str, ...]
    rules: tuple[str, ...]
    nth: int
    state: State
    at: datetime
    expires_at: datetime
    appealed_at: datetime | None = None
    closed_at: datetime | None = None
    reviewer: str | None = None
    reason: str | None = None


LEAST = timedelta(minutes=30)
"""As long any text is held, so that its writer can find other words or contest it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a text is held: at most `longest`, and rather not later than `before` its interview begins."""

    longest: timedelta
    before: timedelta

    def until(self, now: datetime, begins: datetime | None) -> datetime:
        """Return when what is held now expires.

        Where that leaves less than `LEAST` it is the interview's beginning, or `LEAST` from now if later.
        """
        if begins is None:
            return now + self.longest
        end = begins - self.before
        if end < now + LEAST:
            end = max(begins, now + LEAST)
        return min(end, now + self.longest)
