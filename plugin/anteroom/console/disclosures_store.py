"""Disclosures of one person: what others could see of it, or what it could see of others. Never a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anteroom.database.connection import Connection

Whose = Literal["owner", "viewer"]
Place = tuple[datetime, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """One field of `owner` that `viewer` could see; ids are the marketplace's, None for a guest."""

    owner: str | None
    viewer: str | None
    field: str
    contract: str
    at: datetime
    ended_at: datetime | None
    shown: int
    last_shown_at: datetime | None
    place: Place


async def of_person(
    conn: Connection, person_id: str, whose: Whose, behind: Place | None, limit: int
) -> list[Opened]:
    """Return at most so many, newest first, behind one, or the newest."""
    rows = await conn.fetch(
        f"""select opened.*, contract.external_id as contract, owner.external_id as owner,
            viewer.external_id as viewer, seen.shown, seen.last
        from (select * from disclosure where {whose}_id = $1 and ($2::timestamptz is null
                or (at, contract_id, owner_id, viewer_id, field) < ($2, $3, $4, $5, $6))
            order by at desc, contract_id desc, owner_id desc, viewer_id desc, field desc limit $7) opened
        join contract on contract.id = opened.contract_id
        left join member owner on owner.person_id = opened.owner_id
        left join member viewer on viewer.person_id = opened.viewer_id
        left join lateral (select count(*) as shown, max(entry.at) as last from ledger_entry entry
            where chain = 'contract:' || opened.contract_id and event = 'contact.shown'
            and facts->>'owner' = opened.owner_id and facts->>'viewer' = opened.viewer_id
            and facts->>'field' = opened.field and entry.at >= opened.at
            and (opened.ended_at is null or entry.at <= opened.ended_at)) seen on true
        order by opened.at desc, opened.contract_id desc, opened.owner_id desc, opened.viewer_id desc,
            opened.field desc""",
        person_id,
        *(behind or (None, "", "", "", "")),
        limit,
    )
    return [
        Opened(
            owner=row["owner"],
            viewer=row["viewer"],
            field=row["field"],
            contract=row["contract"],
            at=row["at"],
            ended_at=row["ended_at"],
            shown=row["shown"],
            last_shown_at=row["last"],
            place=(row["at"], row["contract_id"], row["owner_id"], row["viewer_id"], row["field"]),
        )
        for row in rows
    ]
