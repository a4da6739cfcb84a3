"""A question to the host's own people, and what may become of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.errors import BadInput, Conflict, NotAllowed

PATIENCE = timedelta(hours=48)
BEFORE = timedelta(minutes=30)
"""So long before the interview a question ends by itself: whoever is invited then must be able to come."""
SHORTEST = timedelta(minutes=15)
TOO_SOON = (
    "That begins too soon to ask your team first. Choose a later time, or invite everybody at once without "
    "this tick."
)


class State(StrEnum):
    """What became of a question."""

    OPEN = "open"
    SENT = "sent"
    CALLED_OFF = "called_off"
    EXPIRED = "expired"
    FAILED = "failed"


class Said(StrEnum):
    """What somebody said to it."""

    NOTHING = ""
    YES = "yes"
    NO = "no"


ENDED = {
    State.SENT: "The invitations were sent already.",
    State.CALLED_OFF: "The host has called it off.",
    State.EXPIRED: "This question has ended by itself, and nobody was invited.",
    State.FAILED: "This did not go ahead, and nobody was invited.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked; `label` is what the host's people read."""

    person_id: str
    label: str
    said: Said = Said.NOTHING


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a time suits the host's people. `trouble` is why it could not be sent, for the host."""

    id: str
    host_id: str
    starts_at: datetime
    ends_at: datetime
    state: State
    trouble: str
    at: datetime
    expires_at: datetime
    asked: tuple[Asked, ...]

    @property
    def agreed(self) -> bool:
        """Whether everybody said yes."""
        return all(each.said is Said.YES for each in self.asked)


def expires(now: datetime, starts_at: datetime) -> datetime:
    """Return when a question about that time ends by itself. Raises BadInput where that is too soon."""
    end = min(now + PATIENCE, starts_at - BEFORE)
    if end - now < SHORTEST:
        raise BadInput(TOO_SOON, field="first")
    return end


def answered(question: Question, person_id: str, said: Said) -> Question:
    """Return the question with somebody's answer. Raises Conflict once it has an end, NotAllowed."""
    refuse_unless_open(question)
    if all(each.person_id != person_id for each in question.asked):
        raise NotAllowed("You were not asked this.")
    asked = tuple(
        replace(each, said=said) if each.person_id == person_id else each for each in question.asked
    )
    return replace(question, asked=asked)


def refuse_unless_open(question: Question) -> None:
    """Raise Conflict, saying what became of it."""
    if question.state is not State.OPEN:
        raise Conflict(ENDED[question.state])


def refuse_unless_host(question: Question, person_id: str) -> None:
    """Raise NotAllowed for anybody but who asked."""
    if question.host_id != person_id:
        raise NotAllowed("Only who asked can do this.")
