"""What waits no more: kept once, and told to the case that people in support may have of it."""

from __future__ import annotations

from anteroom.cases.items import item_ended
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges import store
from anteroom.nudges.model import Stop


async def stop(conn: Connection, house: House, waiting_id: str, why: Stop) -> None:
    """End something that waits; once ended it stays as it was. Its proposal is held."""
    if await store.end(conn, waiting_id, house.clock.now(), why):
        await item_ended(conn, house, waiting_id, why)


async def stop_between(
    conn: Connection, house: House, proposal_id: str, one: str, other: str, why: Stop
) -> None:
    """End what waits of either of two persons for the other on a proposal, which is held."""
    for waiting_id in await store.end_between(conn, proposal_id, one, other, house.clock.now(), why):
        await item_ended(conn, house, waiting_id, why)


async def stop_of(conn: Connection, house: House, person_id: str) -> None:
    """End what waits for a person who is erased, or of whom such a person waits. Its proposals are held."""
    for waiting_id in await store.forget_person(conn, person_id, house.clock.now()):
        await item_ended(conn, house, waiting_id, Stop.ERASED)
