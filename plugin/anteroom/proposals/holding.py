"""SQL that keeps what the marketplace told from being told otherwise until we commit.

Each takes what the action that tells it takes first, in that order, so that nobody waits for one another.
"""

from __future__ import annotations

from anteroom.database.connection import Connection


async def hold_organisation(conn: Connection, organisation_id: str) -> None:
    """Nobody else tells this organisation until we commit."""
    await conn.execute("select 1 from organisation where id = $1 for update", organisation_id)


async def hold_member(conn: Connection, external_id: str) -> None:
    """Nobody else tells this member until we commit."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", external_id)


async def hold_proposal(conn: Connection, external_id: str) -> None:
    """Nobody else tells this proposal until we commit."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 2))", external_id)


async def hold_contract(conn: Connection, external_id: str) -> None:
    """Nobody else tells this contract until we commit."""
    await conn.execute(
        """select 1 from proposal where id = (select proposal_id from contract where external_id = $1)
        for no key update""",
        external_id,
    )
