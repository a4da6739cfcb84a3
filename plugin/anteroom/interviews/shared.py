"""Times of an interview day that several freelancers may take: whoever is first has one.

To each they are times that the host offers, as `offers.py` has them, beside the one at which the own
interview stands and which nobody else can take. What was taken is offered to the others no longer; that it
was taken, or by whom, is told to nobody: it reads like any time that a host takes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput
from anteroom.house import House
from anteroom.interviews import actions, day_slots
from anteroom.interviews.model import Counter, CounterState, Decision, Event, Happened, Interview
from anteroom.interviews.offers import offer_times, open_offers
from anteroom.once import Joined

log = structlog.get_logger()


async def share_times(
    conn: Connection,
    house: House,
    interviews: Sequence[Interview],
    spans: Sequence[tuple[datetime, datetime]],
) -> None:
    """Offer these times to the freelancers of a day's interviews, inside the transaction that asked for them.

    Raises BadInput for times that overlap one another or an interview of the day, and what `offer_times`
    raises.
    """
    if not spans:
        return
    day = interviews[0].day if interviews else None
    if day is None or any(each.day != day for each in interviews):
        raise BadInput("Only the freelancers of one interview day can share times.", field="shared")
    taken = [(each.starts_at, each.ends_at) for each in interviews]
    for place, (starts_at, ends_at) in enumerate(spans):
        if any(starts_at < other[1] and other[0] < ends_at for other in (*taken, *spans[:place])):
            raise BadInput("A shared time overlaps another one of the day.", field="shared")
    await day_slots.add(conn, day, spans)
    inside = replace(house, database=Joined(conn))
    for interview in interviews:
        await offer_times(inside, interview.id, interview.host.person_id, spans)


async def withdraw_taken(house: House) -> int:
    """Take back from everybody else what one freelancer has taken; return how many such times there were.

    In between nobody can take it: who tries is told that it is no longer offered.
    """
    async with house.database.connection() as conn:
        slots = await day_slots.taken(conn)
    for slot in slots:
        async with house.database.connection() as conn:
            others = await day_slots.offered_to_others(conn, slot)
        for interview_id in others:
            await _withdraw(house, interview_id, slot["starts_at"])
        async with house.database.transaction() as conn:
            await day_slots.withdrawn(conn, slot)
    return len(slots)


def withdrawn(interview: Interview, starts_at: datetime) -> Decision:
    """Take one offered time back. Everybody's card shows the rest; nobody is written to."""

    def gone(each: Counter) -> bool:
        offered = each.party_id == interview.host.id and each.state is CounterState.OPEN
        return offered and each.starts_at == starts_at

    if not any(gone(each) for each in interview.counters):
        return Decision(interview)
    kept = tuple(
        replace(each, state=CounterState.SUPERSEDED) if gone(each) else each for each in interview.counters
    )
    after, host = replace(interview, counters=kept), interview.host.id
    # About the host alone: the mail that tells a freelancer of offered times is not sent for fewer of them.
    facts: dict[str, str | int | None] = {"times": len(open_offers(after)), "party": host}
    return Decision(after, (Happened(Event.OFFERED, host, facts),))


async def _withdraw(house: House, interview_id: str, starts_at: datetime) -> None:
    try:
        await actions.change(house, interview_id, lambda interview: withdrawn(interview, starts_at))
    except AnteroomError as error:
        # It is over, its proposal has closed, or somebody blocks somebody: nobody takes anything there.
        log.info("day.time_stays", interview=interview_id, code=error.code)
