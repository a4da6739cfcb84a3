"""Aliases: opaque addresses, each standing for one party towards one viewer in one interview."""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.model import Interview, Party


async def aliases_for(
    conn: Connection, house: House, interview: Interview, viewer: Party
) -> Mapping[str, str]:
    """Return the address of every other party towards `viewer`, made on first use and kept for good."""
    domain = house.settings.relay_domain
    others = [party for party in interview.present if party.id != viewer.id]
    rows = await conn.fetch("select subject_id, local from alias where viewer_id = $1", viewer.id)
    known = {row["subject_id"]: row["local"] for row in rows}
    for other in others:
        if other.id in known:
            continue
        local = await conn.fetchval(
            """insert into alias (local, interview_id, viewer_id, subject_id) values ($1, $2, $3, $4)
            on conflict (viewer_id, subject_id) do update set local = alias.local returning local""",
            f"a-{house.randomness.token(26)}",
            interview.id,
            viewer.id,
            other.id,
        )
        known[other.id] = local
    return {party_id: f"{local}@{domain}" for party_id, local in known.items()}


async def parties_of_alias(conn: Connection, local: str) -> tuple[str, str, str] | None:
    """Return (interview, viewer, subject) of an alias: towards whom it stands for whom."""
    row = await conn.fetchrow("select interview_id, viewer_id, subject_id from alias where local = $1", local)
    return (row["interview_id"], row["viewer_id"], row["subject_id"]) if row else None
