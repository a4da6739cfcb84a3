"""Tickets that came before their case: remembered by what they are about, and joined once it opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.cases import store, tickets
from anteroom.cases.model import Case
from anteroom.cases.tickets import JOINED, Ticket
from anteroom.database.connection import Connection
from anteroom.effects.wish import want_one_off
from anteroom.house import House
from anteroom.ledger import chain

REMEMBERED = timedelta(days=30)
"""How long a ticket waits for a case. Ids alone are kept of it."""
MOST = 20
"""Tickets that join one case when it opens."""


async def adopt(conn: Connection, house: House, case: Case) -> None:
    """Let the tickets join a case that was opened just now and that they can only be about."""
    found = []
    if case.proposal_id is not None and await _only(conn, case, by_proposal=True):
        found += await tickets.loose_about(conn, case.proposal_id, MOST)
    if case.person_id is not None and await _only(conn, case, by_proposal=False):
        found += await tickets.loose_of(conn, case.person_id, MOST)
    for desk, outside_id, how in found[:MOST]:
        await tickets.take_up(conn, Ticket(desk, outside_id, case.id, case.opened_at, how))
        facts: dict[str, chain.Fact] = {"ticket": outside_id, "how": how.value}
        await chain.write(conn, f"case:{case.id}", case.opened_at, "case.joined", desk, facts)
        await tell_ticket(conn, house, outside_id, case.id)


async def tell_ticket(conn: Connection, house: House, outside_id: str, case_id: str) -> None:
    """Have a ticket that joined say so, where the help desk can."""
    if house.adapters.of(JOINED) is not None:
        data = {"ticket": outside_id, "case": case_id}
        await want_one_off(conn, house, JOINED, f"{JOINED}:{outside_id}", data)


async def forget(conn: Connection, now: datetime) -> None:
    """Forget tickets for which no case was opened."""
    await tickets.forget_loose(conn, now - REMEMBERED)


async def _only(conn: Connection, case: Case, *, by_proposal: bool) -> bool:
    """Tell whether no other case is open that could be meant."""
    if by_proposal:
        found = await store.unsolved_of_proposals(conn, [case.proposal_id or ""])
    else:
        found = await store.unsolved_of_people(conn, [case.person_id or ""])
    return [each.id for each in found] == [case.id]
