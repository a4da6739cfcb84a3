"""What a marketplace can tell: the values of REST v1's calls, for connectors that read them elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from anteroom.interviews.model import Answer
from anteroom.proposals.actions import MemberTold, ProposalTold
from anteroom.proposals.messages import MessageTold
from anteroom.proposals.model import Organisation


@dataclass(frozen=True, slots=True)
class ContractTold:
    """A contract; instants are aware. It starts on acceptance or on its start date, whichever comes first."""

    external_id: str
    proposal: str
    accepted_at: datetime | None = None
    starts_at: datetime | None = None
    ended_at: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """A member's answer to a card. `id` is the outside's and taken once; `saw` is what the card showed."""

    id: str
    interview: str
    member: str
    answer: Answer
    saw: Answer | None = None


@dataclass(frozen=True, slots=True)
class CounterTold:
    """Another time that a member proposes for an interview. `id` is the outside's and taken once."""

    id: str
    interview: str
    member: str
    starts_at: datetime
    ends_at: datetime
    comment: str = field(default="", repr=False)


Change = Organisation | MemberTold | ProposalTold | ContractTold | MessageTold | AnswerTold | CounterTold
"""Members and organisations come before the proposals that name them, proposals before what hangs on them."""
