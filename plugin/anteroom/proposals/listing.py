"""SQL of lists of what the marketplace told us, in the order of its own ids."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.proposals.model import Contract, Member, Organisation, ProposalState
from anteroom.proposals.store import MEMBER


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal as a list shows it; all ids are the marketplace's."""

    id: str
    client: str
    freelancer: str
    job_id: str
    job_title: str
    thread: str
    state: ProposalState


async def organisations(conn: Connection, behind: str, limit: int) -> list[Organisation]:
    """Return at most so many organisations behind an id."""
    rows = await conn.fetch(
        "select id, name, kind, plan from organisation where id > $1 order by id limit $2", behind, limit
    )
    return [Organisation(**dict(row)) for row in rows]


async def members(conn: Connection, organisation: str | None, behind: str, limit: int) -> list[Member]:
    """Return at most so many members behind an id, of one organisation or of all."""
    rows = await conn.fetch(
        f"""{MEMBER} where external_id > $1 and ($2::text is null or organisation_id = $2)
        order by external_id limit $3""",
        behind,
        organisation,
        limit,
    )
    names = Member.__dataclass_fields__
    return [
        Member(**{name: row[name] for name in names if name != "shares"}, shares=tuple(row["shares"]))
        for row in rows
    ]


async def proposals(
    conn: Connection, state: ProposalState | None, member: str | None, behind: str, limit: int
) -> list[Listed]:
    """Return at most so many proposals behind an id: in one state, of one member, or all."""
    rows = await conn.fetch(
        """select proposal.external_id as id, client.external_id as client,
            freelancer.external_id as freelancer, job_id, job_title, thread, state
        from proposal join member client on client.person_id = client_id
        join member freelancer on freelancer.person_id = freelancer_id
        where proposal.external_id > $1 and ($2::text is null or state = $2)
        and ($3::text is null or $3 in (client.external_id, freelancer.external_id))
        order by proposal.external_id limit $4""",
        behind,
        state.value if state else None,
        member,
        limit,
    )
    return [Listed(**{**dict(row), "state": ProposalState(row["state"])}) for row in rows]


async def contracts(
    conn: Connection, proposal: str | None, behind: str, limit: int
) -> list[tuple[Contract, str]]:
    """Return at most so many contracts behind an id, each with its proposal, of one proposal or of all."""
    rows = await conn.fetch(
        """select contract.*, proposal.external_id as proposal from contract
        join proposal on proposal.id = proposal_id
        where contract.external_id > $1 and ($2::text is null or proposal.external_id = $2)
        order by contract.external_id limit $3""",
        behind,
        proposal,
        limit,
    )
    found = []
    for row in rows:
        fields = dict(row)
        of = fields.pop("proposal")
        found.append((Contract(**fields), of))
    return found
