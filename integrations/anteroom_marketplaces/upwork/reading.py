"""What a room at Upwork says, as what the heart is told: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.marketplaces.told import Change, ContractTold
from anteroom.proposals.actions import MemberTold, ProposalTold
from anteroom.proposals.model import Member, MemberRole, Organisation, ProposalState
from anteroom_marketplaces.upwork.answers import Contract, Named, Offer, Room, RoomUser, instant_of

STATES: Mapping[str, ProposalState] = {
    "Created": ProposalState.SUBMITTED,
    "Pending": ProposalState.SUBMITTED,
    # Upwork accepted the submission; the client has decided nothing.
    "Accepted": ProposalState.SUBMITTED,
    "Activated": ProposalState.ACTIVE,
    "Offered": ProposalState.OFFERED,
    "Hired": ProposalState.HIRED,
    "Declined": ProposalState.DECLINED,
    "Rejected": ProposalState.DECLINED,
    "Withdrawn": ProposalState.WITHDRAWN,
    "Archived": ProposalState.ARCHIVED,
    "Replaced": ProposalState.ARCHIVED,
    "Invalid": ProposalState.ARCHIVED,
}
OFFERED = frozenset({"PENDING_VENDOR_ACCEPTANCE", "PENDING_VENDOR_ACCEPTANCE_AFTER_REMINDER"})
EARLY = (ProposalState.SUBMITTED, ProposalState.ACTIVE, ProposalState.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member as it stands with us, and its roles: what Upwork does not know of it stays."""

    member: Member
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is who in a room: (user, organisation) of client and freelancer."""

    client: tuple[Named, Named]
    freelancer: tuple[Named, Named]


def sides_of(room: Room, known_client: str | None) -> Sides | None:
    """Return who is who; None for a room that is about no proposal, or has nobody of the client's in it.

    A proposal keeps its client: whoever it was first, as long as that one is there; else the room's owner.
    """
    proposal = room.vendorProposal
    if proposal is None:
        return None
    freelancer = (proposal.user, proposal.organization)
    users = [room.owner, *(room.roomUsers or ())] if room.owner else list(room.roomUsers or ())
    clients = [each for each in map(_whole, users) if each is not None and each[1].id != freelancer[1].id]
    if known_client is not None:
        kept = next((each for each in clients if each[0].id == known_client), None)
        return Sides(kept, freelancer) if kept is not None else None
    return Sides(clients[0], freelancer) if clients else None


def told_of(room: Room, sides: Sides, known: Mapping[str, KnownMember], plan: str) -> list[Change]:
    """Return organisations, members and the proposal of a room, in the order in which they are heard."""
    proposal = room.vendorProposal
    assert proposal is not None
    state = STATES.get(proposal.status.status)
    if state is None:
        return []
    (client, company), (freelancer, agency) = sides.client, sides.freelancer
    job = proposal.marketplaceJobPosting
    return [
        Organisation(company.id, company.name or "", "client", plan),
        Organisation(agency.id, agency.name or "", "agency", plan),
        _member(client, "client", company.id, known, plan),
        _member(freelancer, "freelancer", agency.id, known, plan),
        ProposalTold(
            external_id=proposal.id,
            client=client.id,
            freelancer=freelancer.id,
            job_id=job.id,
            job_title=job.content.title if job.content else "",
            thread=room.id,
            state=state,
        ),
    ]


def with_offer(changes: Iterable[Change], offer: Offer | None) -> list[Change]:
    """Return the changes with a proposal that has an offer out, where its own status does not say so yet."""
    told = list(changes)
    if offer is None or offer.state not in OFFERED or offer.vendorProposal is None:
        return told
    return [
        replace(each, state=ProposalState.OFFERED)
        if isinstance(each, ProposalTold)
        and each.external_id == offer.vendorProposal.id
        and each.state in EARLY
        else each
        for each in told
    ]


def contract_of(contract: Contract | None, proposal: str, now: datetime) -> list[Change]:
    """Return a contract; nothing where it belongs to another proposal than its room does.

    Upwork makes a contract when an offer is accepted. A paused one is in force.
    """
    if contract is None or contract.offer is None or contract.offer.vendorProposal is None:
        return []
    if contract.offer.vendorProposal.id != proposal or contract.status is None:
        return []
    ended = (instant_of(contract.endDate) or now) if contract.status == "CLOSED" else None
    accepted, starts = instant_of(contract.createDate), instant_of(contract.startDate)
    return [ContractTold(contract.id, proposal, accepted_at=accepted, starts_at=starts, ended_at=ended)]


def _whole(each: RoomUser) -> tuple[Named, Named] | None:
    if each.user is None or each.organization is None or not each.user.id or not each.organization.id:
        return None
    return each.user, each.organization


def _member(
    user: Named, role: MemberRole, organisation: str, known: Mapping[str, KnownMember], plan: str
) -> MemberTold:
    before = known.get(user.id)
    if before is None:
        return MemberTold(user.id, role, user.name or "", organisation, plan=plan)
    member = before.member
    return MemberTold(
        external_id=user.id,
        role=role,
        display_name=user.name or "",
        organisation_id=organisation,
        organisation_roles=tuple(sorted(before.roles)),
        plan=plan,
        rating=member.rating,
        completed_jobs=member.completed_jobs,
        time_zone=member.time_zone,
        language=member.language,
        shares=member.shares,
    )
