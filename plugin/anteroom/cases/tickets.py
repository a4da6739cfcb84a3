"""Tickets of a help desk that belong to a case: made for it, or come by another way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anteroom.database.connection import Connection

JOINED = "ticket_joined"
"""The adapter by which a ticket that came by another way says to which case it belongs."""


class How(StrEnum):
    """Why a ticket belongs to a case."""

    MADE = "made"
    """It was made for the case."""
    CASE = "case"
    """It names the case."""
    INTERVIEW = "interview"
    PROPOSAL = "proposal"
    REQUESTER = "requester"
    """Who asks is with whom support speaks in it."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket: in which help desk, by its id there."""

    desk: str
    outside_id: str
    case_id: str
    joined_at: datetime
    how: How


async def keep(conn: Connection, ticket: Ticket) -> bool:
    """Keep that a ticket belongs to a case; False where it belongs to one already."""
    row = await conn.fetchrow(
        """insert into case_ticket (desk, outside_id, case_id, joined_at, how) values ($1, $2, $3, $4, $5)
        on conflict (desk, outside_id) do nothing returning case_id""",
        ticket.desk,
        ticket.outside_id,
        ticket.case_id,
        ticket.joined_at,
        ticket.how.value,
    )
    return row is not None


async def case_of(conn: Connection, desk: str, outside_id: str) -> str | None:
    """Return the case that a ticket belongs to."""
    case_id: str | None = await conn.fetchval(
        "select case_id from case_ticket where desk = $1 and outside_id = $2", desk, outside_id
    )
    return case_id


async def made_for(conn: Connection, desk: str, case_id: str) -> str | None:
    """Return the newest ticket that was made for a case in a help desk, by its id there."""
    outside_id: str | None = await conn.fetchval(
        """select outside_id from case_ticket where desk = $1 and case_id = $2 and how = 'made'
        order by joined_at desc, outside_id desc limit 1""",
        desk,
        case_id,
    )
    return outside_id


async def tickets_of(conn: Connection, case_id: str) -> list[Ticket]:
    """Return a case's tickets, oldest first."""
    rows = await conn.fetch(
        "select * from case_ticket where case_id = $1 order by joined_at, outside_id", case_id
    )
    return [
        Ticket(row["desk"], row["outside_id"], row["case_id"], row["joined_at"], How(row["how"]))
        for row in rows
    ]


async def remember(
    conn: Connection,
    desk: str,
    outside_id: str,
    at: datetime,
    *,
    proposal_id: str | None,
    person_id: str | None,
) -> None:
    """Keep that a ticket is about a proposal, or from somebody, for which no case is open."""
    await conn.execute(
        """insert into loose_ticket (desk, outside_id, proposal_id, person_id, at)
        values ($1, $2, $3, $4, $5) on conflict (desk, outside_id) do nothing""",
        desk,
        outside_id,
        proposal_id,
        person_id,
        at,
    )


async def loose_about(conn: Connection, proposal_id: str, most: int) -> list[tuple[str, str, How]]:
    """Return the newest tickets that name a proposal and belong to no case: help desk, id, why."""
    rows = await conn.fetch(
        "select desk, outside_id from loose_ticket where proposal_id = $1 order by at desc limit $2",
        proposal_id,
        most,
    )
    return [(row["desk"], row["outside_id"], How.PROPOSAL) for row in rows]


async def loose_of(conn: Connection, person_id: str, most: int) -> list[tuple[str, str, How]]:
    """Return the newest tickets of somebody that name nothing and belong to no case: help desk, id, why."""
    rows = await conn.fetch(
        "select desk, outside_id from loose_ticket where person_id = $1 order by at desc limit $2",
        person_id,
        most,
    )
    return [(row["desk"], row["outside_id"], How.REQUESTER) for row in rows]


async def take_up(conn: Connection, ticket: Ticket) -> None:
    """Let a ticket belong to a case for which none was open when it came."""
    await conn.execute(
        "delete from loose_ticket where desk = $1 and outside_id = $2", ticket.desk, ticket.outside_id
    )
    await keep(conn, ticket)


async def forget_loose(conn: Connection, before: datetime) -> None:
    """Forget tickets that came before an instant and that no case was opened for."""
    await conn.execute("delete from loose_ticket where at < $1", before)
