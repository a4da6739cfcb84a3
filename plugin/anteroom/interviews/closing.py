"""Trust people close an interview: at once, whoever is in the call, and also in a call's last minutes."""

from __future__ import annotations

from anteroom.house import House
from anteroom.interviews import actions, life, store
from anteroom.interviews.model import Interview
from anteroom.ledger import chain


async def close(house: House, interview_id: str, reviewer: str, reason: str, key_id: str) -> Interview:
    """Close it; `reviewer` and `reason` stand in the ledger, as an id and a word.

    Raises NotFound, AlreadyOver. Not asked is whether the proposal lives: people may still be in the call.
    """
    async with house.database.transaction() as conn:
        interview, _ = await store.load_with_proposal(conn, interview_id)
        now = house.clock.now()
        closed = await actions.commit(conn, house, interview, life.cut(interview, now))
        facts: dict[str, chain.Fact] = {"reason": reason, "key": key_id}
        await chain.write(conn, interview_id, now, "interview.closed", reviewer, facts)
    return closed
