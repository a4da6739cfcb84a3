"""Anchors: now and then the heads of all chains are signed, so that a whole chain cannot be replaced."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.ledger.chain import Fault


async def anchor_heads(conn: Connection, house: House) -> int:
    """Sign the heads of the chains that have grown since the last anchor; return how many."""
    last = await conn.fetchrow("select number, at, signature from ledger_anchor order by number desc limit 1")
    rows = await conn.fetch(
        """select distinct on (chain) chain, number, encode(hash, 'hex') as hash from ledger_entry
        where at >= $1 order by chain, number desc""",
        last["at"] if last else datetime.fromtimestamp(0, tz=house.clock.now().tzinfo),
    )
    if not rows:
        return 0
    heads = {row["chain"]: f"{row['number']}:{row['hash']}" for row in rows}
    number = last["number"] + 1 if last else 1
    now = house.clock.now()
    signature = signature_of(
        house.settings.secrets.ledger_key, number, now, heads, last["signature"] if last else b""
    )
    await conn.execute(
        "insert into ledger_anchor (number, at, heads, signature) values ($1, $2, $3, $4)",
        number,
        now,
        heads,
        signature,
    )
    return len(heads)


async def verify_anchors(conn: Connection, ledger_key: bytes) -> list[Fault]:
    """Return where an anchor is not what was signed, or names an entry that is not there any more."""
    faults: list[Fault] = []
    before = b""
    for row in await conn.fetch("select * from ledger_anchor order by number"):
        expected = signature_of(ledger_key, row["number"], row["at"], row["heads"], before)
        if not hmac.compare_digest(expected, row["signature"]):
            faults.append(Fault("anchor", row["number"], "this anchor is not what was signed"))
        before = row["signature"]
        for chain, head in row["heads"].items():
            number, _, digest = head.partition(":")
            found = await conn.fetchval(
                "select encode(hash, 'hex') from ledger_entry where chain = $1 and number = $2",
                chain,
                int(number),
            )
            if found != digest:
                faults.append(Fault(chain, int(number), "this entry is not the anchored one"))
    return faults


def signature_of(key: bytes, number: int, at: datetime, heads: Mapping[str, str], before: bytes) -> bytes:
    """Return the signature that an anchor must bear, given that of the one before it."""
    body = json.dumps([number, at.isoformat(), dict(sorted(heads.items()))], separators=(",", ":"))
    return hmac.new(key, before + body.encode(), hashlib.sha256).digest()
