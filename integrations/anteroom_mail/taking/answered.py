"""A calendar message at a reply address → what became of it. It is believed only as far as it is proven.

Whose answer it is tells the opaque address it was sent to; that it answers our invitation tells the UID;
whether its sender may answer for the party tells `who_may_answer`. Nothing is taken from ORGANIZER, which
Exchange leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.doubted import Doubt, Said, keep
from anteroom.interviews.hours import check_time
from anteroom.interviews.model import Interview, Party
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, Kind, ReceivedMail
from anteroom_mail.proof.evidence import Evidence
from anteroom_mail.proof.sender import SEVERAL_SENDERS, kin_of, speaking_line
from anteroom_mail.proof.who_may_answer import FAILED, SOMEBODY_ELSE, Line, Ruling, Verdict, who_may_answer
from anteroom_mail.taking.addressing import ReplyAddress
from anteroom_mail.taking.answering import Given, apply
from anteroom_mail.taking.commented import pass_comment_on
from anteroom_mail.taking.meaning import Meaning, meaning
from anteroom_mail.taking.voted import Entry, entry_of, voted
from anteroom_mail.ways_in.outcome import (
    NO_REPEATS,
    NOBODY,
    Outcome,
    Repeats,
    Telling,
    held,
    ignored,
    refused,
)
from anteroom_mail.ways_in.outcome import Verdict as Became

FOREIGN_UID = refused("foreign uid", "This answers no invitation that was sent from this address.")


@dataclass(frozen=True, slots=True)
class _Judged:
    """Who wrote, by what right, and the line that speaks for the party."""

    ruling: Ruling
    line: Answering
    stands: Line


async def answered(
    house: House, whose: ReplyAddress, mail: ReceivedMail, message: CalendarAnswer, proof: Evidence
) -> tuple[Outcome, Repeats]:
    """Take a calendar message for the answer of the party whose address it came to, or say why not."""
    repeats = _repeats(whose, mail, message)
    async with house.database.connection() as conn:
        interview = await store.load(conn, whose.interview_id)
        party = next(each for each in interview.parties if each.id == whose.party_id)
        offered = await entry_of(conn, interview, party, message)
        outcome = stale(house, interview, party) or _unfit(party, mail, message, proof, offered)
        if outcome is not None:
            return outcome, NO_REPEATS
        judged = await _judge(conn, house, interview, party, mail, message, proof)
        if isinstance(judged, Outcome):
            return judged, NO_REPEATS
        if await repeats.seen(conn):
            return ignored("seen before"), NO_REPEATS
    if offered.time_id:
        if judged.ruling.verdict is Verdict.ASK:
            return held(judged.ruling.reason), repeats
        outcome = await voted(house, interview, party, offered.time_id, message, judged.line)
        if outcome.plain_answer and not interview.hidden and mail.auto_submitted in ("", "no"):
            await pass_comment_on(house, Given(message, judged.line, interview, party), mail.message_id)
        return _told(outcome, judged.ruling, by_machine=True), repeats
    message = offered.message
    if judged.ruling.verdict is Verdict.ASK:
        return await _doubted(house, whose, message, judged), repeats
    given = Given(message, judged.line, interview, party)
    outcome = await apply(house, given)
    by_machine = mail.auto_submitted not in ("", "no")
    if outcome.plain_answer and not by_machine:
        await pass_comment_on(house, given, mail.message_id)
    return _told(outcome, judged.ruling, by_machine=by_machine), repeats


def stale(house: House, interview: Interview, party: Party) -> Outcome | None:
    """Say why nothing can be answered here any more, if so."""
    if house.clock.now() > interview.ends_at + timedelta(days=house.settings.interviews.reply_days):
        return NOBODY
    if party.removed_at is not None:
        return ignored("the party was removed")
    return None


def _unfit(
    party: Party, mail: ReceivedMail, message: CalendarAnswer, proof: Evidence, offered: Entry
) -> Outcome | None:
    if message.uid != party.uid and not offered.time_id:
        return FOREIGN_UID
    if not proof.one_sender:
        return SEVERAL_SENDERS
    if mail.calendar_parts > 1:
        return held("several calendar messages in one mail")
    return None


async def _judge(
    conn: Connection,
    house: House,
    interview: Interview,
    party: Party,
    mail: ReceivedMail,
    message: CalendarAnswer,
    proof: Evidence,
) -> _Judged | Outcome:
    (sender,) = await kin_of(conn, house, party.person_id, [mail.from_address])
    stands, line = await speaking_line(conn, house, interview, party, message, mail.from_address)
    ruling = who_may_answer(sender, proof.proof, stands)
    if ruling.verdict is Verdict.HOLD:
        return held(ruling.reason)
    return _Judged(ruling, line, stands) if line is not None else held(SOMEBODY_ELSE)


async def _doubted(house: House, whose: ReplyAddress, message: CalendarAnswer, judged: _Judged) -> Outcome:
    """Put an answer before the party to confirm. What is no answer at all is held, and nobody is asked."""
    reason = judged.ruling.reason
    async with house.database.transaction() as conn:
        interview = await store.load(conn, whose.interview_id, lock=True)
        party = interview.party(whose.party_id)
        if party is None or interview.state.over:
            return held(reason)
        meant = meaning(message, judged.line, interview, house.clock.now())
        if message.kind is Kind.REFRESH or not isinstance(meant, Meaning):
            return held(reason)
        if meant.said.sequence != interview.sequence:
            return held(f"{reason}, and answers an earlier time")
        if not _possible(meant.said, house):
            # Nobody could say yes to it, and the last days there are cannot be shown in every zone.
            return held(f"{reason}, and proposes what no interview can have")
        doubt = Doubt.UNPROVEN if reason == FAILED else Doubt.UNKNOWN
        passed_on = judged.stands is not Line.OWN
        kept = await keep(conn, house, interview, party, meant.said, doubt, passed_on=passed_on)
    return held(reason if kept else f"{reason}, one too many")


def _possible(said: Said, house: House) -> bool:
    try:
        if said.times is not None:
            check_time(*said.times, house.clock.now())
    except BadInput:
        return False
    return True


def _told(outcome: Outcome, ruling: Ruling, *, by_machine: bool) -> Outcome:
    """Add by what right it was taken and what the party hears of it; a machine is answered nothing."""
    if outcome.verdict is Became.TAKEN:
        outcome = replace(outcome, right=ruling.reason)
        if ruling.tell:
            outcome = replace(outcome, tell=(*outcome.tell, Telling.COMPANY))
    return replace(outcome, tell=()) if by_machine else outcome


def _repeats(whose: ReplyAddress, mail: ReceivedMail, message: CalendarAnswer) -> Repeats:
    said: list[tuple[object, ...]] = []
    if mail.message_id:
        said.append(("message-id", mail.message_id))
    if message.dtstamp is not None:
        lines = tuple(line.partstat.value for line in message.attendees)
        stamp, start = message.dtstamp.isoformat(), message.start.isoformat() if message.start else ""
        said.append(("says", message.kind.value, message.sequence, stamp, lines, start, message.comment))
    return Repeats.of(whose.party_id, *said)
