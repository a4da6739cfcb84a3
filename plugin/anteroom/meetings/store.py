"""SQL of companies' links: sealed while the interview lives, and known again by keyed digests afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from anteroom.database.connection import Connection
from anteroom.door.needles import Needle
from anteroom.errors import Conflict
from anteroom.meetings.link import LinkRefused, marks, same_meeting
from anteroom.people.sealed import Plain
from anteroom.people.vault import Vault

KIND: Final = "link"
IN_USE: Final = (
    "That link opens another interview at that time, and the people of both would meet in it. Schedule a "
    "meeting of its own for this one, and paste that link."
)
NOT_THEN: Final = "The host cannot meet at that time after all. Please take another one."
TAKEN: Final = """select true from meeting join interview other on other.id = interview_id
    join interview own on own.id = $1
    where other.id <> own.id and sealed is not null and blind @> $2::bytea[]
    and other.proposal_id <> own.proposal_id and other.starts_at < own.ends_at + interval '15 minutes'
    and own.starts_at < other.ends_at + interval '15 minutes' limit 1"""
"""Links of the same meeting have all these pieces in common; two meetings of one company may share some."""


async def keep(conn: Connection, vault: Vault, interview_id: str, url: str, now: datetime) -> None:
    """Keep an interview's link in place of an earlier one.

    Raises LinkRefused where another proposal's interview at that time, or next to it, has the same link.
    """
    if await _taken(conn, vault, interview_id, url):
        raise LinkRefused(IN_USE)
    await conn.execute(
        """insert into meeting (interview_id, sealed, blind, at) values ($1, $2, $3, $4)
        on conflict (interview_id) do update set sealed = excluded.sealed, at = excluded.at,
            blind = meeting.blind || excluded.blind""",
        interview_id,
        vault.seal(url.encode(), _belongs_to(interview_id)),
        [vault.blind(KIND, mark) for mark in marks(url)],
        now,
    )


async def refuse_if_moved_onto(conn: Connection, vault: Vault, interview_id: str, *, by_host: bool) -> None:
    """Raise where another proposal's interview has the same link at the time that this one was moved to.

    LinkRefused tells the host why; anybody else hears in a Conflict only that the time cannot be had.
    """
    link = await open_link(conn, vault, interview_id)
    if link is not None and await _taken(conn, vault, interview_id, link.reveal()):
        raise LinkRefused(IN_USE) if by_host else Conflict(NOT_THEN)


async def _taken(conn: Connection, vault: Vault, interview_id: str, url: str) -> bool:
    """Tell whether others meet there then; of two who ask at once, the second waits for the first."""
    same = [vault.blind(KIND, mark) for mark in same_meeting(url)]
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 3))", same[0].hex())
    return await conn.fetchval(TAKEN, interview_id, same) is not None


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
        """Return the needles of one interview's link and calls. Their owner is the interview itself."""
        row = await conn.fetchrow(
            """select (select sealed from meeting where interview_id = $1) as sealed,
            array(select name from made_call where interview_id = $1) as names""",
            interview_id,
        )
        assert row is not None
        # What a tool calls a call that we made is nearly its address, where the tool's is known.
        pieces = [told_name(self._vault, name) for name in row["names"]]
        if row["sealed"] is not None:
            pieces += marks(self._vault.unseal(row["sealed"], _belongs_to(interview_id)).decode())
        return [Needle.of(interview_id, KIND, piece) for piece in pieces]

    async def holders(self, conn: Connection, pieces: Iterable[str]) -> list[str]:
        """Return the interviews whose link, past ones too, has one of these pieces."""
        digests = [self._vault.blind(KIND, piece) for piece in pieces]
        if not digests:
            return []
        rows = await conn.fetch(
            "select interview_id from meeting where blind && $1::bytea[] order by interview_id", digests
        )
        return [row["interview_id"] for row in rows]


def told_name(vault: Vault, call: str) -> str:
    """Return by what name a tool is told of a call of ours: derived, so that our own name tells nothing."""
    return f"iv-{vault.blind('told-name', call).hex()[:20]}"


def _belongs_to(interview_id: str) -> str:
    return f"meeting:{interview_id}"
