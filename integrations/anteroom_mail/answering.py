"""What a calendar's answer does: a REPLY answers, a COUNTER proposes a time, a REFRESH asks again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anteroom.effects.wish import want_again
from anteroom.errors import (
    AlreadyOver,
    AnteroomError,
    ContactInText,
    OlderRevision,
    ProposalNotLiving,
)
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import LONGEST_COMMENT, ProposeCounter
from anteroom.interviews.model import Answer, CounterState, Interview, Party
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, Kind, Partstat, Problem
from anteroom_mail.outcome import Outcome, held, ignored, taken

SAID = {
    Partstat.ACCEPTED: Answer.ACCEPTED,
    Partstat.DECLINED: Answer.DECLINED,
    Partstat.TENTATIVE: Answer.TENTATIVE,
}


@dataclass(frozen=True, slots=True)
class Given:
    """A calendar's answer whose sender is known to be the party; `line` is the party's own ATTENDEE."""

    message: CalendarAnswer
    line: Answering
    interview: Interview
    party: Party


async def apply(house: House, given: Given) -> Outcome:
    """Do what the answer asks for. Whatever the heart refuses changes nothing, and the outcome says why."""
    try:
        match given.message.kind:
            case Kind.REPLY:
                return await _reply(house, given)
            case Kind.COUNTER:
                return await _counter(house, given)
            case Kind.REFRESH:
                return await _refresh(house, given)
            case _:
                return held("it is no answer to an invitation")
    except OlderRevision:
        return ignored("it answers an earlier time")
    except (AlreadyOver, ProposalNotLiving):
        return ignored("the interview is over")
    except AnteroomError as error:
        return held(f"the interview does not allow it: {error.code}")


async def _reply(house: House, given: Given) -> Outcome:
    if given.line.partstat is Partstat.DELEGATED:
        return held("it delegates to somebody else")
    said = SAID.get(given.line.partstat)
    if said is None:
        return ignored("it says neither yes nor no")
    after = await actions.answer(
        house,
        given.interview.id,
        given.party.person_id,
        said,
        sequence=given.message.sequence,
        stamp=_stamp(house, given),
    )
    party = after.party(given.party.id)
    if party is None or party.answer is not said:
        return ignored("a later answer was given already")
    return taken(f"answer: {said}")


async def _counter(house: House, given: Given) -> Outcome:
    message, interview = given.message, given.interview
    if message.start is None:
        return held("its time cannot be told")
    if Problem.RECURRING in message.problems:
        return held("it proposes a series")
    try:
        end = message.end or message.start + interview.length
    except OverflowError:
        return held("its time cannot be told")
    # Some programs send every answer with a comment as a COUNTER, for this very time or for right now.
    if message.start <= house.clock.now() or (message.start, end) == (interview.starts_at, interview.ends_at):
        return await _reply(house, given)
    if _declined_already(given, message.start, end):
        return ignored("the host has declined this time already")
    comment = (message.comment or given.line.comment).strip()[:LONGEST_COMMENT]
    command = ProposeCounter(
        interview.id,
        given.party.person_id,
        message.start,
        end,
        comment,
        message.sequence,
        message.dtstamp,
    )
    try:
        await actions.counter(house, command)
    except ContactInText:
        # The time is worth having; the comment is not shown to anybody.
        await actions.counter(house, replace(command, comment=""))
        return taken("counter, its comment held", note="comment.held")
    return taken("counter")


async def _refresh(house: House, given: Given) -> Outcome:
    if given.interview.state.over:
        return ignored("the interview is over")
    async with house.database.transaction() as conn:
        await want_again(conn, house, f"calendar:{given.interview.id}:{given.party.id}")
    return taken("refresh")


def _declined_already(given: Given, start: datetime, end: datetime) -> bool:
    # Also what makes a COUNTER happen once when it was taken, and we died before it was noted as seen.
    return any(
        (old.party_id, old.starts_at, old.ends_at, old.sequence)
        == (given.party.id, start, end, given.message.sequence)
        and old.state is CounterState.DECLINED
        for old in given.interview.counters
    )


def _stamp(house: House, given: Given) -> datetime | None:
    if given.message.dtstamp is None:
        return None
    # A program whose clock runs ahead must not shut out everything it says later.
    stamp = min(given.message.dtstamp, house.clock.now())
    last = given.party.answer_stamp
    if last is not None and stamp.replace(microsecond=0) == last.replace(microsecond=0):
        # DTSTAMP has whole seconds only: of two answers in one second the one that arrives last counts.
        return last + timedelta(microseconds=1)
    return stamp
