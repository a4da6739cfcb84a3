"""How an interview lives: pure functions from a state and a wish to a decision.

Each raises a `Conflict` (or one of its kinds) when the present state does not allow the wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from anteroom.errors import AlreadyOver, BadInput, Conflict, NotAllowed, OlderRevision
from anteroom.interviews import counters
from anteroom.interviews.hours import Hours, check_time
from anteroom.interviews.model import (
    Answer,
    Counter,
    Decision,
    Event,
    Happened,
    Interview,
    Party,
    Polling,
    Role,
    State,
)
from anteroom.replaced import replace

LAST_MINUTES = timedelta(minutes=5)
"""What people in a call are given when the proposal dies under them."""

CLOSED = "The marketplace closed this interview."

OVER_WORDS = {
    State.CANCELLED: "This interview was cancelled.",
    State.VOID: "This interview is void: its proposal is closed.",
    State.HELD: "This interview has been held.",
    State.MISSED: "This interview's time has passed.",
    State.TECHNICAL: "This interview's time has passed.",
    State.EXPIRED: "This interview's time has passed.",
}


def propose(
    interview: Interview, actor: str, hours: Hours, now: datetime, facts: Mapping[str, str] | None = None
) -> Decision:
    """Begin: everybody is invited, the host has accepted by inviting. `facts` tell of a place it chose."""
    check_time(interview.starts_at, interview.ends_at, now)
    begun = interview.with_party(replace(interview.host, answer=Answer.ACCEPTED, answered_sequence=0))
    begun = replace(begun, due_at=interview.starts_at - hours.doors_before)
    return Decision(begun, (Happened(Event.PROPOSED, actor, dict(facts or {})),))


def answer(
    interview: Interview,
    party_id: str,
    said: Answer,
    *,
    sequence: int | None = None,
    stamp: datetime | None = None,
    saw: Answer | None = None,
) -> Decision:
    """Take a party's answer.

    `sequence` and `stamp` come from a calendar and order its answers (RFC 5546, 2.1.5); a repeated or an
    overtaken one changes nothing. `saw` comes from a button: the answer that the card showed when it was
    pressed; if another has been given since, the later press loses.
    Raises OlderRevision for an answer to a time that has changed since.
    """
    refuse_if_over(interview)
    refuse_if_undecided(interview)
    party = _party(interview, party_id)
    at_sequence = interview.sequence if sequence is None else sequence
    if at_sequence < interview.sequence:
        raise OlderRevision(
            "This answers an earlier time. The interview has moved since; please answer again."
        )
    if at_sequence > interview.sequence:
        raise BadInput("This answers a revision that was never sent.", field="sequence")
    if saw is not None and party.answer is not saw:
        raise Conflict(
            f"Your answer is already “{party.answer.value}”. Press again if you want to change it."
        )
    if stamp is not None and _overtaken(party, at_sequence, stamp):
        return Decision(interview)
    if party.answer is said and party.answered_sequence == at_sequence:
        return Decision(interview.with_party(replace(party, answer_stamp=stamp or party.answer_stamp)))
    changed = interview.with_party(
        replace(party, answer=said, answered_sequence=at_sequence, answer_stamp=stamp or party.answer_stamp)
    )
    happened = [Happened(Event.ANSWERED, party_id, {"answer": said.value, "sequence": at_sequence})]
    if party.role is Role.CANDIDATE:
        if said is Answer.ACCEPTED:
            # The other times that the host offered lapse: this one was chosen.
            withdrawn = counters.withdrawn(changed.counters, changed.host.id)
            changed = replace(changed, counters=withdrawn)
        changed, more = follow_candidate(changed, party_id)
        happened += more
    return Decision(changed, tuple(happened))


def counter(interview: Interview, made: Counter, now: datetime) -> Decision:
    """Take another time that a party proposes; an earlier open one of the same party is superseded.

    One that says what is open already, or that its author's calendar made before the open one, changes
    nothing that anybody sees: the order in which mails arrive does not decide.
    """
    refuse_if_over(interview)
    refuse_if_undecided(interview)
    party = _party(interview, made.party_id)
    if party.role is Role.HOST:
        raise NotAllowed("You host this interview: move it instead of proposing another time.")
    if made.sequence < interview.sequence:
        raise OlderRevision("This answers an earlier time. The interview has moved since; please look again.")
    if made.sequence > interview.sequence:
        raise BadInput("This answers a revision that was never sent.", field="sequence")
    check_time(made.starts_at, made.ends_at, now)
    if any(counters.says_the_same(old, made) for old in interview.counters):
        return Decision(replace(interview, counters=counters.said_again(interview.counters, made)))
    if any(counters.overtakes(old, made) for old in interview.counters):
        return Decision(interview)
    if counters.made_by(interview, made.party_id) >= counters.MOST:
        raise Conflict("You have proposed many times already. Please agree on one in the thread.")
    changed = replace(interview, counters=counters.added(interview.counters, made))
    return Decision(changed, (Happened(Event.COUNTERED, made.party_id, {"counter": made.id}),))


def accept_counter(
    interview: Interview, counter_id: str, actor: str, hours: Hours, now: datetime
) -> Decision:
    """Move to the time of a counter; its author counts as having accepted it."""
    refuse_if_over(interview)
    _refuse_unless_host(interview, actor)
    chosen = counters.open_counter(interview, counter_id)
    taken = replace(interview, counters=counters.accepted(interview.counters, chosen))
    decision = moved_to(taken, chosen.starts_at, chosen.ends_at, actor, hours, now, {"counter": counter_id})
    author = decision.interview.party(chosen.party_id)
    if author is None:
        return decision
    agreed = decision.interview.with_party(
        replace(author, answer=Answer.ACCEPTED, answered_sequence=decision.interview.sequence)
    )
    if author.role is not Role.CANDIDATE:
        return Decision(agreed, decision.happened)
    agreed, more = follow_candidate(agreed, chosen.party_id)
    return Decision(agreed, (*decision.happened, *more))


def decline_counter(interview: Interview, counter_id: str, actor: str) -> Decision:
    """Keep the time; the counter's author is told."""
    refuse_if_over(interview)
    _refuse_unless_host(interview, actor)
    chosen = counters.open_counter(interview, counter_id)
    changed = replace(interview, counters=counters.declined(interview.counters, chosen))
    facts = {"counter": counter_id, "party": chosen.party_id}
    return Decision(changed, (Happened(Event.COUNTER_DECLINED, actor, facts),))


