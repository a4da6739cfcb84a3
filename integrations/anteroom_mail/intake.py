"""One mail that came in → one verdict. Which way it goes tells the address, and then what the mail is."""

from __future__ import annotations

import asyncio

from anteroom.house import House
from anteroom_calendar import NotACalendar, ReceivedMail, TooLarge, read, read_mail
from anteroom_mail.addressing import Addressed, BounceAddress, InterviewAddress, ReplyAddress, addressed
from anteroom_mail.answered import answered
from anteroom_mail.asked import asked
from anteroom_mail.bounced import bounced
from anteroom_mail.evidence import evidence
from anteroom_mail.outcome import NO_REPEATS, NOBODY, Outcome, Repeats, Verdict, ignored, record, refused
from anteroom_mail.typed import typed

UNREADABLE = refused("unreadable mail", "This mail cannot be read.")
UNREADABLE_CALENDAR = refused("unreadable calendar", "The calendar part of this mail cannot be read.")


async def take(house: House, recipient: str, raw: bytes) -> Outcome:
    """Read one mail for one recipient, do what it asks if it may, and keep the verdict.

    When this returns, everything is committed. Raises only for faults of our own (a lost database): the
    sending server must then try again.
    """
    whose = await addressed(house, recipient)
    if whose is None:
        await record(house, NOBODY, None, None, NO_REPEATS)
        return NOBODY
    if isinstance(whose, InterviewAddress):
        return await asked(house, whose, raw, None)
    outcome, repeats = await _judge(house, whose, raw)
    if outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("mail-answer-applied")
    await record(house, outcome, whose.interview_id, whose.party_id, repeats)
    if outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("mail-answer-taken")
    return outcome


async def _judge(house: House, whose: Addressed, raw: bytes) -> tuple[Outcome, Repeats]:
    try:
        # Parsing megabytes of somebody else's making must not stop everybody else.
        mail = await asyncio.to_thread(read_mail, raw)
        if mail.is_bounce:
            return await bounced(house, whose.interview_id, whose.party_id, raw), NO_REPEATS
        match whose:
            case BounceAddress():
                return ignored("no delivery report"), NO_REPEATS
            case ReplyAddress():
                return await _said(house, whose, mail, raw)
    except TooLarge:
        return UNREADABLE, NO_REPEATS
    except NotACalendar:
        return UNREADABLE_CALENDAR, NO_REPEATS


async def _said(house: House, whose: ReplyAddress, mail: ReceivedMail, raw: bytes) -> tuple[Outcome, Repeats]:
    if mail.calendar is None:
        return await typed(house, whose, mail, raw)
    message = await asyncio.to_thread(read, mail.calendar)
    proof = await asyncio.to_thread(evidence, raw, house.settings.mail.in_.authserv_id)
    return await answered(house, whose, mail, message, proof)
