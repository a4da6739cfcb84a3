"""One mail at an interview address → one verdict, kept. The other addresses' mails go through `intake.py`."""

from __future__ import annotations

import asyncio

from anteroom.house import House
from anteroom_calendar import NotACalendar, TooLarge, read_mail
from anteroom_mail.proof.evidence import evidence
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.taking.addressing import InterviewAddress
from anteroom_mail.taking.requested import requested
from anteroom_mail.ways_in.outcome import NO_REPEATS, Outcome, Repeats, Verdict, ignored, record

# Not refused as elsewhere: whoever is refused learns something, and here nobody is to learn anything.
UNREADABLE = ignored("unreadable at an interview address")


async def asked(house: House, whose: InterviewAddress, raw: bytes, origin: Origin | None) -> Outcome:
    """Do what a mail asks for if it may, and keep the verdict; when this returns, everything is committed."""
    outcome, repeats = await _judged(house, whose, raw, origin)
    if outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("mail-request-applied")
    await record(house, outcome, None, None, repeats)
    if outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("mail-request-taken")
    return outcome


async def _judged(
    house: House, whose: InterviewAddress, raw: bytes, origin: Origin | None
) -> tuple[Outcome, Repeats]:
    try:
        sender = origin.mail_from if origin is not None else None
        mail = await asyncio.to_thread(read_mail, raw, envelope_sender=sender)
        proof = await asyncio.to_thread(evidence, raw, house.settings.mail.in_, origin=origin)
        return await requested(house, whose, mail, proof)
    except (TooLarge, NotACalendar):
        return UNREADABLE, NO_REPEATS
