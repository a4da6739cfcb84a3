"""A mail at the address of a nudge: an answer, a wish for no more of them, or a report that it came back.

What is answered about an interview goes the way of all that is typed about one; all else is the heart's to
place (`nudges/answers.py`). Nobody but the person who was written to is believed, as at a reply address.
"""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b32encode
from dataclasses import dataclass
from typing import Literal

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.nudges import answers, store
from anteroom.nudges.address import named_by, note_bounce
from anteroom.nudges.answers import Fate, NudgeAnswer
from anteroom.nudges.model import Waiting
from anteroom.nudges.opt_out import opt_out
from anteroom_calendar import Action, NotACalendar, ReceivedMail, TooLarge, read_mail, typed_text
from anteroom_mail.proof.evidence import evidence
from anteroom_mail.proof.sender import may_write_as
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.taking.addressing import NudgeAddress, ReplyAddress
from anteroom_mail.taking.automatic import why_not_typed
from anteroom_mail.taking.complaint import complaint_of
from anteroom_mail.taking.typed import typed
from anteroom_mail.taking.worded_report import action_in_words
from anteroom_mail.ways_in.outcome import (
    NO_REPEATS,
    NOBODY,
    Outcome,
    Repeats,
    Verdict,
    held,
    ignored,
    record,
    refused,
    taken,
)

UNREADABLE = refused("unreadable mail", "This mail cannot be read.")
WORDS = {
    Fate.THREAD: taken("nudge answered: passed on"),
    Fate.PARTLY: taken("nudge answered: passed on without a contact detail"),
    Fate.KEPT: taken("nudge answered: kept back"),
    Fate.TEAM: taken("nudge answered: to people"),
    Fate.SEEN: ignored("seen before"),
    Fate.TOO_MANY: held("too many answers within an hour"),
}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What became of a mail, and of whose word in which interview, if it was one."""

    outcome: Outcome
    party: ReplyAddress | None = None
    repeats: Repeats = NO_REPEATS


async def nudged(house: House, whose: NudgeAddress, raw: bytes, origin: Origin | None) -> Outcome:
    """Do what a mail asks for if it may, and keep the verdict; when this returns, everything is committed."""
    found = await _judged(house, whose, raw, origin)
    if found.outcome.verdict is Verdict.TAKEN:
        house.failpoints.reach("nudge-answer-taken")
    interview_id = found.party.interview_id if found.party else None
    party_id = found.party.party_id if found.party else None
    await record(house, found.outcome, interview_id, party_id, found.repeats)
    return found.outcome


async def _judged(house: House, whose: NudgeAddress, raw: bytes, origin: Origin | None) -> _Judged:
    if whose.stops:
        return _Judged(await _stop(house, whose.local, "mail"))
    try:
        sender = origin.mail_from if origin is not None else None
        mail = await asyncio.to_thread(read_mail, raw, envelope_sender=sender)
    except (TooLarge, NotACalendar):
        return _Judged(UNREADABLE)
    report = await _reported(house, whose, mail, raw)
    return _Judged(report) if report else await _answered(house, whose, mail, raw, origin)


async def _stop(house: House, local: str, way: Literal["mail", "complaint"]) -> Outcome:
    async with house.database.transaction() as conn:
        named = await named_by(conn, local)
        if named is None:
            return NOBODY
        await opt_out(conn, house, named, way)
    return taken(f"no more nudges: {way}")


async def _reported(house: House, whose: NudgeAddress, mail: ReceivedMail, raw: bytes) -> Outcome | None:
    """Do what another server's report asks for; None for a mail that is no report.

    The address was the envelope's sender: nobody but its reader and the servers on the way ever saw it.
    """
    complaint = await asyncio.to_thread(complaint_of, raw)
    if complaint is not None:
        if not complaint.unwanted:
            return ignored("a report of no complaint")
        return await _stop(house, whose.local, "complaint")
    if not mail.is_bounce:
        return None
    action = mail.delivery.action if mail.delivery else action_in_words(mail)
    if action is not Action.FAILED:
        return ignored("a report of a delay" if action is Action.DELAYED else "a report of no failure")
    async with house.database.transaction() as conn:
        fresh = await note_bounce(conn, house, whose.local)
    return taken("nudge bounced") if fresh else ignored("seen before")


async def _answered(
    house: House, whose: NudgeAddress, mail: ReceivedMail, raw: bytes, origin: Origin | None
) -> _Judged:
    if why_not := why_not_typed(mail, house.settings.relay_domain):
        return _Judged(ignored(why_not))
    async with house.database.connection() as conn:
        named = await named_by(conn, whose.local)
        waiting = await store.load(conn, named.waiting_id) if named is not None else None
        if named is None or named.person_id is None or waiting is None:
            return _Judged(NOBODY)
        party = await _party(conn, named.person_id, waiting)
    if party is not None:
        outcome, repeats = await typed(house, party, mail, raw, origin)
        return _Judged(outcome, party, repeats)
    proof = await asyncio.to_thread(evidence, raw, house.settings.mail.in_, origin=origin)
    async with house.database.connection() as conn:
        doubt = await may_write_as(conn, house, named.person_id, mail.from_address, proof)
    if doubt is not None:
        return _Judged(doubt)
    text = await asyncio.to_thread(typed_text, mail.text)
    if not text.strip():
        return _Judged(ignored("nothing was typed"))
    answer = NudgeAnswer(_id_of(whose.local, mail, raw), waiting, named.person_id, text)
    try:
        return _Judged(WORDS[await answers.take(house, answer)])
    except AnteroomError as error:
        return _Judged(held(f"it cannot be taken: {error.code}"))


async def _party(conn: Connection, person_id: str, waiting: Waiting) -> ReplyAddress | None:
    """Return whose word an answer about an interview is; None where it is about none, or is for people."""
    interview_id = waiting.waits.interview_id
    if interview_id is None or waiting.waits.person_id != person_id:
        return None
    party_id = await conn.fetchval(
        """select id from party where interview_id = $1 and person_id = $2 and removed_at is null
        order by id limit 1""",
        interview_id,
        person_id,
    )
    return ReplyAddress(interview_id, party_id) if party_id else None


def _id_of(local: str, mail: ReceivedMail, raw: bytes) -> str:
    """Return the id that an answer has however often it comes; without a Message-ID by its octets."""
    known = mail.message_id or hashlib.sha256(raw).hexdigest()
    digest = hashlib.sha256(repr((local, known)).encode()).digest()
    return f"nga_{b32encode(digest)[:26].decode().lower()}"
