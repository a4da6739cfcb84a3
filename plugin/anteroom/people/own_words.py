"""What a person wrote, for that person: masked, as people read it who look without a reason.

Whoever writes to support about somebody may quote that person's details, known to us or not.
"""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.door import readings
from anteroom.door.needles import Needles
from anteroom.guard import Context
from anteroom.guard.redact import redact
from anteroom.house import House

AROUND = """select client_id as id from proposal where id = $1 and client_id <> $2
    union select freelancer_id from proposal where id = $1 and freelancer_id <> $2
    union select person_id from party join interview on interview.id = interview_id
        where proposal_id = $1 and person_id <> $2"""
"""Everybody else of a proposal's."""


class OwnWords:
    """Looks through what one person wrote; what is known of the others of a proposal is read once."""

    def __init__(self, conn: Connection, house: House, person_id: str) -> None:
        self._conn = conn
        self._house = house
        self._person_id = person_id
        self._known: dict[str, Needles] = {}

    async def shown(self, text: str | None, proposal_id: str | None) -> str | None:
        """Return a text about a proposal with what the guard finds in it replaced by its kind.

        None where it is gone, and where a known detail of somebody else's is left that the guard did not see.
        """
        if text is None:
            return None
        masked = redact(text, self._house.guard.inspect(text, Context((), "message")).findings, "en")
        if proposal_id is None:
            return masked
        if proposal_id not in self._known:
            rows = await self._conn.fetch(AROUND, proposal_id, self._person_id)
            others = await self._house.vault.needles(self._conn, [row["id"] for row in rows])
            self._known[proposal_id] = Needles(others)
        found = self._known[proposal_id].find(readings("text/plain", masked.encode("utf-8", "replace")))
        return None if found else masked
