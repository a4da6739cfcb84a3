"""What one can do with an interview: each action is one transaction, and no I/O but SQL happens in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anteroom.agreements import store as agreements
from anteroom.conduct.blocks import refuse_if_blocked
from anteroom.database.connection import Connection
from anteroom.effects.wish import wish
from anteroom.errors import NotAllowed
from anteroom.gate import store as seats
from anteroom.house import House
from anteroom.interview_offers.outcomes import taken_by
from anteroom.interviews import invite, life, store
from anteroom.interviews.caps import count_asked
from anteroom.interviews.commands import ProposeCounter, ScheduleInterview
from anteroom.interviews.model import (
    Answer,
    Counter,
    CounterState,
    Decision,
    Event,
    Happened,
    Interview,
    State,
)
from anteroom.interviews.reading import read_text
from anteroom.ledger import chain
from anteroom.meetings import calls
from anteroom.meetings import store as meetings
from anteroom.nudges import noting
from anteroom.plain_text import lines
from anteroom.proposals.model import Proposal
from anteroom.replaced import replace
from anteroom.texts.errand import ToCancel, ToCounter
from anteroom.texts.judging import Judged
from anteroom.times.polls import following, opening, outcome
from anteroom.verdicts import store as verdicts

Decide = Callable[[Interview], Decision]
ASKING = frozenset({Event.PROPOSED, Event.MOVED, Event.POLL_OPENED})
TELLING = frozenset(
    {Event.REWORDED, Event.PLACED, Event.HANDED_OVER, Event.PARTY_ADDED, Event.PARTY_REMOVED}
    | {Event.NDA_CHANGED, Event.POLL_EXTENDED}
)
"""What asks everybody, and what sends everybody an update: both count against the caps."""
COUNTED = ASKING | TELLING


async def schedule(house: House, command: ScheduleInterview) -> Interview:
    """Invite everybody, or with a poll ask everybody first which of its times suit.

    After ProposalNotLiving, NotAllowed, BadInput, LinkRefused, ContactInText, TooManyInvitations nothing has
    changed.
    """
    async with house.database.transaction() as conn:
        interview, chosen, document = await invite.begin(conn, house, command)
        now = house.clock.now()
        poll = opening.begin(house, interview, command.poll, now) if command.poll else None
        if poll is None:
            decision = life.propose(interview, interview.host.id, house.hours, now, chosen.facts)
        else:
            decision = outcome.opened(interview, poll, chosen.facts)
        await store.save(conn, decision.interview, new=True)
        if poll is not None:
            await opening.write(conn, house, decision.interview, poll)
        if chosen.link is not None:
            await meetings.keep(conn, house.vault, interview.id, chosen.link.url, now)
        if chosen.order is not None:
            await calls.order(conn, house, interview.id, chosen.order)
        if document is not None:
            await agreements.keep(conn, house, interview, document, interview.host.id)
        before = await store.load(conn, command.again, lock=True) if command.again else None
        # A call that failed by no fault of theirs costs nobody one of the day's invitations.
        free = before is not None and before.state is State.TECHNICAL
        scheduled = await commit(conn, house, interview, decision, free=free)
        await taken_by(conn, house, interview.proposal_id, interview.id, command.actor)
        if before is not None:
            await _take_the_place(conn, house, before, scheduled)
    house.failpoints.reach("interview-scheduled")
    return scheduled


async def answer(
    house: House,
    interview_id: str,
    person_id: str,
    said: Answer,
    *,
    sequence: int | None = None,
    stamp: datetime | None = None,
    saw: Answer | None = None,
) -> Interview:
    """Take a person's answer; see `life.answer` for how calendars' and buttons' answers are ordered."""

    def decide(interview: Interview) -> Decision:
        party_id = party_of(interview, person_id)
        return life.answer(interview, party_id, said, sequence=sequence, stamp=stamp, saw=saw)

    return await change(house, interview_id, decide)


async def counter(house: House, command: ProposeCounter) -> Interview:
    """Take another time that a person proposes. The comment is read by the guard."""
    async with house.database.transaction() as conn:
        interview, proposal = await load_living(conn, command.interview_id)
        comment = await read_text(
            conn,
            house,
            proposal,
            lines(command.comment),
            writer=command.person_id,
            surface="comment",
            field="comment",
            errand=ToCounter(command),
        )
        interview = _permitting(interview, comment)
        now = house.clock.now()
        made = Counter(
            id=f"ctr_{house.randomness.token(20)}",
            party_id=party_of(interview, command.person_id),
            starts_at=command.starts_at,
            ends_at=command.ends_at,
            comment=comment.text,
            sequence=interview.sequence if command.sequence is None else command.sequence,
            state=CounterState.OPEN,
            made_at=now,
            # A program whose clock runs ahead must not shut out everything it says later.
            stamp=None if command.stamp is None else min(command.stamp, now),
        )
        return await commit(conn, house, interview, life.counter(interview, made, now))


async def accept_counter(house: House, interview_id: str, counter_id: str, person_id: str) -> Interview:
    """Move to the time that somebody proposed."""
    now = house.clock.now()
    return await change(
        house,
        interview_id,
        lambda it: life.accept_counter(it, counter_id, party_of(it, person_id), house.hours, now),
    )


async def decline_counter(house: House, interview_id: str, counter_id: str, person_id: str) -> Interview:
    """Keep the time; who proposed another is told."""
    return await change(
        house, interview_id, lambda it: life.decline_counter(it, counter_id, party_of(it, person_id))
    )


