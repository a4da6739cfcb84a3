"""What lists about people name things by: the marketplace's ids, one look for a whole page of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anteroom.database.connection import Connection


@dataclass(frozen=True, slots=True)
class Named:
    """A proposal by the marketplace's id, and its two members."""

    id: str
    external_id: str
    client_id: str
    freelancer_id: str


async def proposals_named(conn: Connection, ids: Iterable[str | None]) -> dict[str, Named]:
    """Return these proposals by our ids."""
    rows = await conn.fetch(
        "select id, external_id, client_id, freelancer_id from proposal where id = any($1)",
        sorted({each for each in ids if each}),
    )
    return {row["id"]: Named(**dict(row)) for row in rows}


async def members_named(conn: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the marketplace's ids of these persons, those left out who have no account."""
    rows = await conn.fetch(
        "select person_id, external_id from member where person_id = any($1)",
        sorted({each for each in ids if each}),
    )
    return {row["person_id"]: row["external_id"] for row in rows}
