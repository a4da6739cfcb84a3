"""Counting what happened, a little at a time, and telling it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.funnel import store
from anteroom.funnel.model import FIRST_DAY, LONGEST, Funnel, Line
from anteroom.funnel.store import Place, Progress
from anteroom.house import House
from anteroom.policy import store as versions
from anteroom.policy.model import Circumstances, Purpose, Stage, decide
from anteroom.policy.ruling import table_by_digest
from anteroom.policy.store import Table
from anteroom.proposals import store as proposals

AT_ONCE = 500
"""Things that happened which are counted in one transaction."""
SURFACE = "message"
"""The row of a proposal is the one that decides about what is written in its thread."""


async def count_news(house: House, most: int = AT_ONCE) -> int:
    """Count anew what something happened to since; return how many proposals, 0 where all is counted.

    Whoever acts meanwhile tells it again, so that nothing is missed and nobody waits.
    """
    async with house.database.transaction() as conn:
        told = await store.take_news(conn, most)
        if not told:
            return 0
        before = await store.counted(conn, told)
        places = await store.places_of_texts(conn, told) | set(before.values())
        for came in await store.progress(conn, told):
            place = await _place(conn, house, came, before.get(came.proposal_id))
            await store.keep(conn, came, place)
            places.add(place)
        await store.sum_up(conn, places)
    return len(told)


async def count_all(house: House) -> None:
    """Count until nothing is left."""
    while await count_news(house):
        pass


async def funnel(house: House, since: date, until: date) -> Funnel:
    """Return the numbers of the days from `since` to before `until`. Raises BadInput for no such span."""
    if not FIRST_DAY <= since < until or until - since > LONGEST:
        raise BadInput("Choose a time of at most 366 days that ends after it begins.", field="until")
    async with house.database.connection() as conn:
        found = await store.numbers(conn, since, until)
        behind = await store.behind(conn)
    lines = tuple(Line(plan, row, counts) for (plan, row), counts in found.items())
    return Funnel(since, until, lines, behind)


async def _place(conn: Connection, house: House, came: Progress, before: Place | None) -> Place:
    """Return where a proposal counts: under the plan and the row that it was first counted under."""
    day = came.invited_at.astimezone(UTC).date()
    if before is not None:
        return day, *before[1:]
    client = await proposals.member_by_person(conn, came.client_id)
    plan, rating, jobs = "basic", None, 0
    if client is not None:
        plan, rating, jobs = client.plan, client.rating, client.completed_jobs
        if client.organisation_id is not None:
            organisation = await proposals.organisation(conn, client.organisation_id)
            plan = organisation.plan if organisation else plan
    under = await proposals.contract_in_force(conn, came.proposal_id, came.invited_at)
    stage = Stage.UNDER_CONTRACT if under else Stage.BEFORE_CONTRACT
    asked = Circumstances(plan, stage, rating, jobs, Purpose.TALK, SURFACE)
    table = await _table_at(conn, house, came.invited_at)
    return day, plan, decide(table, asked, came.invited_at).row


async def _table_at(conn: Connection, house: House, at: datetime) -> Table:
    version = await versions.in_force(conn, at)
    if version is None or version.source == "settings":
        return house.policy
    return await table_by_digest(conn, house, version.digest)
