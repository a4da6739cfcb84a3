"""What the ledger tells of what was done at the console, for tests."""

from __future__ import annotations

from anteroom.ledger import chain
from anteroom.sandbox.world import World


async def ledger_of(opened: World, about: str) -> list[chain.Entry]:
    """Return a chain."""
    async with opened.house.database.connection() as conn:
        return await chain.read(conn, about)
