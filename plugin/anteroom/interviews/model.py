"""What an interview is: frozen values. How it lives is in `life.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.meetings.model import EMBEDDED, Place
from anteroom.replaced import replace


class State(StrEnum):
    """Where an interview stands."""

    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    DOORS_OPEN = "doors_open"
    HELD = "held"
    MISSED = "missed"
    TECHNICAL = "technical"
    CANCELLED = "cancelled"
    VOID = "void"
    EXPIRED = "expired"

    @property
    def over(self) -> bool:
        """Tell whether nothing can happen to it any more."""
        return self not in (State.PROPOSED, State.SCHEDULED, State.DOORS_OPEN)


class Answer(StrEnum):
    """What a party said to the invitation."""

    NONE = "needs_action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class Role(StrEnum):
    """What a party does in the interview."""

    HOST = "host"
    CANDIDATE = "candidate"
    GUEST = "guest"
    ASSISTANT = "assistant"
    INTERPRETER = "interpreter"


class Side(StrEnum):
    """Whose party it is."""

    CLIENT = "client"
    FREELANCER = "freelancer"
    NEITHER = "neither"


class Polling(StrEnum):
    """Whose word on the times of an interview is awaited, where it has no time yet.

    As long as it is `team`, the freelancer's side and the thread are shown nothing; an interview that ended
    so stays so.
    """

    NONE = ""
    TEAM = "team"
    EVERYBODY = "everybody"


class Event(StrEnum):
    """What can happen to an interview; the names are those of the webhooks and of the ledger."""

    PROPOSED = "interview.proposed"
    ANSWERED = "interview.answered"
    COUNTERED = "interview.countered"
    COUNTER_DECLINED = "interview.counter_declined"
    MOVED = "interview.moved"
    SCHEDULED = "interview.scheduled"
    HANDED_OVER = "interview.handed_over"
    DOORS_OPEN = "interview.doors_open"
    CONSENTED = "interview.consented"
    NDA_CHANGED = "interview.agreement_changed"
    NDA_DECLINED = "party.agreement_declined"
    NDA_RECONSIDERED = "party.agreement_reconsidered"
    HELD = "interview.held"
    MISSED = "interview.missed"
    TECHNICAL = "interview.technical"
    CANCELLED = "interview.cancelled"
    VOID = "interview.void"
    EXPIRED = "interview.expired"
    UNREACHABLE = "party.unreachable"
    REACHABLE = "party.reachable"
    PARTY_ADDED = "party.added"
    PARTY_REMOVED = "party.removed"
    PASS_RENEWED = "party.pass_renewed"
    REWORDED = "interview.reworded"
    PLACED = "interview.placed"
    CALL_MADE = "interview.call_made"
    FELL_BACK = "interview.fell_back"
    TOOL_AGREED = "party.tool_agreed"
    RECORDING_ENDED = "interview.recording_ended"
    NOTETAKER = "party.notetaker"
    LATE = "party.late"
    EXTENDED = "interview.extended"
    OFFERED = "interview.offered"
    CONTESTED = "interview.contested"
    REVIEWED = "interview.reviewed"
    ASKED_AGAIN = "interview.asked_again"
    REBOOKED = "interview.rebooked"
    POLL_OPENED = "poll.opened"
    POLL_WIDENED = "poll.widened"
    POLL_MARKED = "poll.marked"
    POLL_EXTENDED = "poll.extended"
    POLL_UNDECIDED = "poll.undecided"
    POLL_CHOSEN = "poll.chosen"
    POLL_CLOSED = "poll.closed"
    KNOCKED = "party.knocked"
    REPLACED = "party.replaced"


TOLD = frozenset(Event) - {
    Event.CONSENTED,
    Event.TOOL_AGREED,
    Event.NDA_DECLINED,  # between the two sides: nobody else is told who would rather not
    Event.NDA_RECONSIDERED,
    Event.KNOCKED,
    Event.REPLACED,
}
"""What a marketplace is shown and told of an interview."""


@dataclass(frozen=True, slots=True)
class Party:
    """A person in an interview.

    `uid` is the calendar entry that this party holds, `reply_local` the local part of its reply address,
    `epoch` the generation of its pass. `answer_stamp` is the answerer's own DTSTAMP (RFC 5546, 2.1.5).
    `late_until` is when a party that runs late expects to come, `late_count` how often it said so.
    `tool_hash` is of what it was told a company's tool shows, and agreed to at `tool_agreed_at`;
    `may_record` whether it agreed to a recording then. `consent_hash` is of the agreement that it signed,
    `nda_declined_at` when it would rather not; a `notetaker` is a bot that writes down or records.
    """

    id: str
    person_id: str
    position: int
    role: Role
    side: Side
    label: str
    required: bool
    answer: Answer
    uid: str
    reply_local: str
    answered_sequence: int | None = None
    answer_stamp: datetime | None = None
    reachable: bool = True
    removed_at: datetime | None = None
    epoch: int = 1
    consented_at: datetime | None = None
    consent_hash: str | None = None
    late_until: datetime | None = None
    late_count: int = 0
    tool_hash: str | None = None
    tool_agreed_at: datetime | None = None
    may_record: bool = False
    nda_declined_at: datetime | None = None
    notetaker: bool = False


class CounterState(StrEnum):
    """What became of a counter."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Counter:
    """Another time that a party proposed; `sequence` is the revision it answers.

    `stamp` is the author's own DTSTAMP, where a calendar said it (RFC 5546, 2.1.5).
    """

    id: str
    party_id: str
    starts_at: datetime
    ends_at: datetime
    comment: str
    sequence: int
    state: CounterState
    made_at: datetime
    stamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    """One sanctioned meeting of one proposal. All instants are aware, in UTC.

    `revision` counts every change, `sequence` those that a calendar must hear about (RFC 5546, 2.1.4).
    `permitted` holds texts in which the policy allowed a contact detail. `day` is what interviews that one
    host asked for back to back have in common; nobody of a freelancer's side ever learns of it. `place` is
    where the call takes place. `nda` is the agreement as it is shown; `nda_full` is the digest of the whole
    text where a part of it is hidden, "" where nothing is.
    """

    id: str
    proposal_id: str
    state: State
    revision: int
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    agenda: str
    nda: str
    room: str
    neutral: str
    created_at: datetime
    parties: tuple[Party, ...]
    counters: tuple[Counter, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    permitted: tuple[str, ...] = ()
    previous: tuple[datetime, datetime] | None = None
    reason: str = ""
    opened_at: datetime | None = None
    first_together_at: datetime | None = None
    ended_at: datetime | None = None
    held_minutes: int | None = None
    closes_at: datetime | None = None
    due_at: datetime | None = None
    day: str | None = None
    place: Place = EMBEDDED
    nda_title: str = ""
    nda_full: str = ""
    polling: Polling = Polling.NONE

    @property
    def undecided(self) -> bool:
        """Tell whether its time is still being found."""
        return self.polling is not Polling.NONE and not self.state.over

    @property
    def hidden(self) -> bool:
        """Tell whether the freelancer's side is not to hear of it, or never did: the team is asked first."""
        return self.polling is Polling.TEAM

    @property
    def length(self) -> timedelta:
        """How long it is meant to last."""
        return self.ends_at - self.starts_at

    @property
    def present(self) -> tuple[Party, ...]:
        """The parties that have not been removed, in their order."""
        return tuple(party for party in self.parties if party.removed_at is None)

    @property
    def host(self) -> Party:
        """The party that hosts."""
        return next(party for party in self.present if party.role is Role.HOST)

    @property
    def candidate(self) -> Party:
        """The freelancer."""
        return next(party for party in self.present if party.role is Role.CANDIDATE)

    def party(self, party_id: str) -> Party | None:
        """Return the party with that id, unless it was removed."""
        return next((party for party in self.present if party.id == party_id), None)

    def party_of(self, person_id: str) -> Party | None:
        """Return the party that this person is, unless removed or not one."""
        return next((party for party in self.present if party.person_id == person_id), None)

    def counter(self, counter_id: str) -> Counter | None:
        """Return the counter with that id."""
        return next((counter for counter in self.counters if counter.id == counter_id), None)

    def with_party(self, changed: Party) -> Interview:
        """Return this interview with `changed` in place of the party of the same id."""
        return replace(
            self, parties=tuple(changed if party.id == changed.id else party for party in self.parties)
        )


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened, for the ledger and the effects. `facts` holds ids and states only."""

    event: Event
    actor: str
    facts: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The new state and what happened on the way to it; nothing happened means nothing to write."""

    interview: Interview
    happened: tuple[Happened, ...] = ()
