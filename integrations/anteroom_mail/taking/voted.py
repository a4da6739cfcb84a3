"""An answer to an entry that holds an offered time: it says whether that time suits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, Conflict
from anteroom.house import House
from anteroom.interviews.model import Interview, Party
from anteroom.times.polls import actions, store
from anteroom.times.polls.holds import effect_id
from anteroom.times.polls.model import Mark
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, Kind, Partstat
from anteroom_mail.taking.answering import refresh
from anteroom_mail.ways_in.outcome import Outcome, held, ignored, taken

MARKS = {Partstat.ACCEPTED: Mark.YES, Partstat.TENTATIVE: Mark.IF_NEED_BE, Partstat.DECLINED: Mark.NO}


@dataclass(frozen=True, slots=True)
class Entry:
    """Which entry is answered: that of the offered time `time_id`, or with "" the invitation.

    `message` is what is answered to the invitation.
    """

    time_id: str
    message: CalendarAnswer


async def entry_of(conn: Connection, interview: Interview, party: Party, message: CalendarAnswer) -> Entry:
    """Tell which entry a party's calendar answers.

    What was said to the chosen time while it was held, and comes when it has become the invitation, answers
    that: it is the same entry, and the same time.
    """
    time_id = await store.time_of_entry(conn, party.id, message.uid) if message.uid else None
    if time_id is None:
        return Entry("", message)
    if message.uid != party.uid:
        return Entry(time_id, message)
    poll = await store.of_interview(conn, interview.id)
    if poll is not None and message.sequence == poll.sequence == interview.sequence - 1:
        message = replace(message, sequence=interview.sequence)
    return Entry("", message)


async def voted(
    house: House, interview: Interview, party: Party, time_id: str, message: CalendarAnswer, line: Answering
) -> Outcome:
    """Mark a time for a party. What the heart refuses changes nothing, and the outcome says why."""
    if message.kind is Kind.REFRESH:
        async with house.database.transaction() as conn:
            return await refresh(conn, house, party.id, effect_id(time_id, party.id))
    if message.kind not in (Kind.REPLY, Kind.COUNTER):
        return held("it is no answer to a held time")
    mark = MARKS.get(line.partstat)
    if mark is None:
        return ignored("it says neither yes nor no")
    # A program whose clock runs ahead must not shut out everything it says later.
    stamp = None if message.dtstamp is None else min(message.dtstamp, house.clock.now())
    try:
        await actions.mark(house, interview.id, party.person_id, {time_id: mark}, stamp=stamp)
    except Conflict:
        return ignored("the times are not being asked for any more")
    except AnteroomError as error:
        return held(f"the poll does not allow it: {error.code}")
    return replace(taken(f"mark: {mark}"), plain_answer=True)
