"""What search asks the database: each kind by its unique indexes, so that it costs the same among many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from anteroom.database.connection import Connection

Kind = Literal["interview", "proposal", "member"]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that bears the id: ours, and the marketplace's where it has one."""

    kind: Kind
    id: str
    note: str


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in a list."""

    id: str
    external_id: str
    job_id: str
    state: str


async def by_id(conn: Connection, wanted: str) -> Sequence[Found]:
    """Return what has this id, of ours or the marketplace's; of a seat or an effect its interview."""
    rows = await conn.fetch(
        """select 'interview' as kind, interview.id, proposal.external_id as note
        from interview join proposal on proposal.id = proposal_id where interview.id in (
            select $1 union all select interview_id from party where id = $1
            union all select interview_id from effect where id = $1)
        union all select 'proposal', id, external_id from proposal where id = $1 or external_id = $1
        union all select 'proposal', proposal_id, external_id from contract where id = $1 or external_id = $1
        union all select 'member', person_id, external_id from member where person_id = $1 or external_id = $1
        limit 50""",
        wanted,
    )
    return [Found(**dict(row)) for row in rows]


async def people(conn: Connection, person_ids: Sequence[str]) -> Sequence[Found]:
    """Return these persons as far as they are members, and some of the interviews that they are in."""
    rows = await conn.fetch(
        """select 'member' as kind, person_id as id, external_id as note from member
            where person_id = any($1::text[])
        union all select 'interview', interview_id, label from (
            select interview_id, label from party where person_id = any($1::text[])
            order by interview_id limit 50) seats
        limit 100""",
        list(person_ids),
    )
    return [Found(**dict(row)) for row in rows]


async def proposals_of(conn: Connection, person_id: str, behind: str, limit: int) -> Sequence[ProposalLine]:
    """Return a member's proposals behind an id, by their ids."""
    rows = await conn.fetch(
        """select id, external_id, job_id, state from (
            (select * from proposal where client_id = $1 and id > $2 order by id limit $3)
            union all
            (select * from proposal where freelancer_id = $1 and id > $2 order by id limit $3)
        ) as both_sides order by id limit $3""",
        person_id,
        behind,
        limit,
    )
    return [ProposalLine(**dict(row)) for row in rows]