async def move(
    house: House, interview_id: str, person_id: str, starts_at: datetime, ends_at: datetime
) -> Interview:
    """Give it another time. Raises TooManyInvitations, since everybody is asked again."""
    now = house.clock.now()
    return await change(
        house,
        interview_id,
        lambda it: life.move(it, starts_at, ends_at, party_of(it, person_id), house.hours, now),
    )


async def cancel(house: House, interview_id: str, person_id: str, reason: str = "") -> Interview:
    """Call it off. The reason is read by the guard and shown to everybody."""
    async with house.database.transaction() as conn:
        interview, proposal = await load_living(conn, interview_id)
        read = await read_text(
            conn,
            house,
            proposal,
            lines(reason),
            writer=person_id,
            surface="comment",
            field="reason",
            errand=ToCancel(interview_id, person_id),
        )
        interview = _permitting(interview, read)
        decision = life.cancel(interview, party_of(interview, person_id), read.text, house.clock.now())
        return await commit(conn, house, interview, decision)


async def hand_over(house: House, interview_id: str, person_id: str, to_party: str) -> Interview:
    """Let somebody else of the same side host it."""
    return await change(house, interview_id, lambda it: life.hand_over(it, to_party, party_of(it, person_id)))


async def unreachable(house: House, interview_id: str, party_id: str, *, way: str = "mail") -> Interview:
    """Mark a party that cannot be written to any more this way; the host sees it on the card, and is told."""
    return await change(house, interview_id, lambda it: life.unreachable(it, party_id, way))


async def reachable(house: House, interview_id: str, party_id: str) -> Interview:
    """Mark a party that can be written to again."""
    return await change(house, interview_id, lambda it: life.reachable(it, party_id))


async def void_all(conn: Connection, house: House, proposal_id: str, reason: str) -> int:
    """Void a dead proposal's interviews, inside the transaction that heard of it; return how many."""
    count = 0
    for interview in await store.of_proposal(conn, proposal_id, lock=True):
        decision = life.void(interview, reason, house.clock.now())
        if decision.happened:
            await commit(conn, house, interview, decision)
            count += 1
    return count


async def change(house: House, interview_id: str, decide: Decide) -> Interview:
    """Load, decide and save in one transaction; whoever comes second decides on the new state."""
    async with house.database.transaction() as conn:
        interview, _ = await load_living(conn, interview_id)
        changed = await commit(conn, house, interview, decide(interview))
    house.failpoints.reach("interview-changed")
    return changed


def party_of(interview: Interview, person_id: str) -> str:
    """Return the party that this person is. Raises NotAllowed."""
    party = interview.party_of(person_id)
    if party is None:
        raise NotAllowed("You are not part of this interview.")
    return party.id


def _permitting(interview: Interview, read: Judged) -> Interview:
    """Return the interview with one more text in which the policy let a contact detail pass."""
    if not read.permitted or read.text in interview.permitted:
        return interview
    return replace(interview, permitted=(*interview.permitted, read.text))


async def load_living(conn: Connection, interview_id: str) -> tuple[Interview, Proposal]:
    """Return an interview and its proposal, both locked. Raises NotFound, AlreadyOver, ProposalNotLiving."""
    interview, proposal = await store.load_with_proposal(conn, interview_id)
    life.refuse_if_over(interview)
    invite.refuse_unless_living(proposal)
    return interview, proposal


async def _take_the_place(conn: Connection, house: House, before: Interview, scheduled: Interview) -> None:
    await verdicts.replaced_by(conn, before, scheduled.id, house.clock.now())
    happened = Happened(Event.REBOOKED, before.host.id, {"again": scheduled.id})
    await commit(conn, house, before, Decision(before, (happened,)))


async def commit(
    conn: Connection,
    house: House,
    before: Interview,
    decision: Decision,
    *,
    free: bool = False,
    counted: bool = True,
) -> Interview:
    """Write what was decided: the state, the ledger, and what is wanted outside. The interview is locked.

    `free`: whom it asks counts against no client's caps. Not `counted` is what people must hear of however
    often they were written to, since nobody chose to write to them.
    """
    if not decision.happened and decision.interview == before:
        return before
    after = decision.interview
    await refuse_if_blocked(conn, house, after, decision.happened)
    if decision.happened:
        after = replace(after, revision=before.revision + 1)
    await store.save(conn, after)
    all_happened, poll = decision.happened, None
    if before.undecided:
        actor = decision.happened[0].actor if decision.happened else "time"
        more, poll = await following.follow(conn, house, before, after, actor)
        all_happened += more
    if after.state.over:
        await seats.over(conn, after.id, house.clock.now())
    if after.state.over and after.place.outside:
        await meetings.forget(conn, after.id)
    for happened in decision.happened:
        if counted and happened.event in COUNTED:
            who = next(party for party in after.parties if party.id == happened.actor)
            await count_asked(conn, house, after, who.person_id, asks=happened.event in ASKING, free=free)
        if happened.event is Event.PARTY_REMOVED:
            await seats.put_out(conn, str(happened.facts["party"]), house.clock.now())
        elif happened.event is Event.MOVED:
            await seats.begin_anew(conn, after, house.clock.now())
        if happened.event is Event.MOVED and after.place.outside:
            hosts = happened.actor == after.host.id
            await meetings.refuse_if_moved_onto(conn, house.vault, after.id, by_host=hosts)
    now = house.clock.now()
    for happened in all_happened:
        await chain.write(conn, after.id, now, happened.event.value, happened.actor, happened.facts)
    await noting.follow_interview(conn, house, after, all_happened, poll)
    await wish(conn, house, after, all_happened)
    house.failpoints.reach("interview-written", after.state.value)
    return after
