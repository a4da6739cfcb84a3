"""What the marketplace tells us: each a transaction, each safe to tell twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from anteroom.conduct.brief import flag_if_brief
from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput, NotFound
from anteroom.guard import Context
from anteroom.house import House
from anteroom.interview_offers.outcomes import void_open
from anteroom.interviews import actions as interviews
from anteroom.interviews.invite import checked_label
from anteroom.ledger import chain
from anteroom.people.disclosure import choose_anew, disclose, end_disclosure
from anteroom.people.persons import known_by_email, known_zone
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
    """A proposal as the marketplace tells it; client and freelancer by the marketplace's ids."""

    external_id: str
    client: str
    freelancer: str
    job_id: str
    job_title: str
    thread: str
    state: ProposalState


async def tell_organisation(house: House, organisation: Organisation) -> Organisation:
    """Learn an organisation."""
    async with house.database.transaction() as conn:
        await store.put_organisation(conn, organisation)
    return organisation


async def tell_member(house: House, told: MemberTold) -> Member:
    """Learn a member; a name that is itself a contact detail becomes a role. Raises BadInput."""
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
        disclosing = []
        if known is not None:
            disclosing = await store.hold_disclosing(conn, known.person_id, house.clock.now())
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
        await house.vault.keep(conn, member.person_id, told.contact)
        for proposal in disclosing:
            await choose_anew(conn, house, proposal, member.person_id)
    return member


async def tell_proposal(house: House, told: ProposalTold) -> Proposal:
    """Learn a proposal; one that has died voids its interviews in the same transaction. Raises BadInput."""
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
        )
        await store.put_proposal(conn, proposal)
        if known is None or known.state is not told.state:
            facts = {"state": told.state.value, "before": known.state.value if known else None}
            now = house.clock.now()
            await chain.write(conn, f"proposal:{proposal.id}", now, "proposal.told", "marketplace", facts)
        if not proposal.state.living:
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
) -> Contract:
    """Learn a contract; one that has started discloses at once, one that has ended discloses no more."""
    async with house.database.transaction() as conn:
        proposal = await store.proposal_by_external_id(conn, proposal_external_id, lock=True)
        if proposal is None:
            raise NotFound("There is no such proposal.")
        known = await store.contract_by_external_id(conn, external_id)
        if known and known.proposal_id != proposal.id:
            raise BadInput("A contract keeps its proposal.", field="proposal")
        now = house.clock.now()
        contract = Contract(
            id=known.id if known else f"cot_{house.randomness.token(20)}",
            external_id=external_id,
            proposal_id=proposal.id,
            accepted_at=accepted_at,
            starts_at=starts_at,
            ended_at=ended_at,
            disclosed_at=known.disclosed_at if known else None,
        )
        await store.put_contract(conn, contract)
        if contract.in_force(now) and contract.disclosed_at is None:
            await disclose(conn, house, contract, proposal)
            contract = replace(contract, disclosed_at=now)
        await end_disclosure(conn, house, contract)
        await flag_if_brief(conn, house, contract, proposal)
    return contract


async def _person_for(conn: Connection, house: House, contact: Mapping[str, str]) -> str:
    """A guest who joins the marketplace stays the same person; everybody else is a new one."""
    for owner in await known_by_email(conn, house.vault, contact.get("email", "")):
        # Two new members may claim one guest at once: the second looks again when the first is done.
        await conn.execute("select 1 from person where id = $1 for update", owner)
        if await store.member_by_person(conn, owner) is None:
            return owner
    return f"per_{house.randomness.token(20)}"
