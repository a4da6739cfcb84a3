"""Numbers beside which somebody decides what to do: counted by an index, and no further than is said."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, what it counts, and the page on which something is done about it, if any."""

    name: str
    figure: str
    href: str
    note: str


async def count_of(conn: Connection, query: str, *given: object) -> int:
    """Return how many rows a question has, `MOST_COUNTED` + 1 at most; `given` is for its parameters."""
    found = await conn.fetchval(f"select count(*) from ({query} limit {MOST_COUNTED + 1}) as found", *given)
    return int(found)


def counted(count: int) -> str:
    """Write a count that was made of `MOST_COUNTED` + 1 rows at most, as in “1,000+”."""
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"
