"""What one person wrote to support, for that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people.own_words import OwnWords


@dataclass(frozen=True, slots=True)
class OwnNote:
    """One answer that lies in a case. `words` are None once they are gone, or hold another's detail."""

    case: str
    at: datetime
    words: str | None = field(repr=False)


async def own_notes(
    conn: Connection, house: House, person_id: str, look: OwnWords, most: int
) -> Sequence[OwnNote]:
    """Return the newest of what a person wrote to support, one more than asked for where there are more."""
    rows = await conn.fetch(
        """select case_note.id, case_id, at, sealed, proposal_id from case_note
        join support_case on support_case.id = case_id
        where case_note.person_id = $1 order by at desc, case_note.id limit $2""",
        person_id,
        most + 1,
    )
    notes = []
    for row in rows:
        words = None
        if row["sealed"] is not None:
            words = (await house.vault.open_own(conn, person_id, row["sealed"], row["id"])).decode()
        notes.append(OwnNote(row["case_id"], row["at"], await look.shown(words, row["proposal_id"])))
    return notes
