"""What the marketplace tells us: each a transaction, each safe to tell twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from anteroom.conduct.flags.brief import flag_if_brief
from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput, NotFound
from anteroom.guard import Context
from anteroom.house import House
from anteroom.interview_offers.outcomes import void_open
from anteroom.interviews import actions as interviews
from anteroom.interviews.invite import checked_label
from anteroom.interviews.succession import may_host, succeed
from anteroom.ledger import chain
from anteroom.nudges import noting
from anteroom.people.disclosure import choose_anew, disclose, end_disclosure, put_off
from anteroom.people.persons import known_by_email, known_zone, zone_and_language
from anteroom.plain_text import one_line
from anteroom.proposals import store
from anteroom.proposals.model import (
    CONTACT_FIELDS,
    Contract,
    Member,
    MemberRole,
    Organisation,
    Proposal,
    ProposalState,
)

AHEAD = timedelta(hours=1)
"""By how much the marketplace's clock may be fast: what is told as of 2099 must not overrule all later."""


@dataclass(frozen=True, slots=True)
class MemberTold:
    """A member as the marketplace tells it. `contact` maps fields to values and shows nothing in a repr."""

    external_id: str
    role: MemberRole
    display_name: str
    organisation_id: str | None = None
    organisation_roles: tuple[str, ...] = ()
    plan: str = "basic"
    rating: float | None = None
    completed_jobs: int = 0
    time_zone: str | None = None
    language: str = "en"
    contact: Mapping[str, str] = field(default_factory=dict, repr=False)
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalTold:
    """A proposal as the marketplace tells it; client and freelancer by the marketplace's ids.

    `changed_at` is when this was so; without it that counts as of the moment it is heard.
    """

    external_id: str
    client: str
    freelancer: str
    job_id: str
    job_title: str
    thread: str
    state: ProposalState
    changed_at: datetime | None = None


async def tell_organisation(house: House, organisation: Organisation) -> Organisation:
    """Learn an organisation."""
    async with house.database.transaction() as conn:
        await store.put_organisation(conn, organisation)
    return organisation


async def tell_member(house: House, told: MemberTold) -> Member:
    """Learn a member; a name that is itself a contact detail becomes a role. Raises BadInput.

    What somebody hosts who may schedule for that proposal no more, others host from then on.
    """
    if told.time_zone is not None and known_zone(told.time_zone) is None:
        raise BadInput("This time zone is not known.", field="time_zone")
    for name in told.shares:
        if name not in CONTACT_FIELDS:
            raise BadInput(f"There is no contact field “{name}”.", field="shares")
    async with house.database.transaction() as conn:
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", told.external_id)
        if told.organisation_id and await store.organisation(conn, told.organisation_id) is None:
            raise BadInput("There is no such organisation yet.", field="organisation")
        known = await store.member_by_external_id(conn, told.external_id)
        # Before anything of the member's is written: others hold a proposal when they come to its people.
        concerned, hosts = [], []
        if known is not None:
            concerned = await store.hold_concerned(conn, known.person_id, house.clock.now())
            hosts = [each for each in concerned if await may_host(conn, each, known.person_id)]
        member = Member(
            person_id=known.person_id if known else await _person_for(conn, house, told.contact),
            external_id=told.external_id,
            role=told.role,
            organisation_id=told.organisation_id,
            label=checked_label(house, told.display_name, told.role),
            plan=told.plan,
            rating=told.rating,
            completed_jobs=told.completed_jobs,
            time_zone=told.time_zone,
            language=told.language,
            shares=told.shares,
        )
        await store.put_member(conn, member, told.organisation_roles, house.clock.now())
        zone, _ = await zone_and_language(conn, member.person_id)
        # The marketplace's word is one of several: what is shown of a member is the zone that counts.
        member = replace(member, time_zone=zone)
        await house.vault.keep(conn, member.person_id, told.contact)
        for proposal in concerned:
            if member.person_id in (proposal.client_id, proposal.freelancer_id):
                await choose_anew(conn, house, proposal, member.person_id)
        for proposal in hosts:
            if not await may_host(conn, proposal, member.person_id):
                gone = known is not None and known.organisation_id != member.organisation_id
                await succeed(conn, house, proposal, member.person_id, gone=gone)
    return member


