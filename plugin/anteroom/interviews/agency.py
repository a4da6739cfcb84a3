"""An agency: the talent attends, under the own name and with the own details; a manager may answer for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import actions, store
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.model import Answer, Interview
from anteroom.interviews.offers import take_offer
from anteroom.ledger import chain
from anteroom.once import Joined
from anteroom.times.polls import actions as polls
from anteroom.times.polls.model import Mark, Poll

TALENT = """select talent.person_id from party talent
    join member on member.person_id = talent.person_id
    join organisation on organisation.id = member.organisation_id and kind = 'agency'
    join organisation_role manager on manager.organisation_id = organisation.id
    where talent.interview_id = $1 and talent.role = 'candidate' and talent.removed_at is null
        and manager.person_id = $2 and manager.role = 'manager'
        and not exists (select from party
            where interview_id = $1 and person_id = $2 and removed_at is null)"""


async def answer(
    house: House, interview_id: str, person_id: str, said: Answer, *, saw: Answer | None = None
) -> Interview:
    """Take an answer, a manager's as the talent's; the ledger says who gave it. See `actions.answer`."""
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        speaks_for = await _talent(conn, interview_id, person_id)
        after = await actions.answer(inside, interview_id, speaks_for or person_id, said, saw=saw)
        await _note(conn, house, after, person_id, speaks_for, "answer")
    return after


async def counter(house: House, command: ProposeCounter) -> Interview:
    """Take another time, a manager's as the talent's. See `actions.counter`."""
    async with house.database.transaction() as conn:
        speaks_for = await _talent(conn, command.interview_id, command.person_id)
        meant = replace(command, person_id=speaks_for) if speaks_for else command
        after = await actions.counter(replace(house, database=Joined(conn)), meant)
        await _note(conn, house, after, command.person_id, speaks_for, "counter")
    return after


async def take(house: House, interview_id: str, offer_id: str, person_id: str) -> Interview:
    """Take an offered time, a manager for the talent. See `offers.take_offer`."""
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        speaks_for = await _talent(conn, interview_id, person_id)
        after = await take_offer(inside, interview_id, offer_id, speaks_for or person_id)
        await _note(conn, house, after, person_id, speaks_for, "take")
    return after


async def mark(house: House, interview_id: str, person_id: str, marks: Mapping[str, Mark]) -> Poll:
    """Take what a person says to offered times, a manager's as the talent's. See `polls.actions.mark`."""
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        speaks_for = await _talent(conn, interview_id, person_id)
        poll = await polls.mark(inside, interview_id, speaks_for or person_id, marks)
        await _note(conn, house, await store.load(conn, interview_id), person_id, speaks_for, "mark")
    return poll


async def _talent(conn: Connection, interview_id: str, person_id: str) -> str | None:
    """Return for whom a manager of the candidate's agency speaks; None for anybody else."""
    talent: str | None = await conn.fetchval(TALENT, interview_id, person_id)
    return talent


async def _note(
    conn: Connection, house: House, interview: Interview, person_id: str, speaks_for: str | None, what: str
) -> None:
    if speaks_for is None:
        return
    facts: dict[str, chain.Fact] = {"party": interview.candidate.id, "person": person_id, "what": what}
    await chain.write(conn, interview.id, house.clock.now(), "party.spoken_for", person_id, facts)
