"""The ledger: one hash chain per interview, contract or person, written in the transaction it tells of.

An entry's hash covers the one before it, so that nothing can be changed or left out unnoticed. Entries hold
ids and states only; erasing a person never breaks a chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection

Fact = str | int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as it stands in a chain."""

    chain: str
    number: int
    at: datetime
    event: str
    actor: str
    facts: Mapping[str, Fact]
    hash: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry at which a chain does not hold together."""

    chain: str
    number: int
    reason: str


async def write(
    conn: Connection, chain: str, at: datetime, event: str, actor: str, facts: Mapping[str, Fact]
) -> None:
    """Append one entry. Writers of one chain are serialised by the row lock on what the chain tells of."""
    last = await conn.fetchrow(
        "select number, hash from ledger_entry where chain = $1 order by number desc limit 1", chain
    )
    number = last["number"] + 1 if last else 1
    digest = digest_of(last["hash"] if last else b"", chain, number, at, event, actor, facts)
    await conn.execute(
        """insert into ledger_entry (chain, number, at, event, actor, facts, hash)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        chain,
        number,
        at,
        event,
        actor,
        dict(facts),
        digest,
    )


async def read(conn: Connection, chain: str) -> list[Entry]:
    """Return a chain from its beginning."""
    rows = await conn.fetch("select * from ledger_entry where chain = $1 order by number", chain)
    return [Entry(**dict(row)) for row in rows]


async def verify(conn: Connection) -> tuple[int, list[Fault]]:
    """Recompute every chain; return how many entries were read and where the chains do not hold."""
    faults: list[Fault] = []
    count, chain, number, before = 0, "", 0, b""
    for row in await conn.fetch("select * from ledger_entry order by chain, number"):
        entry = Entry(**dict(row))
        count += 1
        if entry.chain != chain:
            chain, number, before = entry.chain, 0, b""
        if entry.number != number + 1:
            faults.append(Fault(entry.chain, entry.number, "an entry is missing before this one"))
        expected = digest_of(
            before, entry.chain, entry.number, entry.at, entry.event, entry.actor, entry.facts
        )
        if expected != entry.hash:
            faults.append(Fault(entry.chain, entry.number, "this entry is not what was written"))
        number, before = entry.number, entry.hash
    return count, faults


def digest_of(
    before: bytes,
    chain: str,
    number: int,
    at: datetime,
    event: str,
    actor: str,
    facts: Mapping[str, Fact],
) -> bytes:
    """Return the SHA-256 that an entry must bear, given the hash of the one before it."""
    told = [chain, number, at.isoformat(), event, actor, dict(sorted(facts.items()))]
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + body.encode()).digest()