async def tell_proposal(house: House, told: ProposalTold) -> Proposal:
    """Learn a proposal; one that has died voids its interviews in the same transaction.

    What was so before what is known already changes nothing, but that it was hired, or refused, then. Return
    the proposal as it stands. Raises BadInput.
    """
    at = _checked(house, told.changed_at)
    async with house.database.transaction() as conn:
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 2))", told.external_id)
        known = await store.proposal_by_external_id(conn, told.external_id, lock=True)
        client = await store.member_by_external_id(conn, told.client)
        freelancer = await store.member_by_external_id(conn, told.freelancer)
        if client is None or client.role != "client":
            raise BadInput("There is no such client.", field="client")
        if freelancer is None or freelancer.role != "freelancer":
            raise BadInput("There is no such freelancer.", field="freelancer")
        if known and (known.client_id, known.freelancer_id) != (client.person_id, freelancer.person_id):
            raise BadInput("A proposal keeps its client and its freelancer.", field="client")
        title = one_line(told.job_title)
        fit = not tangled(title) and house.guard.inspect(title, Context((), "title")).action.passes
        proposal = Proposal(
            id=known.id if known else f"pro_{house.randomness.token(20)}",
            external_id=told.external_id,
            client_id=client.person_id,
            freelancer_id=freelancer.person_id,
            job_id=told.job_id,
            job_title=title if title and fit else "the job",
            thread=told.thread,
            state=told.state,
            changed_at=at,
        )
        late = known is not None and overtaken(told.changed_at, known.changed_at)
        if not late:
            await store.put_proposal(conn, proposal)
        proposal = await store.remember(
            conn,
            proposal.id,
            hired_at=at if told.state is ProposalState.HIRED else None,
            refused_at=at if told.state.refuses else None,
        )
        if not late and (known is None or known.state is not told.state):
            facts = {"state": told.state.value, "before": known.state.value if known else None}
            now = house.clock.now()
            await chain.write(conn, f"proposal:{proposal.id}", now, "proposal.told", "marketplace", facts)
        await noting.follow_proposal(conn, house, proposal, hired=newly_hired(known, proposal))
        if not proposal.living:
            await interviews.void_all(conn, house, proposal.id, f"The proposal is {proposal.state}.")
            await void_open(conn, house, proposal.id)
    return proposal


async def tell_contract(
    house: House,
    external_id: str,
    proposal_external_id: str,
    *,
    accepted_at: datetime | None,
    starts_at: datetime | None,
    ended_at: datetime | None,
    changed_at: datetime | None = None,
) -> Contract:
    """Learn a contract; one that has started discloses at once, one that has ended discloses no more.

    `changed_at` is when this was so. What was so before what is known already changes nothing. One whose
    start is put off after it began discloses nothing until then. Return the contract as it stands.
    """
    at = _checked(house, changed_at)
    async with house.database.transaction() as conn:
        proposal = await store.proposal_by_external_id(conn, proposal_external_id, lock=True)
        if proposal is None:
            raise NotFound("There is no such proposal.")
        known = await store.contract_by_external_id(conn, external_id)
        if known and known.proposal_id != proposal.id:
            raise BadInput("A contract keeps its proposal.", field="proposal")
        if known and overtaken(changed_at, known.changed_at):
            return known
        now = house.clock.now()
        contract = Contract(
            id=known.id if known else f"cot_{house.randomness.token(20)}",
            external_id=external_id,
            proposal_id=proposal.id,
            accepted_at=accepted_at,
            starts_at=starts_at,
            ended_at=ended_at,
            disclosed_at=known.disclosed_at if known else None,
            changed_at=max(known.changed_at, at) if known and known.changed_at else at,
            closed_at=_closed(known, ended_at, now),
        )
        await store.put_contract(conn, contract)
        remembered = await store.remember(conn, proposal.id, hired_at=contract.hire(at))
        await noting.follow_proposal(conn, house, remembered, hired=newly_hired(proposal, remembered))
        if contract.in_force(now) and contract.disclosed_at is None and contract.closed_at is None:
            await disclose(conn, house, contract, proposal)
            contract = replace(contract, disclosed_at=now)
        elif contract.disclosed_at is not None and not contract.started(now):
            await put_off(conn, house, contract)
            contract = replace(contract, disclosed_at=None)
        await end_disclosure(conn, house, contract)
        await flag_if_brief(conn, house, contract, proposal)
    return contract


def newly_hired(before: Proposal | None, after: Proposal) -> bool:
    """Tell whether the freelancer was hired only now."""
    return after.hired_at is not None and (before is None or before.hired_at is None)


def overtaken(at: datetime | None, known: datetime | None) -> bool:
    """Tell whether what was so at an instant is older than what is known; without one it never is."""
    return at is not None and known is not None and at < known


def _checked(house: House, changed_at: datetime | None) -> datetime:
    """Return when something was so. Raises BadInput for what no clock that is a little fast would say."""
    now = house.clock.now()
    if changed_at is not None and changed_at > now + AHEAD:
        raise BadInput("This instant is still to come.", field="changed_at")
    return changed_at or now


def _closed(known: Contract | None, ended_at: datetime | None, now: datetime) -> datetime | None:
    """Return the end after which a contract discloses no more: the first that had come when it was told."""
    if known is None:
        return ended_at if ended_at and ended_at <= now else None
    if known.closed_at is not None:
        return known.closed_at
    come = [at for at in (known.ended_at, ended_at) if at is not None and at <= now]
    return min(come) if come else None


async def _person_for(conn: Connection, house: House, contact: Mapping[str, str]) -> str:
    """A guest who joins the marketplace stays the same person; everybody else is a new one."""
    for owner in await known_by_email(conn, house.vault, contact.get("email", "")):
        # Two new members may claim one guest at once: the second looks again when the first is done.
        await conn.execute("select 1 from person where id = $1 for update", owner)
        if await store.member_by_person(conn, owner) is None:
            return owner
    return f"per_{house.randomness.token(20)}"
