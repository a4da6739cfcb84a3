"""SQL of companies' links: sealed while the interview lives, and known again by keyed digests afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from anteroom.database.connection import Connection
from anteroom.door.needles import Needle
from anteroom.meetings.link import LinkRefused, marks
from anteroom.people.sealed import Plain
from anteroom.people.vault import Vault

KIND: Final = "link"
IN_USE: Final = (
    "That link opens another interview at that time, and the people of both would meet in it. Schedule a "
    "meeting of its own for this one, and paste that link."
)
TAKEN: Final = """select true from meeting join interview other on other.id = interview_id
    join interview own on own.id = $1
    where other.id <> own.id and sealed is not null and blind @> $2::bytea[]
    and other.proposal_id <> own.proposal_id and other.starts_at < own.ends_at + interval '15 minutes'
    and own.starts_at < other.ends_at + interval '15 minutes' limit 1"""
"""The same meeting has every piece in common; two meetings of one company may share some."""


async def keep(conn: Connection, vault: Vault, interview_id: str, url: str, now: datetime) -> None:
    """Keep an interview's link in place of an earlier one.

    Raises LinkRefused where another proposal's interview at that time, or next to it, has the same link.
    """
    blind = [vault.blind(KIND, mark) for mark in marks(url)]
    if await conn.fetchval(TAKEN, interview_id, blind):
        raise LinkRefused(IN_USE)
    await conn.execute(
        """insert into meeting (interview_id, sealed, blind, at) values ($1, $2, $3, $4)
        on conflict (interview_id) do update set sealed = excluded.sealed, at = excluded.at,
            blind = meeting.blind || excluded.blind""",
        interview_id,
        vault.seal(url.encode(), _belongs_to(interview_id)),
        blind,
        now,
    )


async def open_link(conn: Connection, vault: Vault, interview_id: str) -> Plain | None:
    """Return an interview's link: for the browser alone that has just passed the gate."""
    sealed = await conn.fetchval("select sealed from meeting where interview_id = $1", interview_id)
    if sealed is None:
        return None
    return Plain(vault.unseal(sealed, _belongs_to(interview_id)).decode())


async def forget(conn: Connection, interview_id: str) -> None:
    """Forget a link whose interview is over or elsewhere. What stays knows it again, and cannot tell it."""
    await conn.execute("update meeting set sealed = null where interview_id = $1", interview_id)


class KeptLinks:
    """What the door is told of links: needles and look-ups, never a link."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def needles(self, conn: Connection, interview_id: str) -> list[Needle]:
        """Return the needles of one interview's link. Their owner is the interview: nobody is shown it."""
        link = await open_link(conn, self._vault, interview_id)
        if link is None:
            return []
        return [Needle.of(interview_id, KIND, mark) for mark in marks(link.reveal())]

    async def holders(self, conn: Connection, pieces: Iterable[str]) -> list[str]:
        """Return the interviews whose link, past ones too, has one of these pieces."""
        digests = [self._vault.blind(KIND, piece) for piece in pieces]
        if not digests:
            return []
        rows = await conn.fetch(
            "select interview_id from meeting where blind && $1::bytea[] order by interview_id", digests
        )
        return [row["interview_id"] for row in rows]


def _belongs_to(interview_id: str) -> str:
    return f"meeting:{interview_id}"
