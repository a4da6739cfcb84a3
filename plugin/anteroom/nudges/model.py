"""What waits for an answer, of whom, and what ends the waiting: frozen values and the one rule.

What waits is never told: it follows from how things stand. `of_interview`, `of_thread` and `of_offer` say
what waits at an interview, in a thread and for whom something is offered; whoever changes one of these lets
`noting.py` bring our rows to it, in the transaction of the change. So no order of events decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from anteroom.interview_offers.model import InterviewOffer
from anteroom.interviews.model import Answer, CounterState, Interview, Party, Role, Side, State
from anteroom.proposals.model import Proposal, ProposalState

ASKED = frozenset({Role.CANDIDATE, Role.GUEST, Role.INTERPRETER})
"""Whose seat waits for a yes or a no. An assistant has none, and the host accepted by inviting."""


class Kind(StrEnum):
    """What waits."""

    MESSAGE = "message"
    """The other member's message in the thread."""
    INVITATION = "invitation"
    """An invitation to an interview, of the freelancer, a guest or an interpreter."""
    COUNTER = "counter"
    """Another time that somebody proposed to the host."""
    POLL = "poll"
    """Offered times to which somebody has said nothing."""
    CHOICE = "choice"
    """A poll at which nothing more can be done but by the host."""
    OFFER = "offer"
    """A sanctioned interview that a freelancer offers the client."""


class Stop(StrEnum):
    """Why something waits no more."""

    ANSWERED = "answered"
    DECLINED = "declined"
    """A no, which is an answer."""
    WITHDRAWN = "withdrawn"
    """Whoever waited took it back, or put another in its place."""
    OVER = "over"
    """Its time has passed: the interview began, the offer expired."""
    CLOSED = "closed"
    """The proposal lives no more, or was archived."""
    HIRED = "hired"
    """The client has chosen this freelancer: what waited before waits no more."""
    BLOCKED = "blocked"
    """One of the two does not want to be reached by the other."""
    ERASED = "erased"
    """Somebody of them is not here any more."""


class Silence(StrEnum):
    """Why no nudge was sent though one was due. What waits goes on waiting."""

    OPTED_OUT = "opted_out"
    AWAY = "away"
    UNREACHABLE = "unreachable"
    """Mail came back, or no way leads to the person."""
    NO_ZONE = "no_zone"
    """Nobody said where the person lives, so that we cannot know when it is day there."""
    HELD_OUT = "held_out"
    """The person is one of those by whom it is measured what nudges do."""
    HALTED = "halted"
    """Sending was stopped for everybody, because nudges did harm."""
    TOO_SOON = "too_soon"
    """Another nudge had reached the person, and before one was allowed again the next step was due."""
    TOO_MANY = "too_many"
    """The week's nudges had been sent."""
    LATE = "late"
    """The next step was due by the time that we came to it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the cadence: after how many business days, and whether it asks people to help.

    `number` counts from 1; a step that does not escalate is a nudge.
    """

    number: int
    days: int
    escalates: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """That something waits, as it follows from how things stand. `about` names it apart from its like.

    `person_id` is waited for, `waiter_id` waits. After `until` an answer would come too late.
    `escalates`: where nothing comes, people of the marketplace's help who waits.
    """

    kind: Kind
    about: str
    proposal_id: str
    person_id: str
    side: Side
    waiter_id: str
    interview_id: str | None = None
    until: datetime | None = None
    escalates: bool = False

    @property
    def key(self) -> tuple[Kind, str, str]:
        """What there is one of at a time."""
        return self.kind, self.about, self.person_id


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, as it is kept. All instants are aware, in UTC.

    `since` is when the first of it came that has no answer, `latest_at` when the newest did. `steps` were
    taken or passed over; `due_at` is when the next is looked at, None where none is to come.
    """

    id: str
    waits: Waits
    since: datetime
    latest_at: datetime
    steps: int = 0
    due_at: datetime | None = None
    ended_at: datetime | None = None
    ended_for: Stop | None = None

    @property
    def open(self) -> bool:
        """Tell whether it still waits."""
        return self.ended_at is None


class PollStands(Protocol):
    """What is asked of a poll: `times.polls.model.Poll` answers."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def deadline(self) -> datetime:
        """Until when people are asked."""

    @property
    def undecided_at(self) -> datetime | None:
        """When the host was told that it is the host's to go on."""

    def silent(self, party: Party) -> bool:
        """Tell whether a party is asked by now and has said nothing to any time that is open."""