def move(
    interview: Interview, starts_at: datetime, ends_at: datetime, actor: str, hours: Hours, now: datetime
) -> Decision:
    """Give the interview another time; everybody but the host is asked again."""
    refuse_if_over(interview)
    _refuse_unless_host(interview, actor)
    if (starts_at, ends_at) == (interview.starts_at, interview.ends_at) and not interview.undecided:
        return Decision(interview)
    kept = replace(interview, counters=counters.superseded(interview.counters))
    return moved_to(kept, starts_at, ends_at, actor, hours, now, {})


def cancel(interview: Interview, actor: str, reason: str, now: datetime) -> Decision:
    """End it before it took place."""
    refuse_if_over(interview)
    _refuse_unless_host(interview, actor)
    changed = replace(_close(interview, State.CANCELLED, reason), closes_at=now)
    return Decision(changed, (Happened(Event.CANCELLED, actor),))


def void(interview: Interview, reason: str, now: datetime) -> Decision:
    """The proposal died. People in a call get five minutes; otherwise the door shuts at once."""
    if interview.state.over:
        return Decision(interview)
    closes_at = now + LAST_MINUTES if interview.state is State.DOORS_OPEN else now
    changed = replace(_close(interview, State.VOID, reason), closes_at=closes_at)
    return Decision(changed, (Happened(Event.VOID, "marketplace", {"reason": reason}),))


def cut(interview: Interview, now: datetime) -> Decision:
    """The marketplace's people end it at once, the last minutes of a void one too."""
    if interview.state.over and interview.closes_at is not None and interview.closes_at > now:
        return Decision(replace(interview, closes_at=now))
    refuse_if_over(interview)
    changed = replace(_close(interview, State.CANCELLED, CLOSED), closes_at=now)
    return Decision(changed, (Happened(Event.CANCELLED, "marketplace"),))


def hand_over(interview: Interview, to_party: str, actor: str) -> Decision:
    """Make another party of the host's side the host; reply addresses and entries stay as they are."""
    refuse_if_over(interview)
    _refuse_unless_host(interview, actor)
    heir = _party(interview, to_party)
    if heir.side is not interview.host.side:
        raise NotAllowed("Hosting can be handed over on your own side only.")
    if heir.id == interview.host.id:
        return Decision(interview)
    kept = replace(interview, counters=counters.withdrawn(interview.counters, interview.host.id))
    changed = kept.with_party(replace(interview.host, role=Role.GUEST))
    changed = changed.with_party(replace(heir, role=Role.HOST))
    return Decision(changed, (Happened(Event.HANDED_OVER, actor, {"to": to_party}),))


