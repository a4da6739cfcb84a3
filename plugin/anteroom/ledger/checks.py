"""Verifying the whole ledger, a piece at a time: it goes on where it stood, whoever was killed in between.

First every chain is recomputed, in the order of chains and numbers, then every anchor. One check runs at a
time; its row says how far it is, so that any instance can go on and any page can show it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.errors import Conflict
from anteroom.house import House
from anteroom.ledger.anchor import signature_of
from anteroom.ledger.chain import Entry, Fault, Walk

AT_ONCE = 5_000
"""Entries in one transaction: a fraction of a second."""
ANCHORS_AT_ONCE = 10
MOST_FAULTS = 100
"""That are kept; how many there are is counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """One verification. `about` is how many entries there were at its beginning, as the database guesses.

    `ended_at` is None while it runs; `faults` are the first of `faulty`.
    """

    id: str
    by: str
    begun_at: datetime
    ended_at: datetime | None
    about: int
    entries: int
    anchors: int
    faulty: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Tell whether everything that was read holds."""
        return self.faulty == 0


async def begin(house: House, by: str) -> Check:
    """Begin one, for who wants to know. Raises Conflict while another runs."""
    async with house.database.transaction() as conn:
        await conn.execute("select pg_advisory_xact_lock(hashtextextended('ledger check', 0))")
        if await conn.fetchval("select true from ledger_check where ended_at is null"):
            raise Conflict("The ledger is being verified already.")
        row = await conn.fetchrow(
            """insert into ledger_check (id, by, begun_at, about)
            select $1, $2, $3, greatest(reltuples, 0)::bigint from pg_class
                where oid = 'ledger_entry'::regclass returning *""",
            f"chk_{house.randomness.token(20)}",
            by,
            house.clock.now(),
        )
    assert row is not None
    return _check(row)


async def latest(conn: Connection, limit: int = 10) -> list[Check]:
    """Return the newest checks, the one that runs among them."""
    rows = await conn.fetch("select * from ledger_check order by begun_at desc, id desc limit $1", limit)
    return [_check(row) for row in rows]


async def go_on(house: House, at_once: int = AT_ONCE) -> bool:
    """Read the next piece for a check that runs, `at_once` entries of it; tell whether there was one."""
    async with house.database.connection() as conn:
        if not await conn.fetchval("select true from ledger_check where ended_at is null"):
            return False
    async with house.database.transaction() as conn:
        row = await conn.fetchrow(
            "select * from ledger_check where ended_at is null for update skip locked limit 1"
        )
        if row is None:
            return False  # another instance is at it
        if not row["chains_done"]:
            await _chains(conn, row, at_once)
        elif not await _anchors(conn, house, row):
            await conn.execute(
                "update ledger_check set ended_at = $2 where id = $1", row["id"], house.clock.now()
            )
    return True


async def _chains(conn: Connection, check: Row, at_once: int) -> None:
    walk = Walk(check["chain"], check["number"], bytes(check["before"]))
    rows = await conn.fetch(
        """select * from ledger_entry where (chain, number) > ($1, $2) order by chain, number limit $3""",
        walk.chain,
        walk.number,
        at_once,
    )
    for row in rows:
        walk.goes_on(Entry(**dict(row)))
    await conn.execute(
        """update ledger_check set chain = $2, number = $3, before = $4, entries = entries + $5,
            chains_done = $6 where id = $1""",
        check["id"],
        walk.chain,
        walk.number,
        walk.before,
        len(rows),
        len(rows) < at_once,
    )
    await _note(conn, check, walk.faults)


async def _anchors(conn: Connection, house: House, check: Row) -> bool:
    """Verify the next anchors; tell whether there were any."""
    rows = await conn.fetch(
        "select * from ledger_anchor where number > $1 order by number limit $2",
        check["anchor"],
        ANCHORS_AT_ONCE,
    )
    faults: list[Fault] = []
    before: bytes = await conn.fetchval(
        "select signature from ledger_anchor where number = $1", check["anchor"]
    )
    key = house.settings.secrets.ledger_key
    for row in rows:
        expected = signature_of(key, row["number"], row["at"], row["heads"], before or b"")
        if not hmac.compare_digest(expected, row["signature"]):
            faults.append(Fault("anchor", row["number"], "this anchor is not what was signed"))
        before = row["signature"]
        wrong = await conn.fetch(
            """select said.key as chain, split_part(said.value, ':', 1)::integer as number
            from ledger_anchor, jsonb_each_text(heads) said left join ledger_entry entry
                on entry.chain = said.key and entry.number = split_part(said.value, ':', 1)::integer
            where ledger_anchor.number = $1
            and encode(entry.hash, 'hex') is distinct from split_part(said.value, ':', 2) limit $2""",
            row["number"],
            MOST_FAULTS,
        )
        faults += [
            Fault(each["chain"], each["number"], "this entry is not the anchored one") for each in wrong
        ]
    if rows:
        await conn.execute(
            "update ledger_check set anchor = $2, anchors = anchors + $3 where id = $1",
            check["id"],
            rows[-1]["number"],
            len(rows),
        )
        await _note(conn, check, faults)
    return bool(rows)


async def _note(conn: Connection, check: Row, faults: list[Fault]) -> None:
    if not faults:
        return
    kept = [*check["faults"], *([each.chain, each.number, each.reason] for each in faults)]
    await conn.execute(
        "update ledger_check set faulty = faulty + $2, faults = $3 where id = $1",
        check["id"],
        len(faults),
        kept[:MOST_FAULTS],
    )


def _check(row: Row) -> Check:
    return Check(
        row["id"],
        row["by"],
        row["begun_at"],
        row["ended_at"],
        row["about"],
        row["entries"],
        row["anchors"],
        row["faulty"],
        tuple(Fault(*each) for each in row["faults"]),
    )
