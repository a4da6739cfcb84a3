"""What one can do with a poll: mark, choose, extend. It is called off with its interview.

Each action is one transaction under the lock of the interview, so of any number of votes at once each decides
on what those before it left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from anteroom.database.connection import Connection
from anteroom.errors import AlreadyOver, AnteroomError, Conflict, NotAllowed, NotFound, ProposalNotLiving
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews import store as interview_store
from anteroom.interviews.model import Decision, Event, Happened, Interview, Polling
from anteroom.meetings import calls
from anteroom.meetings import store as meetings
from anteroom.one_by_one import one_by_one
from anteroom.passes.times import written
from anteroom.people.persons import zone_and_language
from anteroom.times.polls import opening, outcome, store
from anteroom.times.polls.following import keep
from anteroom.times.polls.model import (
    CLOSED,
    LAPSED,
    MOST_IN_ALL,
    Mark,
    Offered,
    Poll,
    PollState,
    TimeState,
    agreed,
    best,
    check_offer,
    ended,
    hopeless,
    lapsed,
    marked,
    team_ready,
    timed,
    widened,
)
from anteroom.times.polls.outcome import Facts

log = structlog.get_logger()

NONE = "Nobody is asked about times for this interview."
CHOSEN = "A time has been chosen already: {when}. Answer the invitation, please."
CANDIDATE_CANNOT = "The freelancer cannot come at this time. Choose another one."


async def load(conn: Connection, interview_id: str) -> Poll:
    """Return an interview's poll, open or over. Raises NotFound."""
    poll = await store.of_interview(conn, interview_id)
    if poll is None:
        raise NotFound(NONE)
    return poll


async def mark(
    house: House,
    interview_id: str,
    person_id: str,
    marks: Mapping[str, Mark],
    *,
    stamp: datetime | None = None,
) -> Poll:
    """Take what a person says to some of the times; what is not named stays as it was.

    `stamp` is a calendar's own DTSTAMP, by which its answers are ordered. An automatic poll has chosen once
    everybody who must be there agrees. Raises NotAllowed, NotFound, ProposalNotLiving, AlreadyOver, and
    Conflict for what is over; that of a time once one was chosen says so.
    """
    async with house.database.transaction() as conn:
        interview, poll = await _held(conn, interview_id)
        party = interview.party_of(person_id)
        if party is None or (interview.hidden and not poll.asks(party)):
            raise NotAllowed("You are not part of this interview.")
        if poll.state is PollState.CHOSEN:
            zone, _ = await zone_and_language(conn, person_id)
            when = written(interview.starts_at, interview.ends_at, zone)
            raise Conflict(CHOSEN.format(when=f"{when.span} ({when.zone})"))
        after = marked(poll, party, marks, stamp)
        if after == poll:
            return poll
        said = {each.party_id for each in after.voices if each.mark is not Mark.NONE}
        facts: Facts = {"poll": poll.id, "marked": len(said), "asked": len(after.asked(interview))}
        await keep(conn, house, interview, poll, after)
        interview = await interviews.commit(
            conn,
            house,
            interview,
            Decision(interview, (Happened(Event.POLL_MARKED, party.id, facts),)),
        )
        return await _go_on(conn, house, interview, after)


async def choose(house: House, interview_id: str, person_id: str, time_id: str) -> Interview:
    """Choose a time for the host, whatever was said to it; only the freelancer's no stands.

    Raises NotAllowed unless the person hosts, NotFound, Conflict, AlreadyOver, ProposalNotLiving.
    """
    async with house.database.transaction() as conn:
        interview, poll = await _held(conn, interview_id)
        _refuse_unless_host(interview, person_id)
        time = poll.time(time_id)
        if time is None:
            raise NotFound("There is no such time.")
        if poll.state is not PollState.OPEN:
            raise Conflict(CLOSED)
        if time.state is not TimeState.OPEN:
            raise Conflict(LAPSED)
        if poll.mark(time.id, interview.candidate.id) is Mark.NO:
            raise Conflict(CANDIDATE_CANNOT)
        chosen, _ = await _choose(conn, house, interview, poll, time, interview.host.id)
        return chosen


