"""What a party's mail says of itself: a reference to be typed in where mail is checked, and where it went.

Twelve letters of sixty bits: guessing one of a million that stand takes longer than interviews last, and it
opens nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import store

LETTERS = 12
_NO_LETTER = re.compile(r"[^a-z2-7]")
_MISREAD = str.maketrans("018", "olb")
"""Our alphabet has no 0, 1 and 8; whoever types one has misread its neighbour."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A party to whom a mail of ours went, and the interview that it was about."""

    interview_id: str
    party_id: str


async def reference_of(conn: Connection, house: House, party_id: str, mailbox: bytes) -> str:
    """Return the reference of a party's mails, the same in all of them; keep where they go."""
    reference = await conn.fetchval(
        """insert into mail_reference (reference, party_id, mailbox) values ($1, $2, $3)
        on conflict (party_id) do update set mailbox = excluded.mailbox returning reference""",
        house.randomness.token(LETTERS),
        party_id,
        mailbox,
    )
    return str(reference)


def spelled(reference: str) -> str:
    """Return a reference as it is printed: in groups of four."""
    return "-".join(reference[begin : begin + 4] for begin in range(0, LETTERS, 4))


async def party_of(conn: Connection, typed: str) -> Addressee | None:
    """Return the party whose reference somebody typed, however they spaced it; None for none."""
    letters = _NO_LETTER.sub("", typed[:100].lower().translate(_MISREAD))
    row = await conn.fetchrow(
        """select interview_id, party.id from mail_reference join party on party.id = party_id
        where reference = $1 and removed_at is null""",
        letters,
    )
    return Addressee(row["interview_id"], row["id"]) if row else None


async def addressees_at(conn: Connection, mailbox: bytes) -> list[Addressee]:
    """Return the parties of interviews ahead whose mail went to a mailbox."""
    rows = await conn.fetch(
        """select interview_id, party.id from mail_reference join party on party.id = party_id
        join interview on interview.id = interview_id
        where mailbox = $1 and removed_at is null and interview.state = any($2::text[])""",
        mailbox,
        store.NOT_OVER,
    )
    return [Addressee(row["interview_id"], row["id"]) for row in rows]
