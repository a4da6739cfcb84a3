"""What a calendar's answer means to us: a REPLY answers, a COUNTER proposes a time or answers after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.interviews.commands import LONGEST_COMMENT
from anteroom.interviews.doubted import Said
from anteroom.interviews.model import Answer, Interview
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, Kind, Partstat, Problem
from anteroom_mail.ways_in.outcome import Outcome, Telling, held, ignored

SAID = {
    Partstat.ACCEPTED: Answer.ACCEPTED,
    Partstat.DECLINED: Answer.DECLINED,
    Partstat.TENTATIVE: Answer.TENTATIVE,
}
DELEGATED = "it delegates to somebody else"
NO_TIME = "its time cannot be told"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was said. `flag`: it proposed a time that is past or stands already, so only its answer counts."""

    said: Said
    flag: Telling | None = None


def meaning(
    message: CalendarAnswer, line: Answering, interview: Interview, now: datetime
) -> Meaning | Outcome:
    """Read an answer by the ATTENDEE that speaks for the party; an Outcome where nothing can be done."""
    if line.partstat is Partstat.DELEGATED:
        return held(DELEGATED, (Telling.DELEGATED,))
    match message.kind:
        case Kind.REPLY:
            return _answer(message, line, None)
        case Kind.COUNTER:
            return _counter(message, line, interview, now)
        case _:
            return held("it is no answer to an invitation")


def _answer(message: CalendarAnswer, line: Answering, flag: Telling | None) -> Meaning | Outcome:
    said = SAID.get(line.partstat)
    if said is None:
        return ignored("it says neither yes nor no")
    return Meaning(Said(said, message.sequence, comment=comment_of(message, line)), flag)


def _counter(
    message: CalendarAnswer, line: Answering, interview: Interview, now: datetime
) -> Meaning | Outcome:
    if message.start is None:
        return held(NO_TIME)
    if Problem.RECURRING in message.problems:
        return held("it proposes a series")
    try:
        end = message.end or message.start + interview.length
    except OverflowError:
        return held(NO_TIME)
    # Some programs send every answer with a comment as a COUNTER, for this very time or for right now.
    if (message.start, end) == (interview.starts_at, interview.ends_at):
        return _answer(message, line, Telling.SAME)
    if message.start <= now:
        return _answer(message, line, Telling.PAST)
    said = SAID.get(line.partstat, Answer.NONE)
    return Meaning(Said(said, message.sequence, message.start, end, comment_of(message, line)))


def comment_of(message: CalendarAnswer, line: Answering) -> str:
    """Return what was written beside an answer, on the event or on its line."""
    # DESCRIPTION is not read: programs repeat our own there, and it is shown to nobody.
    return (message.comment or line.comment).strip()[:LONGEST_COMMENT]