@dataclass(frozen=True, slots=True)
class Thread:
    """When each member last showed a sign of life in a thread: a message that was shown, or another answer.

    `first_by_client` is the client's first message; `client_wrote` and `freelancer_wrote` are their newest.
    `client_answered` and `freelancer_answered` are the newest of these and of other answers: to an
    invitation, by an offer.
    """

    first_by_client: datetime | None = None
    client_wrote: datetime | None = None
    freelancer_wrote: datetime | None = None
    client_answered: datetime | None = None
    freelancer_answered: datetime | None = None


def of_thread(proposal: Proposal, thread: Thread) -> Iterator[Waits]:
    """Tell whose message waits in a thread; both cannot at once.

    Freelancers cannot write first: nothing of theirs waits for a client who never wrote. Where the proposal
    is dead or archived nobody is waited for.
    """
    if not proposal.living or proposal.state is ProposalState.ARCHIVED:
        return
    if _after(thread.client_wrote, thread.freelancer_answered):
        yield _message(proposal, Side.FREELANCER, proposal.freelancer_id, proposal.client_id)
    elif thread.first_by_client is not None and _after(thread.freelancer_wrote, thread.client_answered):
        yield _message(proposal, Side.CLIENT, proposal.client_id, proposal.freelancer_id)


def of_offer(proposal: Proposal, offer: InterviewOffer) -> Iterator[Waits]:
    """Tell whether an interview that a freelancer offers waits for the client."""
    if offer.open:
        yield Waits(
            kind=Kind.OFFER,
            about=offer.id,
            proposal_id=proposal.id,
            person_id=proposal.client_id,
            side=Side.CLIENT,
            waiter_id=offer.freelancer_id,
            until=offer.expires_at,
        )


def _after(moment: datetime | None, other: datetime | None) -> bool:
    return moment is not None and (other is None or moment > other)


def _message(proposal: Proposal, side: Side, person_id: str, waiter_id: str) -> Waits:
    return Waits(
        kind=Kind.MESSAGE,
        about=proposal.id,
        proposal_id=proposal.id,
        person_id=person_id,
        side=side,
        waiter_id=waiter_id,
        escalates=side is Side.FREELANCER,
    )


def of_interview(interview: Interview, poll: PollStands | None) -> Iterator[Waits]:
    """Tell what waits at an interview. `poll` is the one by which its time is being found, if one is."""
    if interview.state not in (State.PROPOSED, State.SCHEDULED):
        return
    if interview.undecided:
        if poll is not None:
            yield from _of_poll(interview, poll)
        return
    countered = {each.party_id for each in interview.counters if each.state is CounterState.OPEN}
    round_ = f"{interview.id}@{interview.starts_at:%Y%m%dT%H%M%SZ}"
    for party in interview.present:
        if party.role not in ASKED or party.notetaker or party.id in countered:
            continue
        if party.answer is Answer.NONE:
            yield _at(interview, Kind.INVITATION, round_, party, interview.host, interview.starts_at)
    for counter in interview.counters:
        author = interview.party(counter.party_id)
        if counter.state is CounterState.OPEN and author is not None and author.role is not Role.HOST:
            until = min(counter.starts_at, interview.starts_at)
            yield _at(interview, Kind.COUNTER, counter.id, interview.host, author, until)


def _of_poll(interview: Interview, poll: PollStands) -> Iterator[Waits]:
    host = interview.host
    asked = [party for party in interview.present if poll.silent(party) and not party.notetaker]
    for party in asked:
        if party.role in ASKED:
            yield _at(interview, Kind.POLL, poll.id, party, host, poll.deadline)
    others = [party for party in interview.present if party.id != host.id]
    if poll.undecided_at is not None and others:
        # The freelancer waits where the freelancer knows of it, else the colleague who was asked first.
        hears = [party for party in others if not interview.hidden or party.side is not Side.FREELANCER]
        waiter = next((each for each in hears if each.role is Role.CANDIDATE), next(iter(hears), None))
        if waiter is not None:
            yield _at(interview, Kind.CHOICE, poll.id, host, waiter, None)


def _at(
    interview: Interview, kind: Kind, about: str, party: Party, waiter: Party, until: datetime | None
) -> Waits:
    return Waits(
        kind=kind,
        about=about,
        proposal_id=interview.proposal_id,
        person_id=party.person_id,
        side=party.side,
        waiter_id=waiter.person_id,
        interview_id=interview.id,
        until=until,
        escalates=party.role is Role.CANDIDATE and waiter.side is Side.CLIENT,
    )
