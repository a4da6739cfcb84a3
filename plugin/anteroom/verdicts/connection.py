"""How people found the connection: one word each, for the verdict and for the operator's counters."""

from __future__ import annotations

from collections.abc import Iterable

from anteroom.errors import Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions, store
from anteroom.interviews.model import Interview, State
from anteroom.proposals import store as proposals
from anteroom.verdicts import store as verdicts
from anteroom.verdicts.model import CONTEST_WITHIN, Said, Trouble
from anteroom.verdicts.rejudging import correct

ASKED = (State.DOORS_OPEN, *verdicts.JUDGED)


async def say_how_it_was(
    house: House, interview_id: str, person_id: str, said: Said, what: Iterable[Trouble] = ()
) -> Interview:
    """Keep one party's word; the last one counts. Nobody else in the interview is told of it.

    Where both sides say that it did not work, it was technical trouble, whatever else was seen, unless
    people have looked at it and decided: what they said stands. Raises
    NotFound, NotAllowed for who is no party, Conflict before the doors open and once nobody asks any more.
    """
    async with house.database.transaction() as conn:
        before = await store.load(conn, interview_id)
        await proposals.proposal(conn, before.proposal_id, lock=True)
        interview = await store.load(conn, interview_id, lock=True)
        party = interview.party(actions.party_of(interview, person_id))
        now = house.clock.now()
        ended = interview.ended_at
        if interview.state not in ASKED or (ended is not None and now >= ended + CONTEST_WITHIN):
            raise Conflict("Nobody asks about this call any more.")
        if party is None:
            raise NotAllowed("You are not part of this interview.")
        await conn.execute(
            """insert into connection_word (interview_id, party_id, said, what, at)
            values ($1, $2, $3, $4, $5)
            on conflict (interview_id, party_id) do update set said = excluded.said, what = excluded.what,
                at = excluded.at""",
            interview.id,
            party.id,
            said.value,
            sorted({each.value for each in what}) if said is Said.TROUBLE else [],
            now,
        )
        if interview.state is not State.HELD or await verdicts.decided_by_people(conn, interview.id):
            return interview
        verdict = await verdicts.judged(conn, interview, house.hours, ended or now)
        if verdict.state is not State.TECHNICAL:
            return interview
        return await correct(conn, house, interview, verdict, "time", "correct")
