"""SQL of members, organisations, proposals and contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound
from anteroom.people import zones
from anteroom.people.zones import Source
from anteroom.proposals.model import Contract, Member, Organisation, Proposal, ProposalState

# Of an erased member no language is kept.
MEMBER = """select member.*, person.time_zone, coalesce(person.language, 'en') as language from member
    join person on person.id = member.person_id"""


async def put_organisation(conn: Connection, organisation: Organisation) -> None:
    """Insert or replace an organisation."""
    await conn.execute(
        """insert into organisation (id, name, kind, plan) values ($1, $2, $3, $4)
        on conflict (id) do update set name = excluded.name, kind = excluded.kind, plan = excluded.plan""",
        organisation.id,
        organisation.name,
        organisation.kind,
        organisation.plan,
    )


async def organisation(conn: Connection, organisation_id: str) -> Organisation | None:
    """Return an organisation by the marketplace's id."""
    row = await conn.fetchrow("select * from organisation where id = $1", organisation_id)
    return Organisation(row["id"], row["name"], row["kind"], row["plan"]) if row else None


async def put_member(conn: Connection, member: Member, roles: Iterable[str], now: datetime) -> None:
    """Insert or replace a member; `member.person_id` must be the one already known, if any is."""
    await conn.execute(
        """insert into person (id, kind, language, created_at) values ($1, 'member', $2, $3)
        on conflict (id) do update set kind = 'member', language = excluded.language""",
        member.person_id,
        member.language,
        now,
    )
    if member.time_zone is None:
        await zones.untell(conn, member.person_id, Source.MARKETPLACE, now)
    else:
        await zones.tell(conn, member.person_id, Source.MARKETPLACE, member.time_zone, now)
    await conn.execute(
        """insert into member (person_id, external_id, role, organisation_id, label, plan, rating,
            completed_jobs, shares) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (person_id) do update set role = excluded.role,
            organisation_id = excluded.organisation_id, label = excluded.label, plan = excluded.plan,
            rating = excluded.rating, completed_jobs = excluded.completed_jobs, shares = excluded.shares""",
        member.person_id,
        member.external_id,
        member.role,
        member.organisation_id,
        member.label,
        member.plan,
        member.rating,
        member.completed_jobs,
        list(member.shares),
    )
    await conn.execute("delete from organisation_role where person_id = $1", member.person_id)
    if member.organisation_id is None:
        return
    await conn.executemany(
        "insert into organisation_role (organisation_id, person_id, role) values ($1, $2, $3)",
        [(member.organisation_id, member.person_id, role) for role in sorted(set(roles))],
    )


async def member_by_external_id(conn: Connection, external_id: str) -> Member | None:
    """Return a member by the marketplace's id."""
    row = await conn.fetchrow(f"{MEMBER} where external_id = $1", external_id)
    return _member(row) if row else None


async def member_by_person(conn: Connection, person_id: str) -> Member | None:
    """Return the member that a person is, if it is one."""
    row = await conn.fetchrow(f"{MEMBER} where person_id = $1", person_id)
    return _member(row) if row else None


async def roles_of(conn: Connection, person_id: str) -> frozenset[str]:
    """Return a member's roles in its organisation."""
    rows = await conn.fetch("select role from organisation_role where person_id = $1", person_id)
    return frozenset(row["role"] for row in rows)


async def put_proposal(conn: Connection, proposal: Proposal) -> Proposal:
    """Insert or replace what was told of a proposal, and when; return it as it stands."""
    row = await conn.fetchrow(
        """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread, state,
            changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update set job_title = excluded.job_title, thread = excluded.thread,
            state = excluded.state, changed_at = greatest(proposal.changed_at, excluded.changed_at)
        returning *""",
        proposal.id,
        proposal.external_id,
        proposal.client_id,
        proposal.freelancer_id,
        proposal.job_id,
        proposal.job_title,
        proposal.thread,
        proposal.state.value,
        proposal.changed_at,
    )
    assert row is not None
    return _proposal(row)


async def remember(
    conn: Connection,
    proposal_id: str,
    *,
    hired_at: datetime | None = None,
    refused_at: datetime | None = None,
) -> Proposal:
    """Keep that it was hired, or declined or withdrawn, then; of several the latest counts."""
    row = await conn.fetchrow(
        """update proposal set hired_at = greatest(hired_at, $2), refused_at = greatest(refused_at, $3)
        where id = $1 returning *""",
        proposal_id,
        hired_at,
        refused_at,
    )
    assert row is not None
    return _proposal(row)


async def proposal(conn: Connection, proposal_id: str, *, lock: bool = False) -> Proposal:
    """Return a proposal by our id; NotFound if there is none. `lock` holds it against others until we commit.

    Not a shared lock: of two who decide about one text, or write one chain, the second must see the first.
    Not `for update`: whoever has written a row that points at it, and locks it later, would wait for us for
    ever.
    """
    query = f"select * from proposal where id = $1{' for no key update' if lock else ''}"
    row = await conn.fetchrow(query, proposal_id)
    if row is None:
        raise NotFound("There is no such proposal.")
    return _proposal(row)


async def proposal_of_interview(conn: Connection, interview_id: str) -> Proposal | None:
    """Return the proposal that an interview hangs on, held against others until we commit, as above."""
    row = await conn.fetchrow(
        """select * from proposal where id = (select proposal_id from interview where id = $1)
        for no key update""",
        interview_id,
    )
    return _proposal(row) if row else None


async def proposal_by_external_id(
    conn: Connection, external_id: str, *, lock: bool = False
) -> Proposal | None:
    """Return a proposal by the marketplace's id; `lock` as above."""
    query = f"select * from proposal where external_id = $1{' for no key update' if lock else ''}"
    row = await conn.fetchrow(query, external_id)
    return _proposal(row) if row else None


