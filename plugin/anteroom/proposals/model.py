"""Members, organisations, proposals and contracts: what the marketplace told us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

MemberRole = Literal["client", "freelancer"]
CONTACT_FIELDS = ("email", "phone", "handle", "address")


class ProposalState(StrEnum):
    """Where a proposal stands."""

    SUBMITTED = "submitted"
    ACTIVE = "active"
    SHORTLISTED = "shortlisted"
    OFFERED = "offered"
    HIRED = "hired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"

    @property
    def refuses(self) -> bool:
        """Tell whether it says that one of the two would not, whatever was agreed before."""
        return self in (ProposalState.DECLINED, ProposalState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A client company or an agency; `id` is the marketplace's own."""

    id: str
    name: str
    kind: Literal["client", "agency"]
    plan: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a marketplace account.

    `label` is what others see; `shares` are the fields that the member chose to share under a contract.
    """

    person_id: str
    external_id: str
    role: MemberRole
    organisation_id: str | None
    label: str
    plan: str
    rating: float | None
    completed_jobs: int
    time_zone: str | None
    language: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What ties one client, one freelancer and one job; everything hangs on it.

    `changed_at` is when its newest fact was so, by the marketplace's clock. `hired_at` is the latest hire
    that was told, `refused_at` the latest time that it was declined or withdrawn, in whatever order they
    came. `living`, whether an interview can hang on it, follows from these: the table says how. One that was
    archived after a hire lives on, for what was begun is gone on with.
    """

    id: str
    external_id: str
    client_id: str
    freelancer_id: str
    job_id: str
    job_title: str
    thread: str
    state: ProposalState
    changed_at: datetime | None = None
    hired_at: datetime | None = None
    refused_at: datetime | None = None
    living: bool = True


@dataclass(frozen=True, slots=True)
class Contract:
    """It starts on acceptance or on its start date, whichever comes first.

    `changed_at` is when its newest fact was so, by the marketplace's clock. `closed_at` is its end, once that
    had come and was told of: nothing is disclosed by it from then on, whatever is told later.
    """

    id: str
    external_id: str
    proposal_id: str
    accepted_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None
    disclosed_at: datetime | None
    changed_at: datetime | None = None
    closed_at: datetime | None = None

    def hire(self, told_at: datetime) -> datetime | None:
        """Return when it was a hire, at the latest when it was told of; None for a mere draft of one."""
        begins = [moment for moment in (self.accepted_at, self.starts_at) if moment is not None]
        return min(*begins, told_at) if begins else None

    def started(self, now: datetime) -> bool:
        """Tell whether it has started at `now`."""
        moments = [moment for moment in (self.accepted_at, self.starts_at) if moment is not None]
        return bool(moments) and min(moments) <= now

    def in_force(self, now: datetime) -> bool:
        """Tell whether it has started and not ended at `now`."""
        return self.started(now) and (self.ended_at is None or now < self.ended_at)
