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


def _shortlist_sql(columns: str, client: str, job: str, but: str, freelancer: str, most: str) -> str:
    """Return the query of who else a client can ask; values as SQL has them."""
    return f"""select {columns} from proposal
    join member on member.person_id = proposal.freelancer_id
    join person on person.id = proposal.freelancer_id
    where proposal.client_id = {client} and proposal.job_id = {job} and proposal.id <> {but}
        and proposal.freelancer_id <> {freelancer} and proposal.state = 'shortlisted'
        and person.erased_at is null
        and not exists (select from block where block.proposal_id = proposal.id and ended_at is null
            and least(blocker_id, blocked_id) = least(proposal.client_id, proposal.freelancer_id)
            and greatest(blocker_id, blocked_id) = greatest(proposal.client_id, proposal.freelancer_id))
    order by member.label, proposal.id limit {most}"""


SHORTLIST = _shortlist_sql(
    "proposal.id, proposal.external_id, proposal.freelancer_id, member.label", "$1", "$2", "$3", "$4", "$5"
)
TOLD = f"""select escalation.id, asked.external_id as proposal, client.external_id as member,
        picked.external_id as picked, waiting.id is not null and waiting.ended_at is null as open,
        array({
    _shortlist_sql(
        "proposal.external_id", "asked.client_id", "asked.job_id", "asked.id", "asked.freelancer_id", "$2"
    )
}) as shortlist
    from nudge_escalation escalation join proposal asked on asked.id = escalation.proposal_id
    left join member client on client.person_id = escalation.client_id
    left join proposal picked on picked.id = escalation.picked_id
    left join waiting on waiting.id = escalation.waiting_id
    where escalation.id = any($1::text[])"""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around an escalation, in the marketplace's ids.

    `member` is None where the client is a guest, `picked` where nobody was picked; `open` while it waits.
    `shortlist` are the proposals of who can be picked now.
    """

    proposal: str
    member: str | None
    picked: str | None
    open: bool
    shortlist: tuple[str, ...]


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


async def told(conn: Connection, escalation_ids: Sequence[str]) -> dict[str, Told]:
    """Return what stands around each of these, in one question however many they are."""
    rows = await conn.fetch(TOLD, list(escalation_ids), MOST_SHORTLISTED)
    return {
        row["id"]: Told(row["proposal"], row["member"], row["picked"], row["open"], tuple(row["shortlist"]))
        for row in rows
    }


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
