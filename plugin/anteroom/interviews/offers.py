"""Times that a host offers beside the interview's own: the freelancer takes one, and the others lapse.

An offered time is a counter of the host's, decided by the freelancer. Whoever accepts the interview as it
stands has chosen too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions, counters, day_slots
from anteroom.interviews.hours import Hours, check_time
from anteroom.interviews.life import follow_candidate, moved_to, refuse_if_over, refuse_if_undecided
from anteroom.interviews.model import (
    Answer,
    Counter,
    CounterState,
    Decision,
    Event,
    Happened,
    Interview,
)
from anteroom.once import Joined

MOST = 9
"""Beside the interview's own time: ten in all."""
MOST_IN_ALL = 12
"""How many a host may offer in one interview, whatever became of them: each round is a mail to one person."""


def open_offers(interview: Interview) -> tuple[Counter, ...]:
    """Return the times that the host offers and nobody has taken, soonest first."""
    host = interview.host.id
    found = [each for each in interview.counters if each.party_id == host and each.state is CounterState.OPEN]
    return tuple(sorted(found, key=lambda each: each.starts_at))


def offered(interview: Interview, made: Sequence[Counter], actor: str, now: datetime) -> Decision:
    """Offer these times instead of those offered before; none takes those back.

    Raises AlreadyOver, NotAllowed unless `actor` hosts, BadInput for a time that cannot be, Conflict once
    the freelancer has agreed to the present one or too many were offered.
    """
    refuse_if_over(interview)
    refuse_if_undecided(interview)
    if actor != interview.host.id:
        raise NotAllowed("Only the host can do this.")
    if interview.candidate.answer is Answer.ACCEPTED and made:
        raise Conflict("The freelancer has agreed to this time already. Move the interview instead.")
    starts = {each.starts_at for each in made}
    if len(made) > MOST or len(starts) < len(made) or interview.starts_at in starts:
        raise BadInput(f"Offer up to {MOST} other times, each once.", field="starts_at")
    for each in made:
        check_time(each.starts_at, each.ends_at, now)
    before = open_offers(interview)
    if [(each.starts_at, each.ends_at) for each in before] == sorted(
        (each.starts_at, each.ends_at) for each in made
    ):
        return Decision(interview)
    if counters.made_by(interview, actor) + len(made) > MOST_IN_ALL:
        raise Conflict("You have offered many times already. Please agree on one in the thread.")
    kept = counters.withdrawn(interview.counters, actor)
    return Decision(
        replace(interview, counters=(*kept, *made)),
        (Happened(Event.OFFERED, actor, {"times": len(made)}),),
    )


def taken(interview: Interview, counter_id: str, actor: str, hours: Hours, now: datetime) -> Decision:
    """Move to an offered time: the freelancer has accepted it then, and everybody else is asked.

    Raises AlreadyOver, NotAllowed for everybody but the freelancer, Conflict for one that lapsed.
    """
    refuse_if_over(interview)
    if actor != interview.candidate.id:
        raise NotAllowed("Only the freelancer chooses among these times.")
    found = interview.counter(counter_id)
    if found is not None and found.party_id == interview.host.id and found.state is CounterState.SUPERSEDED:
        raise Conflict(day_slots.GONE, field="offer")
    chosen = counters.open_counter(interview, counter_id)
    if chosen.party_id != interview.host.id:
        raise Conflict("There is no such offered time.")
    kept = replace(interview, counters=counters.accepted(interview.counters, chosen))
    facts = {"offer": counter_id, "taken_by": actor}
    host = interview.host.id
    decision = moved_to(kept, chosen.starts_at, chosen.ends_at, host, hours, now, facts)
    agreed = decision.interview.with_party(
        replace(
            decision.interview.candidate,
            answer=Answer.ACCEPTED,
            answered_sequence=decision.interview.sequence,
        )
    )
    agreed, more = follow_candidate(agreed, actor)
    return Decision(agreed, (*decision.happened, *more))


async def offer_times(
    house: House, interview_id: str, person_id: str, spans: Sequence[tuple[datetime, datetime]]
) -> Interview:
    """Offer times for a host. Raises what `offered` raises, NotFound, ProposalNotLiving."""
    now = house.clock.now()

    def decide(interview: Interview) -> Decision:
        actor = actions.party_of(interview, person_id)
        made = [
            Counter(
                id=f"ctr_{house.randomness.token(20)}",
                party_id=actor,
                starts_at=starts_at,
                ends_at=ends_at,
                comment="",
                sequence=interview.sequence,
                state=CounterState.OPEN,
                made_at=now,
            )
            for starts_at, ends_at in spans
        ]
        return offered(interview, made, actor, now)

    return await actions.change(house, interview_id, decide)


async def take_offer(house: House, interview_id: str, counter_id: str, person_id: str) -> Interview:
    """Take an offered time for the freelancer, a shared one before anybody else has it.

    Raises what `taken` raises, TooManyInvitations, and Conflict for a shared time that another has.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        after = await actions.change(
            replace(house, database=Joined(conn)),
            interview_id,
            lambda it: taken(it, counter_id, actions.party_of(it, person_id), house.hours, now),
        )
        # Last, with the own interview held: two who want one time never wait for one another.
        await day_slots.claim(conn, after)
    return after
