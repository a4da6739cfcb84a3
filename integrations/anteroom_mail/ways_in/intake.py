"""One mail that came in → one verdict. Which way it goes tells the address, and then what the mail is."""

from __future__ import annotations

import asyncio

from anteroom.house import House
from anteroom_calendar import NotACalendar, ReceivedMail, TooLarge, read, read_mail
from anteroom_mail.pages.never import refuse_by_mail
from anteroom_mail.proof.evidence import evidence
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.taking.addressing import (
    Addressed,
    AliasAddress,
    BounceAddress,
    InterviewAddress,
    NeverAddress,
    NudgeAddress,
    ReplyAddress,
    addressed,
)
from anteroom_mail.taking.answered import answered
from anteroom_mail.taking.asked import asked
from anteroom_mail.taking.bounced import reported
from anteroom_mail.taking.nudged import nudged
from anteroom_mail.taking.typed import typed
from anteroom_mail.ways_in.outcome import (
    NO_REPEATS,
    NOBODY,
    Outcome,
    Repeats,
    Verdict,
    ignored,
    record,
    refused,
    taken,
)

UNREADABLE = refused("unreadable mail", "This mail cannot be read.")
UNREADABLE_CALENDAR = refused("unreadable calendar", "The calendar part of this mail cannot be read.")
NEVER_AGAIN = taken("never again")


async def take(house: House, recipient: str, raw: bytes, *, origin: Origin | None = None) -> Outcome:
    """Read one mail for one recipient, do what it asks if it may, and keep the verdict.

    `origin` is whence it came by SMTP or LMTP, as far as the listener knows; None where nobody can say.
    When this returns, everything is committed. Raises only for faults of our own (a lost database): the
    sending server must then try again.
    """
    whose = await addressed(house, recipient)
    if whose is None:
        await record(house, NOBODY, None, None, NO_REPEATS)
        return NOBODY
    if isinstance(whose, NeverAddress):
        await refuse_by_mail(house, whose.local)
        await record(house, NEVER_AGAIN, None, None, NO_REPEATS)
        return NEVER_AGAIN
    if isinstance(whose, InterviewAddress):
        return await asked(house, whose, raw, origin)
    if isinstance(whose, NudgeAddress):
        return await nudged(house, whose, raw, origin)
    outcome, repeats = await _judge(house, whose, raw, origin)
    if outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("mail-answer-applied")
    await record(house, outcome, whose.interview_id, whose.party_id, repeats)
    if outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("mail-answer-taken")
    return outcome


async def _judge(
    house: House, whose: Addressed, raw: bytes, origin: Origin | None
) -> tuple[Outcome, Repeats]:
    try:
        # Parsing megabytes of somebody else's making must not stop everybody else.
        sender = origin.mail_from if origin is not None else None
        mail = await asyncio.to_thread(read_mail, raw, envelope_sender=sender)
    except (TooLarge, NotACalendar):
        return UNREADABLE, NO_REPEATS
    try:
        report = await reported(house, whose, mail, raw)
        if report is not None:
            return report, NO_REPEATS
        match whose:
            case BounceAddress():
                return ignored("no delivery report"), NO_REPEATS
            case ReplyAddress() | AliasAddress():
                return await _said(house, whose, mail, raw, origin)
    except (TooLarge, NotACalendar):
        return UNREADABLE_CALENDAR, NO_REPEATS


async def _said(
    house: House,
    whose: ReplyAddress | AliasAddress,
    mail: ReceivedMail,
    raw: bytes,
    origin: Origin | None,
) -> tuple[Outcome, Repeats]:
    if mail.calendar is None:
        return await typed(house, whose, mail, raw, origin)
    if isinstance(whose, AliasAddress):
        return ignored("a calendar message at an alias"), NO_REPEATS
    message = await asyncio.to_thread(read, mail.calendar, method=mail.calendar_method)
    proof = await asyncio.to_thread(evidence, raw, house.settings.mail.in_, origin=origin)
    return await answered(house, whose, mail, message, proof)
