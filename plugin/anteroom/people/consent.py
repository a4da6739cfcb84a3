"""Somebody without a part in the contract may want the other side to have the own address once there is one.

Off unless chosen, on the own page alone; taken back, nothing is shown any more. It opens nothing by itself: a
disclosure is made of it by a contract, as of what members share.
"""

from __future__ import annotations

from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.interviews.model import Party, Role, Side
from anteroom.ledger import chain
from anteroom.proposals.model import Proposal

FIELD = "email"
"""All that we know of a guest."""
MAY = frozenset({Role.GUEST, Role.ASSISTANT})


def viewer_of(party: Party, proposal: Proposal) -> str | None:
    """Return to whom a party could show its address: the other side's member. None for who has no choice.

    Host and candidate choose with the marketplace, whoever takes neither side has nobody on another.
    """
    if party.role not in MAY or party.person_id in (proposal.client_id, proposal.freelancer_id):
        return None
    return {Side.CLIENT: proposal.freelancer_id, Side.FREELANCER: proposal.client_id}.get(party.side)


async def consents(conn: Connection, party_id: str) -> bool:
    """Tell whether a party wants its address shown now."""
    found = await conn.fetchval(
        "select true from consent where party_id = $1 and ended_at is null limit 1", party_id
    )
    return bool(found)


async def keep(
    conn: Connection, interview_id: str, party_id: str, viewer_id: str, now: datetime, *, agreed: bool
) -> bool:
    """Keep what a party chose, inside a transaction that holds its interview; False if it was so already."""
    if agreed:
        changed = await conn.fetchval(
            """insert into consent (party_id, viewer_id, field, at) select $1, $2, $3, $4
            where not exists (select from consent where party_id = $1 and ended_at is null)
            on conflict (party_id, viewer_id, field, at) do update set ended_at = null returning true""",
            party_id,
            viewer_id,
            FIELD,
            now,
        )
    else:
        changed = await conn.fetchval(
            """update consent set ended_at = $2 where party_id = $1 and ended_at is null returning true""",
            party_id,
            now,
        )
    if changed:
        facts = {"party": party_id, "viewer": viewer_id, "field": FIELD}
        event = "consent.given" if agreed else "consent.withdrawn"
        await chain.write(conn, interview_id, now, event, party_id, facts)
    return bool(changed)


async def consented(conn: Connection, proposal: Proposal) -> list[tuple[str, str, str]]:
    """Return (owner, viewer, field) of everybody who agreed in one of a proposal's interviews."""
    rows = await conn.fetch(
        """select distinct party.person_id, viewer_id, field from consent
        join party on party.id = party_id join interview on interview.id = interview_id
        where proposal_id = $1 and consent.ended_at is null and removed_at is null
            and viewer_id = any($2::text[])
        order by party.person_id, viewer_id, field""",
        proposal.id,
        [proposal.client_id, proposal.freelancer_id],
    )
    return [(row["person_id"], row["viewer_id"], row["field"]) for row in rows]
