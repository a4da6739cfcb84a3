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
    def living(self) -> bool:
        """Tell whether an interview can hang on it."""
        return self not in (ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.ARCHIVED)


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
    """What ties one client, one freelancer and one job; everything hangs on it."""

    id: str
    external_id: str
    client_id: str
    freelancer_id: str
    job_id: str
    job_title: str
    thread: str
    state: ProposalState


@dataclass(frozen=True, slots=True)
class Contract:
    """It starts on acceptance or on its start date, whichever comes first."""

    id: str
    external_id: str
    proposal_id: str
    accepted_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None
    disclosed_at: datetime | None

    def started(self, now: datetime) -> bool:
        """Tell whether it has started at `now`."""
        moments = [moment for moment in (self.accepted_at, self.starts_at) if moment is not None]
        return bool(moments) and min(moments) <= now

    def in_force(self, now: datetime) -> bool:
        """Tell whether it has started and not ended at `now`."""
        return self.started(now) and (self.ended_at is None or now < self.ended_at)
