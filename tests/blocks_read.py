"""What a question costs PostgreSQL, in blocks: a measure that no busy machine changes."""

from __future__ import annotations

import json

import asyncpg


async def blocks(connection: asyncpg.Connection, query: str, *args: object) -> int:
    """How many blocks PostgreSQL reads for a question."""
    (plan,) = json.loads(await connection.fetchval(f"explain (analyze, buffers, format json) {query}", *args))
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])
