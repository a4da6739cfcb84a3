"""What a machine noticed, for people to look at: never more than that (product rule 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection


@dataclass(frozen=True, slots=True)
class Flag:
    """A pattern in what one person did on one proposal; ids are the marketplace's, but the held text's."""

    id: str
    kind: str
    at: datetime
    member: str | None
    proposal: str
    held: str | None
    contract: str | None


async def newest_first(conn: Connection, behind: tuple[datetime, str] | None, limit: int) -> list[Flag]:
    """Return at most so many flags behind one (by its instant and id), or the newest."""
    at, last = behind or (None, "")
    rows = await conn.fetch(
        """select flag.id, flag.kind, flag.at, member.external_id as member,
            proposal.external_id as proposal, flag.held_id as held, contract.external_id as contract
        from flag join proposal on proposal.id = flag.proposal_id
        left join member on member.person_id = flag.person_id
        left join contract on contract.id = flag.contract_id
        where $1::timestamptz is null or (flag.at, flag.id) < ($1, $2)
        order by flag.at desc, flag.id desc limit $3""",
        at,
        last,
        limit,
    )
    return [Flag(**dict(row)) for row in rows]
