"""One mail that came in → one verdict. What it says is believed only as far as it is proven.

Whose answer it is tells the opaque address it was sent to; that it is an answer to our invitation tells the
UID; that the party wrote it tells From. Nothing is taken from ORGANIZER, which Exchange leaves out.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews import actions, store
from anteroom.interviews.model import Interview, Party
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, NotACalendar, ReceivedMail, TooLarge, read, read_mail
from anteroom_mail.answering import Given, apply
from anteroom_mail.bounce import says_failed
from anteroom_mail.bounce_address import bounced_party
from anteroom_mail.evidence import Evidence, evidence
from anteroom_mail.outcome import NO_REPEATS, Outcome, Repeats, Verdict, held, ignored, record, refused, taken

REPLY_LOCAL = re.compile(r"r-[a-z2-7]{26}")
NOBODY = refused("no such address", "There is no such address here.")
UNREADABLE = refused("unreadable mail", "This mail cannot be read.")
UNREADABLE_CALENDAR = refused("unreadable calendar", "The calendar part of this mail cannot be read.")
FOREIGN_UID = refused("foreign uid", "This answers no invitation that was sent from this address.")
MOST_ATTENDEES = 50


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whose address a mail came to. `bounces`: it is an envelope sender, to which only reports come."""

    interview_id: str
    party_id: str
    bounces: bool


async def addressed(house: House, address: str) -> Addressed | None:
    """Return whom an envelope recipient stands for; None for an address that is not ours or never was."""
    local, _, domain = address.strip().lower().rpartition("@")
    if domain != house.settings.relay_domain.lower():
        return None
    party_id = bounced_party(house.settings.secrets.link_key, local)
    if party_id is None and not REPLY_LOCAL.fullmatch(local):
        return None
    async with house.database.connection() as conn:
        if party_id is not None:
            interview_id = await store.interview_of_party(conn, party_id)
            return Addressed(interview_id, party_id, bounces=True) if interview_id else None
        found = await store.party_of_reply(conn, local)
    return Addressed(found[0], found[1], bounces=False) if found else None


async def take(house: House, recipient: str, raw: bytes) -> Outcome:
    """Read one mail for one recipient, do what it asks if it may, and keep the verdict.

    When this returns, everything is committed. Raises only for faults of our own (a lost database): the
    sending server must then try again.
    """
    whose = await addressed(house, recipient)
    if whose is None:
        await record(house, NOBODY, None, None, NO_REPEATS)
        return NOBODY
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
            failed = await asyncio.to_thread(says_failed, raw)
            return await _bounced(house, whose, failed=failed), NO_REPEATS
        if whose.bounces:
            return ignored("no delivery report"), NO_REPEATS
        if mail.calendar is None:
            automatic = mail.auto_submitted not in ("", "no")
            outcome = ignored("an automatic mail") if automatic else held("a letter without a calendar")
            return outcome, NO_REPEATS
        message = await asyncio.to_thread(read, mail.calendar)
        proof = await asyncio.to_thread(evidence, raw, house.settings.mail.in_.authserv_id)
    except TooLarge:
        return UNREADABLE, NO_REPEATS
    except NotACalendar:
        return UNREADABLE_CALENDAR, NO_REPEATS
    return await _answered(house, whose, mail, message, proof)


async def _bounced(house: House, whose: Addressed, *, failed: bool) -> Outcome:
    if not failed:
        return ignored("a report of no failure")
    try:
        await actions.unreachable(house, whose.interview_id, whose.party_id)
    except AnteroomError as error:
        return ignored(f"a bounce that nobody waits for: {error.code}")
    return taken("bounce")


async def _answered(
    house: House, whose: Addressed, mail: ReceivedMail, message: CalendarAnswer, proof: Evidence
) -> tuple[Outcome, Repeats]:
    repeats = _repeats(whose, mail, message)
    async with house.database.connection() as conn:
        interview = await store.load(conn, whose.interview_id)
        party = next(each for each in interview.parties if each.id == whose.party_id)
        outcome = _stale(house, interview, party)
        if outcome is None and message.uid != party.uid:
            outcome = FOREIGN_UID
        if outcome is None:
            outcome = await _doubt(conn, house, party, mail, proof)
        if outcome is not None:
            return outcome, NO_REPEATS
        line = await _own_line(conn, house, party, message)
        if line is None:
            return held("it answers for somebody else"), NO_REPEATS
        if mail.calendar_parts > 1:
            return held("several calendar messages in one mail"), NO_REPEATS
        if await repeats.seen(conn):
            return ignored("seen before"), NO_REPEATS
    return await apply(house, Given(message, line, interview, party)), repeats


def _stale(house: House, interview: Interview, party: Party) -> Outcome | None:
    if house.clock.now() > interview.ends_at + timedelta(days=house.settings.interviews.reply_days):
        return NOBODY
    if party.removed_at is not None:
        return ignored("the party was removed")
    return None


async def _doubt(
    conn: Connection, house: House, party: Party, mail: ReceivedMail, proof: Evidence
) -> Outcome | None:
    """Say why this mail cannot be taken for the party's own, if it cannot."""
    if not proof.one_sender:
        return held("its From is not one address")
    if proof.dmarc_failed:
        return held("its From failed DMARC")
    if not await _is_address_of(conn, house, party, mail.from_address):
        return held("it comes from another address")
    return None


async def _own_line(
    conn: Connection, house: House, party: Party, message: CalendarAnswer
) -> Answering | None:
    """Return the one line of the party; None where there is none, or where several contradict one another."""
    own = [
        line
        for line in message.attendees[:MOST_ATTENDEES]
        if await _is_address_of(conn, house, party, line.address)
    ]
    return own[0] if len({line.partstat for line in own}) == 1 else None


async def _is_address_of(conn: Connection, house: House, party: Party, address: str) -> bool:
    return party.person_id in await house.vault.owners(conn, "email", address)


def _repeats(whose: Addressed, mail: ReceivedMail, message: CalendarAnswer) -> Repeats:
    said: list[tuple[object, ...]] = []
    if mail.message_id:
        said.append(("message-id", mail.message_id))
    if message.dtstamp is not None:
        lines = tuple(line.partstat.value for line in message.attendees)
        stamp, start = message.dtstamp.isoformat(), message.start.isoformat() if message.start else ""
        said.append(("says", message.kind.value, message.sequence, stamp, lines, start, message.comment))
    return Repeats.of(whose.party_id, *said)
