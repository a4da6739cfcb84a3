"""What was held too long expires: its writer is told before the interview, what it said is gone."""

from __future__ import annotations

from functools import partial

import structlog

from anteroom.house import House
from anteroom.one_by_one import one_by_one
from anteroom.proposals import store as proposals
from anteroom.texts import store
from anteroom.texts.holding import expire
from anteroom.texts.model import State

log = structlog.get_logger()


async def expire_due(house: House) -> int:
    """Let expire whatever is due; return how many texts. One that cannot be ended holds up no other.

    Raises an ExceptionGroup of what failed, at the end.
    """
    async with house.database.connection() as conn:
        due = await store.due(conn, house.clock.now())
    return await one_by_one(due, partial(_expire, house), _failed)


def _failed(reference: str) -> None:
    log.exception("text.not_expired", reference=reference)


async def _expire(house: House, held_id: str) -> None:
    async with house.database.transaction() as conn:
        held = await store.load(conn, held_id)
        await proposals.proposal(conn, held.proposal_id, lock=True)
        held = await store.load(conn, held_id, lock=True)
        if held.state is not State.HELD or held.expires_at > house.clock.now():
            return
        await expire(conn, house, held, "time")