async def extend(
    house: House,
    interview_id: str,
    person_id: str,
    deadline: datetime | None,
    times: Sequence[tuple[datetime, datetime]] = (),
) -> Poll:
    """Offer more times, or give people longer, for the host. Without a deadline the house sets one.

    Raises NotAllowed unless the person hosts, BadInput, NotFound, Conflict, AlreadyOver, ProposalNotLiving.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        interview, poll = await _held(conn, interview_id)
        _refuse_unless_host(interview, person_id)
        if poll.state is not PollState.OPEN:
            raise Conflict(CLOSED)
        if len(poll.times) + len(times) > MOST_IN_ALL:
            raise Conflict("You have offered many times already. Please agree on one in the thread.")
        until = check_offer(times, deadline, now, poll.open)
        rank = 1 + max(each.rank for each in poll.times)
        made = tuple(
            Offered(f"ptm_{house.randomness.token(20)}", rank + number, starts_at, ends_at)
            for number, (starts_at, ends_at) in enumerate(times)
        )
        after = replace(poll, times=(*poll.times, *made), deadline=until, undecided_at=None)
        if after.stage is Polling.TEAM:
            after = replace(after, team_until=now + (until - now) / 2)
        after = timed(opening.with_voices(house, interview, after))
        await keep(conn, house, interview, poll, after)
        facts: Facts = {"poll": poll.id, "times": len(after.open)}
        happened = Happened(Event.POLL_EXTENDED, interview.host.id, facts)
        decision = Decision(outcome.at_first(interview, after), (happened,))
        await interviews.commit(conn, house, interview, decision)
        return after


async def pass_time(house: House) -> int:
    """Do what time does to polls: times lapse, the freelancer is asked, one is chosen or the host is told.

    Return how many were due. One at which nothing can be done holds up no other. Raises an ExceptionGroup of
    what failed, at the end.
    """
    async with house.database.connection() as conn:
        ids = await store.due(conn, house.clock.now())
    return await one_by_one(ids, partial(_pass_time_of, house), _failed)


def _failed(reference: str) -> None:
    log.exception("poll.stood_still", reference=reference)


async def _pass_time_of(house: House, interview_id: str) -> None:
    now = house.clock.now()
    async with house.database.transaction() as conn:
        try:
            interview, poll = await _held(conn, interview_id)
        except (AlreadyOver, ProposalNotLiving):  # somebody ended it between our look and our step
            return
        if poll.due_at is None or poll.due_at > now:
            return
        after = lapsed(poll, now)
        if not after.open:
            await keep(conn, house, interview, poll, after)
            decision = outcome.expired(interview, now)
            await interviews.commit(conn, house, interview, decision)
            return
        after = timed(after)
        await keep(conn, house, interview, poll, after)
        interview = await interviews.commit(
            conn, house, interview, Decision(outcome.at_first(interview, after))
        )
        await _go_on(conn, house, interview, after)


async def _go_on(conn: Connection, house: House, interview: Interview, poll: Poll) -> Poll:
    """Take the next step that what was said, or the hour, allows."""
    now = house.clock.now()
    if poll.stage is Polling.TEAM:
        late = poll.team_until is None or poll.team_until <= now
        if not (late or team_ready(poll, interview)):
            return poll
        wider = widened(poll, interview)
        if wider is None:
            return await _undecided(conn, house, interview, poll)
        decision = outcome.widened(interview, wider, "time")
        after = timed(opening.with_voices(house, decision.interview, replace(wider, undecided_at=None)))
        await keep(conn, house, decision.interview, poll, after)
        interview = await interviews.commit(conn, house, interview, decision, counted=False)
        poll = after
    over = poll.deadline <= now
    time = (best(poll, interview) if over else agreed(poll, interview)) if poll.automatic else None
    if time is not None:
        try:
            async with conn.transaction():
                _, after = await _choose(conn, house, interview, poll, time, "time")
            return after
        except (
            AnteroomError
        ) as error:  # somebody blocks somebody, or the link is taken then: the host's to say
            log.info("poll.not_chosen", interview=interview.id, code=error.code)
            return await _undecided(conn, house, interview, poll)
    if over or hopeless(poll, interview):
        return await _undecided(conn, house, interview, poll)
    return poll


async def _undecided(conn: Connection, house: House, interview: Interview, poll: Poll) -> Poll:
    """Tell the host that it is the host's to go on: once, and once more at the deadline."""
    now = house.clock.now()
    if poll.undecided_at is not None and not poll.undecided_at < poll.deadline <= now:
        return poll
    # From here on the freelancer is asked as soon as any time suits the team.
    after = timed(replace(poll, undecided_at=now, team_until=None))
    await keep(conn, house, interview, poll, after)
    happened = Happened(Event.POLL_UNDECIDED, "time", {"poll": poll.id, "times": len(poll.open)})
    await interviews.commit(conn, house, interview, Decision(interview, (happened,)))
    return after


async def _choose(
    conn: Connection, house: House, interview: Interview, poll: Poll, time: Offered, actor: str
) -> tuple[Interview, Poll]:
    now = house.clock.now()
    decision = outcome.chosen(interview, poll, time, actor, house.hours, now)
    after = ended(poll, PollState.CHOSEN, now, time.id)
    await keep(conn, house, interview, poll, after)
    # They were counted as asked when they were asked about the times.
    chosen = await interviews.commit(conn, house, interview, decision, counted=False)
    if chosen.place.outside:
        await meetings.refuse_if_moved_onto(conn, house.vault, chosen.id, by_host=actor == chosen.host.id)
        await calls.tell_time(conn, house, chosen.id)
    return chosen, after


async def _held(conn: Connection, interview_id: str) -> tuple[Interview, Poll]:
    """Return an interview and its poll, both ours until we commit."""
    interview, _ = await interviews.load_living(conn, interview_id)
    return interview, await load(conn, interview_id)


def _refuse_unless_host(interview: Interview, person_id: str) -> None:
    if interview.host.person_id != person_id:
        raise NotAllowed("Only the host can do this.")


async def of(house: House, interview_id: str) -> tuple[Interview, Poll]:
    """Return an interview and its poll, as they stand. Raises NotFound."""
    async with house.database.connection() as conn:
        interview = await interview_store.load(conn, interview_id)
        return interview, await load(conn, interview_id)
