"""The ledger: one hash chain per interview, contract or person, written in the transaction it tells of.

An entry's hash covers the one before it, so that nothing can be changed or left out unnoticed. Entries hold
ids and states only; erasing a person never breaks a chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

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
    before_number, behind_number = _told(chain, at, event, actor, facts)
    await conn.execute(_APPEND, chain, at, event, actor, dict(facts), before_number, behind_number)


async def read(conn: Connection, chain: str) -> list[Entry]:
    """Return a chain from its beginning."""
    rows = await conn.fetch("select * from ledger_entry where chain = $1 order by number", chain)
    return [Entry(**dict(row)) for row in rows]


async def verify(conn: Connection) -> tuple[int, list[Fault]]:
    """Recompute every chain; return how many entries were read and where the chains do not hold."""
    walk = Walk()
    rows = await conn.fetch("select * from ledger_entry order by chain, number")
    for row in rows:
        walk.goes_on(Entry(**dict(row)))
    return len(rows), walk.faults


@dataclass(slots=True)
class Walk:
    """Where one is who reads entries in their order: the last one's chain, number and hash, and the faults.

    Begins before every chain, or behind an entry that was read before.
    """

    chain: str = ""
    number: int = 0
    before: bytes = b""
    faults: list[Fault] = field(default_factory=list)

    def goes_on(self, entry: Entry) -> None:
        """Note whether the next entry holds, and stand behind it."""
        if entry.chain != self.chain:
            self.chain, self.number, self.before = entry.chain, 0, b""
        if entry.number != self.number + 1:
            self.faults.append(Fault(entry.chain, entry.number, "an entry is missing before this one"))
        expected = digest_of(
            self.before, entry.chain, entry.number, entry.at, entry.event, entry.actor, entry.facts
        )
        if expected != entry.hash:
            self.faults.append(Fault(entry.chain, entry.number, "this entry is not what was written"))
        self.number, self.before = entry.number, entry.hash


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
    before_number, behind_number = _told(chain, at, event, actor, facts)
    return hashlib.sha256(before + before_number + str(number).encode() + behind_number).digest()


def _told(chain: str, at: datetime, event: str, actor: str, facts: Mapping[str, Fact]) -> tuple[bytes, bytes]:
    """Return the JSON list that is hashed, [chain, number, at, event, actor, facts], around its number."""
    behind = _JSON.encode([at.isoformat(), event, actor, dict(sorted(facts.items()))])
    return b"[%b," % _JSON.encode(chain), b",%b" % behind[1:]


# Without blanks, and texts and whole numbers to the octet as Python's own json writes them, of the ways in
# which JSON may: chains were begun with that.
_JSON = msgspec.json.Encoder()

# The database finds the head and hashes (PostgreSQL's own sha256), so that an entry is one question to it.
_APPEND = """insert into ledger_entry (chain, number, at, event, actor, facts, hash)
    select $1, next.number, $2, $3, $4, $5,
        sha256(next.before || $6::bytea || convert_to(next.number::text, 'UTF8') || $7::bytea)
    from (values (1)) as one
    left join lateral (
        select number, hash from ledger_entry where chain = $1 order by number desc limit 1
    ) as head on true
    cross join lateral (
        select coalesce(head.number, 0) + 1 as number, coalesce(head.hash, '') as before
    ) as next"""
