"""What a poll means for its interview: it begins without a time, and gets one. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from anteroom.interviews.hours import Hours, check_time
from anteroom.interviews.life import follow_candidate
from anteroom.interviews.model import (
    Answer,
    Decision,
    Event,
    Happened,
    Interview,
    Party,
    Polling,
    Role,
    State,
)
from anteroom.times.polls.model import Mark, Offered, Poll

Facts = dict[str, str | int | None]
ANSWERS = {
    Mark.NONE: Answer.NONE,
    Mark.YES: Answer.ACCEPTED,
    Mark.IF_NEED_BE: Answer.TENTATIVE,
    Mark.NO: Answer.DECLINED,
}
"""What somebody said to the chosen time, as the answer to the invitation: nobody is asked a second time."""


def opened(interview: Interview, poll: Poll, facts: Mapping[str, str] | None = None) -> Decision:
    """Begin: people are asked about the times of a poll, and nobody is invited yet."""
    begun = interview.with_party(replace(interview.host, answer=Answer.ACCEPTED, answered_sequence=0))
    begun = replace(at_first(begun, poll), polling=poll.stage, due_at=None)
    told: Facts = {**(facts or {}), "poll": poll.id, "times": len(poll.open)}
    return Decision(begun, (Happened(Event.POLL_OPENED, interview.host.id, told),))


def at_first(interview: Interview, poll: Poll) -> Interview:
    """Return the interview where it stands among others while it has no time: at the first one offered."""
    first = min(poll.open, key=lambda each: each.starts_at)
    return replace(interview, starts_at=first.starts_at, ends_at=first.ends_at)


def widened(interview: Interview, poll: Poll, actor: str) -> Decision:
    """Ask the freelancer, too."""
    facts: Facts = {"poll": poll.id, "times": len(poll.open)}
    changed = replace(at_first(interview, poll), polling=Polling.EVERYBODY)
    return Decision(changed, (Happened(Event.POLL_WIDENED, actor, facts),))


def chosen(
    interview: Interview, poll: Poll, time: Offered, actor: str, hours: Hours, now: datetime
) -> Decision:
    """Give the interview its time: the entry that held it becomes each party's invitation.

    Raises BadInput for a time that has passed.
    """
    check_time(time.starts_at, time.ends_at, now)
    sequence = interview.sequence + 1
    voices = {each.party_id: each for each in poll.voices if each.time_id == time.id}

    def invited(party: Party) -> Party:
        if party.removed_at is not None:
            return party
        voice = voices.get(party.id)
        said = ANSWERS[voice.mark] if voice else Answer.NONE
        if party.role is Role.HOST:
            said = Answer.ACCEPTED
        return replace(
            party,
            answer=said,
            answered_sequence=None if said is Answer.NONE else sequence,
            answer_stamp=None,
            uid=voice.uid if voice else party.uid,
        )

    changed = replace(
        interview,
        state=State.PROPOSED,
        polling=Polling.NONE,
        sequence=sequence,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        due_at=time.starts_at - hours.doors_before,
        parties=tuple(map(invited, interview.parties)),
    )
    changed, more = follow_candidate(changed, changed.candidate.id)
    return Decision(
        changed,
        (
            Happened(Event.POLL_CHOSEN, actor, {"poll": poll.id, "time": time.id}),
            Happened(Event.PROPOSED, changed.host.id, {"poll": poll.id}),
            *more,
        ),
    )


def expired(interview: Interview, now: datetime) -> Decision:
    """End an interview of whose times every one passed before any was chosen."""
    changed = replace(
        interview,
        state=State.EXPIRED,
        polling=Polling.TEAM if interview.hidden else Polling.NONE,
        sequence=interview.sequence + 1,
        ended_at=now,
        due_at=None,
        parties=tuple(replace(party, epoch=party.epoch + 1) for party in interview.parties),
    )
    return Decision(changed, (Happened(Event.EXPIRED, "time"),))
