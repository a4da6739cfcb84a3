"""The interview address of a proposal: whoever may schedule adds it to an ordinary event of their own."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.house import House

GENERAL = "interview"
"""The local part of the address that stands for no proposal in particular."""


async def interview_address(conn: Connection, house: House, proposal_id: str) -> str:
    """Return the proposal's interview address, made on first use and kept for good."""
    local = await conn.fetchval(
        """insert into interview_address (local, proposal_id, at) values ($1, $2, $3)
        on conflict (proposal_id) do update set local = interview_address.local returning local""",
        f"p-{house.randomness.token(26)}",
        proposal_id,
        house.clock.now(),
    )
    return f"{local}@{house.settings.relay_domain}"


async def proposal_of_address(conn: Connection, local: str) -> str | None:
    """Return the proposal that a local part stands for."""
    found = await conn.fetchval("select proposal_id from interview_address where local = $1", local)
    return str(found) if found else None
