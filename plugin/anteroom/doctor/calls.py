"""Whether calls work, from what became of those of the last week."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.doctor.finding import Finding, fine, warning
from anteroom.verdicts.model import Said
from anteroom.verdicts.store import ended_since, words_since

CHECK = "calls"
LOOKED_AT = timedelta(days=7)
FEW = 5
"""Of so few nothing can be said."""
TOO_MANY = 0.2
"""More than this share of failed calls, or of people who say that it did not work, is worth a look."""


async def calls_finding(conn: Connection, now: datetime) -> Finding:
    """Say how many calls of the last week failed, and how people found the connection."""
    ended, technical = await ended_since(conn, now - LOOKED_AT)
    words = await words_since(conn, now - LOOKED_AT)
    asked = sum(words.values())
    told = ", ".join(f"{times} {said}" for said, times in words.items())
    found = f"{technical} of {ended} of the last week failed; people said: {told}"
    bad = _often(technical, ended) or _often(words[Said.FAILED], asked)
    if not bad:
        return fine(CHECK, found)
    return warning(
        CHECK,
        found,
        "many calls do not come about",
        "try the call's relay as browsers do, over UDP, TCP and TLS (docs/relay.md)",
    )


def _often(some: int, of_all: int) -> bool:
    return of_all >= FEW and some > TOO_MANY * of_all
