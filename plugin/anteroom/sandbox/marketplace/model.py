"""What Harbourline knows: members, proposals, threads with messages and cards, contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anteroom.sandbox.cast import Person

FIELDS = ("email", "phone", "handle", "address")
ANTEROOM = "anteroom"
LIVING = frozenset({"submitted", "active", "shortlisted", "offered"})


class NotNow(Exception):
    """The proposal's state does not allow this step. `sentence` is for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class Member:
    """A person with an account. `shares` are the contact fields a contract opens."""

    id: str
    person: Person
    role: str
    organisation: str | None
    organisation_roles: tuple[str, ...]
    plan: str
    rating: float
    completed_jobs: int
    shares: tuple[str, ...] = ("email", "phone")


@dataclass(slots=True)
class Contract:
    """What an accepted offer became; times aware, UTC."""

    id: str
    proposal: str
    accepted_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None = None


@dataclass(slots=True)
class Message:
    """What somebody wrote.

    `verdict` is Anteroom's, None while it has not answered; `shown` is what others read. `lesson` is what its
    sender is to be shown beside the explanation, as Anteroom says it. `by` is "mail" for
    what a member answered to a mail, "" for what was written here. What is `covered` holds a piece of a
    contact detail that a later message completed.
    """

    id: str
    proposal: str
    sender: str
    text: str
    sent_at: datetime
    verdict: str | None = None
    explanation: str = ""
    lesson: Mapping[str, Any] | None = None
    shown: str = ""
    by: str = ""
    covered: bool = False

    def seen_by(self, member: str) -> str | None:
        """The text `member` reads, or None where the message is kept from that member."""
        if member == self.sender:
            return self.text
        return None if self.covered or self.verdict in (None, "block") else self.shown


@dataclass(frozen=True, slots=True)
class Notice:
    """What Anteroom says in a thread to one member alone; `content` is its JSON."""

    id: str
    proposal: str
    to: str
    content: Mapping[str, Any]
    sent_at: datetime


@dataclass(slots=True)
class Card:
    """An interview as Anteroom last put it into the thread; `content` is the card's JSON."""

    id: str
    thread: str
    content: Mapping[str, Any]
    sent_at: datetime


@dataclass(slots=True)
class Proposal:
    """One client, one freelancer, one job, and their thread with everything in it by arrival.

    `interview_address` is what the client adds to an event of the own calendar to ask for an interview.
    `changed_at` is when its state changed, None while it is as it was in the beginning.
    """

    id: str
    thread: str
    job: str
    job_title: str
    client: str
    freelancer: str
    state: str
    interview_address: str = ""
    changed_at: datetime | None = None
    contract: Contract | None = None
    items: list[Message | Card] = field(default_factory=list)

    @property
    def living(self) -> bool:
        """Whether an interview may hang on it."""
        return self.state in LIVING

    def across_from(self, member: str) -> str:
        """The other member of this proposal."""
        return self.freelancer if member == self.client else self.client


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook that was taken in, once."""

    id: str
    type: str
    data: Mapping[str, Any]
    at: datetime


def starting_members(people: tuple[Person, ...], organisation: str) -> list[Member]:
    """The accounts Harbourline begins with."""
    members: list[Member] = []
    for person in people:
        client = person.side == "client"
        members.append(
            Member(
                id=person.member or person.key,
                person=person,
                role=person.side,
                organisation=organisation if client else None,
                organisation_roles=("hiring_manager", "scheduler") if client else (),
                plan="basic",
                rating=4.9 if client else 4.8,
                completed_jobs=23 if client else 41,
            )
        )
    return members
