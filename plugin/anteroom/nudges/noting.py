"""What waits is brought to how things stand, in the transaction in which they changed.

Each function is called from one place, where such a change is written, and the proposal is locked there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from anteroom.conduct.blocks import standing
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interview_offers.model import InterviewOffer
from anteroom.interviews.model import Event, Happened, Interview, Role, Side
from anteroom.nudges import ending, model, stopping, store
from anteroom.nudges.cadence import steps_of, when
from anteroom.nudges.daytimes import daytimes
from anteroom.nudges.model import Kind, Stop, Waiting, Waits
from anteroom.proposals.model import Proposal, ProposalState
from anteroom.times.polls import store as polls
from anteroom.times.polls.model import Poll

ANSWERING = frozenset(
    {Event.PROPOSED, Event.ANSWERED, Event.COUNTERED, Event.COUNTER_DECLINED, Event.MOVED, Event.CANCELLED}
    | {Event.POLL_OPENED, Event.POLL_MARKED, Event.POLL_EXTENDED, Event.POLL_CHOSEN, Event.OFFERED}
)
"""What somebody does at an interview that answers a message, too: whoever is spoken to has answered."""
ASIDE = frozenset({Event.LATE})
"""What leaves everything as it was for who waits: no answer, time, person or state is another."""


async def follow_interview(
    conn: Connection, house: House, after: Interview, happened: Sequence[Happened], poll: Poll | None = None
) -> None:
    """Bring what waits at an interview to what it has become, and end messages that this answers.

    `poll` is its poll as it stands, where the caller knows it.
    """
    if happened and all(each.event in ASIDE for each in happened):
        return
    known = await store.open_on(conn, after.proposal_id)
    if poll is None and (after.undecided or _polled(known, after)):
        poll = await polls.of_interview(conn, after.id)
    here = [each for each in known if each.waits.interview_id == after.id]
    wanted = model.of_interview(after, poll)
    await _bring(conn, house, here, wanted, lambda waits: ending.of_interview(after, poll, waits))
    sides = {_answers_for(after, each) for each in happened if each.event in ANSWERING}
    messages = (each for each in known if each.waits.kind is Kind.MESSAGE and each.waits.side in sides)
    await _end(conn, house, messages, Stop.ANSWERED)


async def follow_thread(conn: Connection, house: House, proposal: Proposal) -> None:
    """Bring what waits in a thread to what was written there last."""
    known = [each for each in await store.open_on(conn, proposal.id) if each.waits.kind is Kind.MESSAGE]
    thread = await store.thread_of(conn, proposal)
    newest = max(filter(None, (thread.client_wrote, thread.freelancer_wrote)), default=None)

    def why(waits: Waits) -> Stop:
        wrote = thread.client_wrote if waits.side is Side.CLIENT else thread.freelancer_wrote
        return Stop.ANSWERED if wrote is not None and wrote == newest else Stop.WITHDRAWN

    await _bring(conn, house, known, model.of_thread(proposal, thread), why, at=newest)


async def follow_offer(conn: Connection, house: House, proposal: Proposal, offer: InterviewOffer) -> None:
    """Bring what waits of an offer to what became of it; who offers has answered what was asked before."""
    known = await store.open_on(conn, proposal.id)
    here = [each for each in known if each.waits.kind is Kind.OFFER and each.waits.about == offer.id]
    await _bring(conn, house, here, model.of_offer(proposal, offer), lambda _: ending.of_offer(offer))
    if offer.open:
        messages = (each for each in known if each.waits.kind is Kind.MESSAGE)
        answered = (each for each in messages if each.waits.person_id == offer.freelancer_id)
        await _end(conn, house, answered, Stop.ANSWERED)


async def follow_proposal(conn: Connection, house: House, proposal: Proposal, *, hired: bool = False) -> None:
    """End what waits on a proposal that lives no more, was archived, or whose freelancer was `hired` now."""
    archived = proposal.state is ProposalState.ARCHIVED
    if proposal.living and not archived and not hired:
        return
    for each in await store.open_on(conn, proposal.id):
        ended = not proposal.living or archived
        stop = ending.of_proposal(proposal.state, each.waits, proposal.freelancer_id) if ended else Stop.HIRED
        await _end(conn, house, (each,), stop)


async def _bring(
    conn: Connection,
    house: House,
    known: Iterable[Waiting],
    wanted: Iterable[Waits],
    why: Callable[[Waits], Stop],
    at: datetime | None = None,
) -> None:
    """End what is not wanted any more, keep what is as it stands now, and add what is new `at` a moment."""
    now = house.clock.now()
    before = {each.waits.key: each for each in known}
    after = {each.key: each for each in wanted}
    for key, waiting in before.items():
        if key not in after:
            await stopping.stop(conn, house, waiting.id, why(waiting.waits))
            continue
        newest = max(waiting.latest_at, min(at, now)) if at is not None else waiting.latest_at
        if (after[key], newest) != (waiting.waits, waiting.latest_at):
            await store.change(conn, replace(waiting, waits=after[key], latest_at=newest))
    new = [waits for key, waits in after.items() if key not in before]
    if new:
        await _add(conn, house, new, min(at, now) if at is not None else now)


async def _add(conn: Connection, house: House, new: Sequence[Waits], since: datetime) -> None:
    settled = await store.settled(conn, [each.key for each in new if each.kind is not Kind.MESSAGE])
    apart = await standing(conn, new[0].proposal_id)
    known = await daytimes(conn, house, {each.person_id for each in new})
    cadence = house.settings.nudges
    for waits in new:
        if waits.key in settled or apart.apart(waits.person_id, waits.waiter_id):
            continue
        begun = Waiting(f"wai_{house.randomness.token(20)}", waits, since, since)
        first = steps_of(cadence, escalates=waits.escalates)[0]
        due_at = when(begun, cadence, known.get(waits.person_id), first)
        await store.add(conn, replace(begun, due_at=due_at))


async def _end(conn: Connection, house: House, which: Iterable[Waiting], stop: Stop) -> None:
    for each in which:
        await stopping.stop(conn, house, each.id, stop)


def _polled(known: Iterable[Waiting], interview: Interview) -> bool:
    kinds = (Kind.POLL, Kind.CHOICE)
    return any(each.waits.kind in kinds and each.waits.interview_id == interview.id for each in known)


def _answers_for(interview: Interview, happened: Happened) -> Side | None:
    """Return whose message an act answers: the freelancer's own acts, and the host's for the client."""
    party = next((each for each in interview.parties if each.id == happened.actor), None)
    if party is None or party.role not in (Role.CANDIDATE, Role.HOST):
        return None
    return party.side
