"""The word that what embeds show has changed. Of interviews and proposals the database says so itself."""

from __future__ import annotations

from anteroom.database.connection import Connection

CHANNEL = "anteroom_shown"


async def tell(conn: Connection, proposal_id: str) -> None:
    """Say, inside a transaction, that what hangs on a proposal beside its interviews has changed."""
    await conn.execute("select pg_notify($1, $2)", CHANNEL, proposal_id)
