"""What finds a person in texts: the vault's needles as long as there is a key, and the label."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.door import readings
from anteroom.door.needles import Needles
from anteroom.house import House

LEAST = 4
"""Characters of a label that is sought in texts; a shorter one is a word."""
ERASED = "[…]"
"""What stands where a text gave somebody away."""


@dataclass(frozen=True, slots=True)
class Said:
    """Tells whether a text says how to reach somebody, or names that one."""

    needles: Needles
    labels: tuple[str, ...]

    def __call__(self, text: str) -> bool:
        folded = text.casefold()
        if any(label in folded for label in self.labels):
            return True
        return bool(self.needles.find(readings("text/plain", text.encode("utf-8", "replace"))))


async def said_of(conn: Connection, house: House, person_id: str) -> Said:
    """Return what finds a person in texts."""
    rows = await conn.fetch(
        """select label from member where person_id = $1
        union select label from party where person_id = $1""",
        person_id,
    )
    words = {row["label"].casefold() for row in rows if len(row["label"]) >= LEAST}
    words -= {"client", "freelancer", "guest", "the client", "the freelancer", "the guest"}
    return Said(Needles(await house.vault.needles(conn, [person_id])), tuple(sorted(words)))
