"""SQL of escalations, and of who is on a job's shortlist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound
from anteroom.nudges.escalation.model import Choice, Escalation
from anteroom.proposals.model import Proposal

NONE = "There is nothing here that waits."
MOST_SHORTLISTED = 50
SHORTLIST = """select proposal.id, proposal.external_id, proposal.freelancer_id, member.label from proposal
    join member on member.person_id = proposal.freelancer_id
    join person on person.id = proposal.freelancer_id
    where proposal.client_id = $1 and proposal.job_id = $2 and proposal.id <> $3
        and proposal.freelancer_id <> $4 and proposal.state = 'shortlisted'
        and person.erased_at is null
        and not exists (select from block where block.proposal_id = proposal.id and ended_at is null
            and least(blocker_id, blocked_id) = least(proposal.client_id, proposal.freelancer_id)
            and greatest(blocker_id, blocked_id) = greatest(proposal.client_id, proposal.freelancer_id))
    order by member.label, proposal.id limit $5"""


@dataclass(frozen=True, slots=True)
class Shortlisted:
    """Another freelancer whom the client has on the shortlist of the same job."""

    proposal_id: str
    external_id: str
    freelancer_id: str
    label: str


async def insert(conn: Connection, escalation: Escalation) -> bool:
    """Keep a new one; False where what waits was put before the client already."""
    found = await conn.fetchval(
        """insert into nudge_escalation (id, waiting_id, proposal_id, client_id, case_id, at)
        values ($1, $2, $3, $4, $5, $6) on conflict (waiting_id) do nothing returning true""",
        escalation.id,
        escalation.waiting_id,
        escalation.proposal_id,
        escalation.client_id,
        escalation.case_id,
        escalation.at,
    )
    return bool(found)


async def update(conn: Connection, escalation: Escalation) -> None:
    """Keep the client's choice."""
    await conn.execute(
        "update nudge_escalation set choice = $2, picked_id = $3, chosen_at = $4 where id = $1",
        escalation.id,
        escalation.choice.value if escalation.choice else None,
        escalation.picked_id,
        escalation.chosen_at,
    )


async def load(conn: Connection, escalation_id: str) -> Escalation:
    """Return an escalation. Raises NotFound."""
    row = await conn.fetchrow("select * from nudge_escalation where id = $1", escalation_id)
    if row is None:
        raise NotFound(NONE)
    return _escalation(row)


async def about(conn: Connection, waiting_id: str) -> Escalation | None:
    """Return the escalation of what waits, if there is one."""
    row = await conn.fetchrow("select * from nudge_escalation where waiting_id = $1", waiting_id)
    return _escalation(row) if row is not None else None


async def newest_first(
    conn: Connection, behind: tuple[datetime, str] | None, limit: int
) -> Sequence[Escalation]:
    """Return at most so many behind one (by its instant and id), or the newest."""
    at, last = behind or (None, "")
    rows = await conn.fetch(
        """select * from nudge_escalation where $1::timestamptz is null or (at, id) < ($1, $2)
        order by at desc, id desc limit $3""",
        at,
        last,
        limit,
    )
    return [_escalation(row) for row in rows]


async def shortlist(conn: Connection, proposal: Proposal) -> Sequence[Shortlisted]:
    """Return who else is on the client's shortlist for a proposal's job, and can be asked.

    Between whom somebody blocks the other is not on it: nobody is told why.
    """
    rows = await conn.fetch(
        SHORTLIST,
        proposal.client_id,
        proposal.job_id,
        proposal.id,
        proposal.freelancer_id,
        MOST_SHORTLISTED,
    )
    return [Shortlisted(row["id"], row["external_id"], row["freelancer_id"], row["label"]) for row in rows]


def _escalation(row: Row) -> Escalation:
    return Escalation(
        id=row["id"],
        waiting_id=row["waiting_id"],
        proposal_id=row["proposal_id"],
        client_id=row["client_id"],
        case_id=row["case_id"],
        at=row["at"],
        choice=Choice(row["choice"]) if row["choice"] else None,
        picked_id=row["picked_id"],
        chosen_at=row["chosen_at"],
    )
