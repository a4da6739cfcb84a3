"""What the passing of time does to interviews: doors open, and what has ended is settled."""

from __future__ import annotations

import structlog

from anteroom.conduct.credit import actions as credit
from anteroom.errors import AlreadyOver
from anteroom.house import House
from anteroom.interviews import actions, doors, store
from anteroom.interviews.model import Interview, State
from anteroom.ledger import chain
from anteroom.verdicts import store as verdicts
from anteroom.verdicts.model import waits_until

log = structlog.get_logger()


async def settle(house: House, interview_id: str, actor: str = "time") -> Interview:
    """End an interview whose doors are open and say what became of it, from who was really there.

    Until the grace is over a host can end one that was held, and no other: the others may be on their way.
    """
    async with house.database.transaction() as conn:
        interview, proposal = await store.load_with_proposal(conn, interview_id)
        now = house.clock.now()
        verdict = await verdicts.judged(conn, interview, house.hours, now)
        early = actor != "time" and now < waits_until(interview, house.hours)
        if early and verdict.state is not State.HELD:
            return interview
        decision = doors.settle(interview, verdict.state, verdict.minutes, now, actor)
        if decision.happened:
            await verdicts.keep(conn, interview_id, verdict, now)
            facts = {"missing": verdict.missing.value, "cause": verdict.cause.value}
            await chain.write(conn, interview_id, now, "interview.judged", actor, facts)
        settled = await actions.commit(conn, house, interview, decision)
        if decision.happened and verdict.state is State.HELD:
            await credit.reckon(conn, house, interview_id, proposal)
        return settled


async def pass_time(house: House) -> int:
    """Do what time itself does: open doors, settle what has ended. Return how many interviews were due.

    One that cannot be read or changed holds up no other. Raises an ExceptionGroup of what failed, at the end.
    """
    async with house.database.connection() as conn:
        due = await store.due(conn, house.clock.now())
    failures: list[Exception] = []
    for interview_id in due:
        try:
            await _pass_time_of(house, interview_id)
        except AlreadyOver:  # somebody ended it between our look and our step
            log.info("time.overtaken", interview=interview_id)
        except Exception as error:  # everybody else's doors must open all the same
            log.exception("time.stood_still", interview=interview_id)
            failures.append(error)
    if failures:
        raise ExceptionGroup("time could not pass for every interview", failures)
    return len(due)


async def _pass_time_of(house: House, interview_id: str) -> None:
    async with house.database.connection() as conn:
        interview = await store.load(conn, interview_id)
    if interview.state is State.DOORS_OPEN:
        await settle(house, interview_id)
    else:
        await open_doors(house, interview_id)


async def open_doors(house: House, interview_id: str) -> Interview:
    """Let people in, ten minutes before or whenever the settings say."""
    now = house.clock.now()
    return await actions.change(house, interview_id, lambda it: doors.open_doors(it, house.hours, now))
