"""A calendar message at a reply address → what became of it. It is believed only as far as it is proven.

Whose answer it is tells the opaque address it was sent to; that it is an answer to our invitation tells the
UID; that the party wrote it tells From. Nothing is taken from ORGANIZER, which Exchange leaves out.
"""

from __future__ import annotations

from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Interview, Party
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, ReceivedMail
from anteroom_mail.addressing import ReplyAddress
from anteroom_mail.answering import Given, apply
from anteroom_mail.evidence import Evidence
from anteroom_mail.outcome import NO_REPEATS, NOBODY, Outcome, Repeats, held, ignored, refused

FOREIGN_UID = refused("foreign uid", "This answers no invitation that was sent from this address.")
MOST_ATTENDEES = 50


async def answered(
    house: House, whose: ReplyAddress, mail: ReceivedMail, message: CalendarAnswer, proof: Evidence
) -> tuple[Outcome, Repeats]:
    """Take a calendar message for the answer of the party whose address it came to, or say why not."""
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


def _repeats(whose: ReplyAddress, mail: ReceivedMail, message: CalendarAnswer) -> Repeats:
    said: list[tuple[object, ...]] = []
    if mail.message_id:
        said.append(("message-id", mail.message_id))
    if message.dtstamp is not None:
        lines = tuple(line.partstat.value for line in message.attendees)
        stamp, start = message.dtstamp.isoformat(), message.start.isoformat() if message.start else ""
        said.append(("says", message.kind.value, message.sequence, stamp, lines, start, message.comment))
    return Repeats.of(whose.party_id, *said)
