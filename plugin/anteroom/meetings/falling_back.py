"""The embedded room takes a tool's place, and everybody is told: nobody is sent to what is not there."""

from __future__ import annotations

from dataclasses import replace

import structlog

from anteroom.errors import AlreadyOver, ProposalNotLiving
from anteroom.house import House
from anteroom.interviews import actions, attendance
from anteroom.interviews import store as interviews
from anteroom.meetings import calls, life, store
from anteroom.once import Joined

log = structlog.get_logger()


async def fall_back(house: House, interview_id: str, because: str, *, call: str = "") -> None:
    """Move an interview into the embedded room, and let its call go.

    With `call` only if that is still the call that it takes place in. One that is over stays as it is.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        # Both rows first, in their order: what follows asks for them again.
        interview, _ = await interviews.load_with_proposal(conn, interview_id)
        current = await calls.of_interview(conn, house, interview_id)
        if call and (current is None or current.name != call):
            return
        now = house.clock.now()
        for visit in await attendance.visits(conn, interview_id):
            if visit.left_at is None and interview.place.outside:
                await attendance.left(conn, visit.party_id, now)
        if current is not None:
            await calls.failed(conn, current.name)
        await store.forget(conn, interview_id)
        try:
            await actions.change(inside, interview_id, lambda it: life.fell_back(it, because))
        except (AlreadyOver, ProposalNotLiving):
            return
    log.warning("meetings.fell_back", interview=interview_id, reason=because)
