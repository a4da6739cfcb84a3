"""One chain of the ledger for whoever may read it: a page at a time, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.database.connection import Connection
from anteroom.ledger.chain import Entry, Fault, digest_of


async def page_of(conn: Connection, chain: str, behind: int, limit: int) -> list[Entry]:
    """Return at most so many entries of a chain behind a number, in their order."""
    rows = await conn.fetch(
        "select * from ledger_entry where chain = $1 and number > $2 order by number limit $3",
        chain,
        behind,
        limit,
    )
    return [Entry(**dict(row)) for row in rows]


def faults_in(entries: Sequence[Entry]) -> list[Fault]:
    """Recompute a whole chain from its beginning; return where it does not hold."""
    faults: list[Fault] = []
    before = b""
    for nth, entry in enumerate(entries, 1):
        if entry.number != nth:
            faults.append(Fault(entry.chain, entry.number, "an entry is missing before this one"))
        expected = digest_of(
            before, entry.chain, entry.number, entry.at, entry.event, entry.actor, entry.facts
        )
        if expected != entry.hash:
            faults.append(Fault(entry.chain, entry.number, "this entry is not what was written"))
        before = entry.hash
    return faults