async def proposals_of_client(conn: Connection, person_id: str) -> list[Proposal]:
    """Return the living proposals that this member may schedule for: its own and its organisation's."""
    rows = await conn.fetch(
        """select proposal.* from proposal join member client on client.person_id = proposal.client_id
        where (proposal.client_id = $1 or client.organisation_id in
            (select organisation_id from organisation_role where person_id = $1
             and role in ('scheduler', 'hiring_manager')))
        and living order by job_title, proposal.id limit 100""",
        person_id,
    )
    return [_proposal(row) for row in rows]


async def offered(
    conn: Connection, person_id: str, words: Sequence[str], *, beside: str = "", limit: int
) -> list[tuple[Proposal, str]]:
    """Return the living proposals that this member may schedule for, with their freelancers' labels.

    Every one of `words`, in small letters, stands in the job's title, the freelancer's label or an id.
    `beside`: only further ones of that proposal's job, and not itself.
    """
    rows = await conn.fetch(
        """select proposal.*, freelancer.label as freelancer from proposal
        join member client on client.person_id = proposal.client_id
        join member freelancer on freelancer.person_id = proposal.freelancer_id
        where (proposal.client_id = $1 or client.organisation_id in
            (select organisation_id from organisation_role where person_id = $1
             and role in ('scheduler', 'hiring_manager')))
        and living
        and not exists (select from unnest($2::text[]) word where position(word in
            lower(job_title || ' ' || freelancer.label || ' ' || proposal.external_id || ' ' || proposal.id))
            = 0)
        and ($3 = '' or (proposal.id <> $3 and exists (select from proposal chosen where chosen.id = $3
            and chosen.job_id = proposal.job_id and chosen.client_id = proposal.client_id)))
        order by job_title, freelancer.label, proposal.id limit $4""",
        person_id,
        list(words),
        beside,
        limit,
    )
    found = []
    for row in rows:
        fields = dict(row)
        label = fields.pop("freelancer")
        fields["state"] = ProposalState(fields["state"])
        found.append((Proposal(**fields), label))
    return found


async def put_contract(conn: Connection, contract: Contract) -> None:
    """Insert or replace a contract."""
    await conn.execute(
        """insert into contract (id, external_id, proposal_id, accepted_at, starts_at, ended_at, disclosed_at,
            changed_at, closed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update set accepted_at = excluded.accepted_at, starts_at = excluded.starts_at,
            ended_at = excluded.ended_at, disclosed_at = excluded.disclosed_at,
            changed_at = excluded.changed_at, closed_at = excluded.closed_at""",
        contract.id,
        contract.external_id,
        contract.proposal_id,
        contract.accepted_at,
        contract.starts_at,
        contract.ended_at,
        contract.disclosed_at,
        contract.changed_at,
        contract.closed_at,
    )


async def contract_by_external_id(
    conn: Connection, external_id: str, *, lock: bool = True
) -> Contract | None:
    """Return a contract by the marketplace's id; `lock` holds it against others until we commit."""
    query = f"select * from contract where external_id = $1{' for update' if lock else ''}"
    row = await conn.fetchrow(query, external_id)
    return _contract(row) if row else None


async def contracts_due(conn: Connection, now: datetime) -> list[Contract]:
    """Return the contracts in force whose disclosure is not made yet, locked."""
    rows = await conn.fetch(
        """select * from contract where disclosed_at is null and closed_at is null
        and (accepted_at <= $1 or starts_at <= $1) and (ended_at is null or ended_at > $1)
        for update skip locked""",
        now,
    )
    return [_contract(row) for row in rows]


async def contracts_of(conn: Connection, proposal_id: str) -> list[Contract]:
    """Return a proposal's contracts, locked until we commit."""
    rows = await conn.fetch(
        "select * from contract where proposal_id = $1 order by id for update", proposal_id
    )
    return [_contract(row) for row in rows]


async def hold_concerned(conn: Connection, person_id: str, now: datetime) -> list[Proposal]:
    """Return the proposals that another word on a member concerns, held against others until we commit.

    Those of its own on which a contract discloses, and those of others on which it hosts an interview.
    """
    rows = await conn.fetch(
        """select * from proposal where (client_id = $1 or freelancer_id = $1)
        and exists (select from contract where proposal_id = proposal.id and disclosed_at is not null
            and (ended_at is null or ended_at > $2))
        or client_id <> $1 and id in (select proposal_id from interview
            join party on interview_id = interview.id
            where person_id = $1 and role = 'host' and removed_at is null
            and state in ('proposed', 'scheduled', 'doors_open'))
        order by id for no key update""",
        person_id,
        now,
    )
    return [_proposal(row) for row in rows]


async def contract_in_force(conn: Connection, proposal_id: str, now: datetime) -> bool:
    """Tell whether a contract of this proposal has started and not ended."""
    rows = await conn.fetch("select * from contract where proposal_id = $1", proposal_id)
    return any(_contract(row).in_force(now) for row in rows)


def _member(row: Row) -> Member:
    return Member(
        person_id=row["person_id"],
        external_id=row["external_id"],
        role=row["role"],
        organisation_id=row["organisation_id"],
        label=row["label"],
        plan=row["plan"],
        rating=row["rating"],
        completed_jobs=row["completed_jobs"],
        time_zone=row["time_zone"],
        language=row["language"],
        shares=tuple(row["shares"]),
    )


def _proposal(row: Row) -> Proposal:
    fields = dict(row)
    fields["state"] = ProposalState(fields["state"])
    return Proposal(**fields)


def _contract(row: Row) -> Contract:
    return Contract(**dict(row))