def unreachable(interview: Interview, party_id: str, way: str) -> Decision:
    """A party cannot be written to: mail came back, the party wants none, or (`way` slack) Slack is gone."""
    party = _party(interview, party_id)
    if not party.reachable:
        return Decision(interview)
    changed = interview.with_party(replace(party, reachable=False))
    facts = {"unreachable": party_id, "way": way}
    return Decision(changed, (Happened(Event.UNREACHABLE, party_id, facts),))


def reachable(interview: Interview, party_id: str) -> Decision:
    """A party can be written to again: the host is told."""
    party = _party(interview, party_id)
    if party.reachable:
        return Decision(interview)
    changed = interview.with_party(replace(party, reachable=True))
    return Decision(changed, (Happened(Event.REACHABLE, party_id),))


def refuse_if_over(interview: Interview) -> None:
    """Raise AlreadyOver, saying why, if nothing can happen any more."""
    if interview.state.over:
        raise AlreadyOver(OVER_WORDS[interview.state])


def refuse_if_undecided(interview: Interview) -> None:
    """Raise Conflict while people say which of several times suit them: there is no invitation to answer."""
    if interview.undecided:
        raise Conflict("The time is still being found. Mark the times that suit you instead.")


def _party(interview: Interview, party_id: str) -> Party:
    party = interview.party(party_id)
    if party is None:
        raise NotAllowed("You are not part of this interview.")
    return party


def _refuse_unless_host(interview: Interview, actor: str) -> None:
    if actor != interview.host.id:
        raise NotAllowed("Only the host can do this.")


def _overtaken(party: Party, sequence: int, stamp: datetime) -> bool:
    if party.answer_stamp is None or party.answered_sequence != sequence:
        return False
    return stamp <= party.answer_stamp


def follow_candidate(interview: Interview, actor: str) -> tuple[Interview, list[Happened]]:
    """Return the interview as the freelancer's answer leaves it: agreed to, or proposed only."""
    agreed = interview.candidate.answer is Answer.ACCEPTED
    if interview.state is State.PROPOSED and agreed:
        return replace(interview, state=State.SCHEDULED), [Happened(Event.SCHEDULED, actor)]
    if interview.state is State.SCHEDULED and not agreed:
        return replace(interview, state=State.PROPOSED), []
    return interview, []


def moved_to(
    interview: Interview,
    starts_at: datetime,
    ends_at: datetime,
    actor: str,
    hours: Hours,
    now: datetime,
    facts: dict[str, str],
) -> Decision:
    """Give the interview another time, whoever decided that: everybody but the host is asked again."""
    if interview.state is State.DOORS_OPEN and interview.first_together_at is not None:
        raise Conflict("The call has begun; it cannot be moved any more.")
    check_time(starts_at, ends_at, now)
    sequence = interview.sequence + 1
    asked = tuple(
        replace(party, answer=Answer.ACCEPTED, answered_sequence=sequence, late_until=None)
        if party.role is Role.HOST
        else replace(party, answer=Answer.NONE, answered_sequence=None, answer_stamp=None, late_until=None)
        for party in interview.parties
    )
    changed = replace(
        interview,
        state=State.PROPOSED,
        sequence=sequence,
        # Among several times there was no time before.
        previous=None if interview.undecided else (interview.starts_at, interview.ends_at),
        polling=Polling.NONE,
        starts_at=starts_at,
        ends_at=ends_at,
        parties=asked,
        opened_at=None,
        due_at=starts_at - hours.doors_before,
    )
    return Decision(changed, (Happened(Event.MOVED, actor, {**facts, "sequence": sequence}),))


def _close(interview: Interview, state: State, reason: str) -> Interview:
    return replace(
        interview,
        state=state,
        polling=Polling.TEAM if interview.hidden else Polling.NONE,
        sequence=interview.sequence + 1,
        reason=reason,
        due_at=None,
        counters=counters.superseded(interview.counters),
        parties=tuple(replace(party, epoch=party.epoch + 1) for party in interview.parties),
    )
