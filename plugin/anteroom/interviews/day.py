"""An interview day: several freelancers of one job, the same people, one after another with a pause between.

Each is an interview of its own, and nothing that leaves for one freelancer tells of another. What refuses one
of them (a proposal that closed meanwhile) leaves the others as they are; what is wrong with all refuses all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput, Conflict, NotAllowed, NotFound, ProposalNotLiving
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import ScheduleInterview
from anteroom.interviews.model import Interview
from anteroom.once import Joined
from anteroom.proposals import store as proposals

MOST = 8
LONGEST_PAUSE = timedelta(hours=2)
LONGEST_DAY = timedelta(hours=12)
"""From the first beginning to the last end."""
ONE_OF_THEM = (ProposalNotLiving, NotFound, NotAllowed, Conflict)
"""What may be wrong with one freelancer's interview and with none of the others."""


@dataclass(frozen=True, slots=True)
class DayOutcome:
    """Which interviews were scheduled, and of which proposals none was, and why."""

    scheduled: tuple[Interview, ...]
    refused: tuple[tuple[str, AnteroomError], ...]


def slots(
    starts_at: datetime, length: timedelta, pause: timedelta, count: int
) -> tuple[tuple[datetime, datetime], ...]:
    """Return when each of `count` interviews begins and ends. Raises BadInput beyond what a day holds."""
    if count > MOST:
        raise BadInput(f"An interview day holds at most {MOST} interviews.", field="proposals")
    if not timedelta(0) <= pause <= LONGEST_PAUSE:
        raise BadInput("The pause between two interviews lasts at most 2 hours.", field="pause")
    begins = [starts_at + number * (length + pause) for number in range(count)]
    found = tuple((begin, begin + length) for begin in begins)
    if found and found[-1][1] - starts_at > LONGEST_DAY:
        raise BadInput("Together that is more than 12 hours. Choose fewer, shorter ones.", field="length")
    return found


async def schedule_day(house: House, commands: Sequence[ScheduleInterview]) -> DayOutcome:
    """Ask to every interview of a day, in one transaction; of a single one just to that.

    Raises what `actions.schedule` raises where it is wrong with all, and BadInput for what is no day.
    """
    if len(commands) == 1:
        return DayOutcome((await actions.schedule(house, commands[0]),), ())
    async with house.database.transaction() as conn:
        await _refuse_unless_day(conn, commands)
        inside = replace(house, database=Joined(conn))
        day = f"day_{house.randomness.token(20)}"
        scheduled, refused = [], []
        for command in commands:
            try:
                scheduled.append(await actions.schedule(inside, replace(command, day=day)))
            except ONE_OF_THEM as error:
                refused.append((command.proposal_id, error))
        if not scheduled:
            raise refused[0][1]
    return DayOutcome(tuple(scheduled), tuple(refused))


async def _refuse_unless_day(conn: Connection, commands: Sequence[ScheduleInterview]) -> None:
    if not 1 <= len(commands) <= MOST:
        raise BadInput(f"An interview day holds at most {MOST} interviews.", field="proposals")
    if any(each.link for each in commands):
        raise BadInput(
            "On an interview day one link would bring the freelancers together. Choose the room in the "
            "browser, which is another one for each.",
            field="link",
        )
    # In the order of their ids, so that two days of the same proposals never wait for one another.
    ids = sorted(each.proposal_id for each in commands)
    found = [await proposals.proposal(conn, proposal_id, lock=True) for proposal_id in ids]
    if len({each.job_id for each in found}) > 1 or len({each.client_id for each in found}) > 1:
        raise BadInput(
            "An interview day is about one job. Choose proposals of the same job.", field="proposals"
        )
    if len({each.freelancer_id for each in found}) < len(found):
        raise BadInput("A freelancer is named twice.", field="proposals")
    if len({(each.actor, each.guests) for each in commands}) > 1:
        raise BadInput("On an interview day the same people are asked to each.", field="guests")
    in_order = sorted(commands, key=lambda each: each.starts_at)
    if any(before.ends_at > after.starts_at for before, after in pairwise(in_order)):
        raise BadInput("Two interviews of one day overlap.", field="starts_at")
