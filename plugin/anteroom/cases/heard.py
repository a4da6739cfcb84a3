"""What a help desk tells of a ticket that stands for a case: solved, taken over, commented, opened again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.cases import model, store, tickets
from anteroom.cases.actions import changed
from anteroom.cases.model import OWNER, Case, Outcome
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.ledger import chain


class News(StrEnum):
    """What happened to a ticket."""

    SOLVED = "solved"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    COMMENTED = "commented"


BY_DESK = "help_desk"
"""The reason in the ledger: why somebody did it there is known there."""


@dataclass(frozen=True, slots=True)
class TicketNews:
    """One thing that happened to a ticket. `owner` names who has it now, in the help desk's terms."""

    desk: str
    outside_id: str
    news: News
    owner: str = ""


async def hear(conn: Connection, house: House, told: TicketNews) -> Case | None:
    """Let a case follow its ticket, in the caller's transaction; None where the ticket belongs to no case.

    What the case says already changes nothing: our own changes come back to us this way, too. Only of the
    ticket that was made for it is solving and opening believed: others that joined end by themselves. What a
    comment says is not kept: it stays in the help desk.
    """
    case_id = await tickets.case_of(conn, told.desk, told.outside_id)
    if case_id is None:
        return None
    case = await store.load(conn, case_id, lock=True)
    now, by = house.clock.now(), told.desk
    made = await tickets.made_for(conn, told.desk, case_id) == told.outside_id
    match told.news:
        case News.SOLVED if made and not case.solved:
            after = model.solved(case, Outcome.HELPED, now)
            facts = {"outcome": Outcome.HELPED.value}
            await changed(conn, house, after, "case.solved", by, BY_DESK, facts, shown=False)
        case News.REOPENED if made and case.solved:
            after = model.woken(case, now)
            await changed(conn, house, after, "case.reopened", by, BY_DESK, {}, shown=False)
        case News.ASSIGNED if made and not case.solved and _names_another(told.owner, case):
            after = model.assigned(case, told.owner, now)
            await changed(
                conn, house, after, "case.assigned", by, BY_DESK, {"owner": told.owner}, shown=False
            )
        case News.COMMENTED:
            after = case
            facts = {"ticket": told.outside_id}
            await chain.write(conn, f"case:{case.id}", now, "case.commented", by, facts)
        case _:
            after = case
    return after


def _names_another(owner: str, case: Case) -> bool:
    return owner != case.owner and OWNER.fullmatch(owner) is not None
