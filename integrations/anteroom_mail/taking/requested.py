"""A calendar message at an interview address → an interview asked for, changed or called off.

Who is not proven to be a member gets no answer of any kind: what comes back, and whether, must tell a
stranger nothing, and must not reach somebody whose name a stranger used.
"""

from __future__ import annotations

import asyncio

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.proposals import store as proposals
from anteroom.requests.actions import Heard, ask, call_off
from anteroom_calendar import Answer as CalendarMessage
from anteroom_calendar import Kind, ReceivedMail, is_uid, read
from anteroom_mail.proof.evidence import Evidence
from anteroom_mail.proof.who_may_ask import colleagues, member_at, why_unproven
from anteroom_mail.taking.addressing import InterviewAddress
from anteroom_mail.taking.invited import event_of
from anteroom_mail.ways_in.outcome import NO_REPEATS, Outcome, Repeats, Verdict, held, ignored, taken

OUTCOMES = {
    Heard.SCHEDULED: taken("request: scheduled"),
    Heard.FOLLOWED: taken("request: followed"),
    Heard.REFUSED: taken("request: refused"),
    Heard.CANCELLED: taken("request: cancelled"),
    Heard.OLDER: ignored("request: older than what is known"),
    Heard.REPEATED: ignored("seen before"),
    Heard.TOO_OFTEN: held("request: too many"),
    Heard.NOT_THEIRS: held("request: by a colleague who may not schedule"),
}


async def requested(
    house: House, whose: InterviewAddress, mail: ReceivedMail, proof: Evidence
) -> tuple[Outcome, Repeats]:
    """Take an event's REQUEST or CANCEL; everything else that comes here ends here.

    Raises NotACalendar and TooLarge for a calendar that cannot be read.
    """
    if mail.is_bounce or mail.calendar is None:
        return ignored("no calendar message at an interview address"), NO_REPEATS
    message = await asyncio.to_thread(read, mail.calendar, method=mail.calendar_method)
    if message.kind not in (Kind.REQUEST, Kind.CANCEL):
        return ignored(f"no request: {message.kind}"), NO_REPEATS
    async with house.database.connection() as conn:
        people, doubt = await _people(conn, house, whose, mail, message, proof)
        repeats = _repeats(people, mail)
        if people is not None and await repeats.seen(conn):
            return ignored("seen before"), NO_REPEATS
    if people is None:
        await _keep_doubt(house, whose, doubt)
        return held(doubt), NO_REPEATS
    organizer_id, sender_id = people
    event = event_of(house, whose, message, organizer_id, sender_id)
    if message.kind is Kind.CANCEL:
        heard = await call_off(house, event, message.comment)
    else:
        heard = await ask(house, event)
    outcome = OUTCOMES[heard]
    return outcome, repeats if outcome.verdict is not Verdict.HELD else NO_REPEATS


async def _people(
    conn: Connection,
    house: House,
    whose: InterviewAddress,
    mail: ReceivedMail,
    message: CalendarMessage,
    proof: Evidence,
) -> tuple[tuple[str, str] | None, str]:
    """Return organizer and sender, both members and the sender proven; or None and what is in doubt."""
    if doubt := why_unproven(proof, house.settings):
        return None, doubt
    if mail.calendar_parts > 1:
        return None, "several calendar messages in one mail"
    if not is_uid(message.uid) or message.organizer is None:
        # Without a UID that can be written nobody could be answered.
        return None, "an event without a UID or an organizer"
    if not _meant_for(house, whose, message):
        return None, "an event that does not invite this address"
    sender_id = await member_at(conn, house, mail.from_address)
    if sender_id is None:
        return None, "its From is no member's address"
    organizer_id = await member_at(conn, house, message.organizer.address, among=[sender_id])
    if organizer_id is None:
        return None, "its organizer is no member"
    if organizer_id != sender_id and message.sent_by.casefold() != mail.from_address.casefold():
        # RFC 5545, 3.2.18: whoever acts for the organizer says so in SENT-BY.
        return None, "its organizer is somebody else"
    if organizer_id != sender_id and not await colleagues(conn, organizer_id, sender_id):
        # Or members of anywhere could write to the organizer through us, and use up what may be asked.
        return None, "its sender is no colleague of its organizer"
    return (organizer_id, sender_id), ""


def _meant_for(house: House, whose: InterviewAddress, message: CalendarMessage) -> bool:
    """Tell whether the organizer addressed this to us, and not somebody who brings us another's mail.

    Everybody whom a member's event invites holds a mail that proves its sender: one of an event that has
    nothing to do with us, or the CANCEL that took one guest off, must do nothing here. A CANCEL that names
    nobody ends the whole event.
    """
    ours = f"{whose.local}@{house.settings.relay_domain}".casefold()
    cancels_all = message.kind is Kind.CANCEL and not message.attendees
    return cancels_all or any(line.address.casefold() == ours for line in message.attendees)


def _repeats(people: tuple[str, str] | None, mail: ReceivedMail) -> Repeats:
    if people is None or not mail.message_id:
        return NO_REPEATS
    return Repeats.of(f"request:{people[0]}", ("message-id", mail.message_id))


async def _keep_doubt(house: House, whose: InterviewAddress, doubt: str) -> None:
    """A message that nobody vouches for changes nothing, and the proposal's chain says that it came."""
    if whose.proposal_id is None:
        return
    async with house.database.transaction() as conn:
        # One writer a chain: whoever appends holds the row that it tells of.
        proposal = await proposals.proposal(conn, whose.proposal_id, lock=True)
        facts = {"reason": doubt}
        await chain.write(conn, f"proposal:{proposal.id}", house.clock.now(), "request.held", "mail", facts)
