"""A letter that a party typed: to the thread, or to the host; or why it ends here."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from base64 import b32encode
from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Interview, Party
from anteroom.interviews.typed import Typed, pass_on
from anteroom.interviews.typed_reading import NOBODY, Fate
from anteroom_calendar import ReceivedMail, typed_text
from anteroom_mail.out.came_back import CameBack
from anteroom_mail.proof.evidence import evidence
from anteroom_mail.proof.sender import may_write
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.taking.addressing import AliasAddress, ReplyAddress
from anteroom_mail.taking.answered import stale
from anteroom_mail.taking.attachments import attached
from anteroom_mail.taking.automatic import why_not_typed
from anteroom_mail.taking.own_mails import kinds_of_mails
from anteroom_mail.ways_in.outcome import NO_REPEATS, Outcome, Repeats, Verdict, ignored, taken

TOLD = timedelta(days=1)
"""How long the same text that was kept back is known again: its writer has been told."""
WORDS = {
    Fate.PASSED_ON: "typed: passed on",
    Fate.REDACTED: "typed: passed on without a contact detail",
    Fate.KEPT_BACK: "typed: kept back",
}


async def typed(
    house: House,
    whose: ReplyAddress | AliasAddress,
    mail: ReceivedMail,
    raw: bytes,
    origin: Origin | None = None,
) -> tuple[Outcome, Repeats]:
    """Pass on what the party typed. A machine's letter ends here; an unproven one's text nobody learns."""
    if why_not := why_not_typed(mail, house.settings.relay_domain):
        return ignored(why_not), NO_REPEATS
    proof = await asyncio.to_thread(evidence, raw, house.settings.mail.in_, origin=origin)
    async with house.database.connection() as conn:
        interview = await store.load(conn, whose.interview_id)
        party = next(each for each in interview.parties if each.id == whose.party_id)
        outcome = stale(house, interview, party) or await may_write(
            conn, house, party, mail.from_address, proof
        )
        if outcome is not None:
            return outcome, NO_REPEATS
        text = await asyncio.to_thread(typed_text, mail.text)
        attachments = await asyncio.to_thread(attached, raw)
        if not text.strip() and not attachments:
            return ignored("nothing was typed"), NO_REPEATS
        again = _same_text(house, whose.party_id, text)
        if await _told_lately(conn, house, again):
            return ignored("kept back before, and said so"), NO_REPEATS
        # A notice is said by us alone: whoever answers it means us, and not the thread.
        notice = CameBack.kind in await kinds_of_mails(conn, house, party.id, mail.references[-1:])
    to = NOBODY if notice else _alone(whose, interview, party)
    said = Typed(
        id=_id_of(party, to, mail, raw),
        interview_id=interview.id,
        party_id=party.id,
        text=text,
        to=to,
        attachments=attachments,
        mail=mail.message_id,
    )
    return await _passed_on(house, said, again)


async def _passed_on(house: House, said: Typed, again: Repeats) -> tuple[Outcome, Repeats]:
    try:
        fate = await pass_on(house, said)
    except NotFound:
        return ignored("the party was removed"), NO_REPEATS
    if fate is Fate.SEEN:
        return ignored("seen before"), NO_REPEATS
    if fate is Fate.TOO_MANY:
        # Without a note: a loop must not fill the ledger either.
        return Outcome(Verdict.HELD, "too many letters within an hour"), NO_REPEATS
    return taken(WORDS[fate]), NO_REPEATS if fate is Fate.PASSED_ON else again


def _alone(whose: ReplyAddress | AliasAddress, interview: Interview, party: Party) -> str:
    """Return the party of the writer's own side to whom alone this is addressed; "" for none.

    An alias of the other side leads where the reply address leads, so "reply to all" is passed on once.
    """
    if not isinstance(whose, AliasAddress):
        return ""
    subject = interview.party(whose.subject_id)
    return subject.id if subject is not None and subject.side is party.side else ""


def _id_of(party: Party, to: str, mail: ReceivedMail, raw: bytes) -> str:
    """Return the id that this letter has however often it comes: a repeat finds its row.

    One without a Message-ID is known by its octets.
    """
    known = mail.message_id or hashlib.sha256(raw).hexdigest()
    digest = hashlib.sha256(repr((party.id, to, known)).encode()).digest()
    return f"typ_{b32encode(digest)[:26].decode().lower()}"


def _same_text(house: House, party_id: str, text: str) -> Repeats:
    # With a key: what was kept back may be nothing but a number, which anybody could guess from its digest.
    key = house.settings.secrets.index_key
    return Repeats.of(party_id, ("kept back", hmac.new(key, text.encode(), hashlib.sha256).hexdigest()))


async def _told_lately(conn: Connection, house: House, again: Repeats) -> bool:
    found = await conn.fetchval(
        "select true from seen where source = 'mail' and key = any($1::text[]) and at > $2",
        list(again.keys),
        house.clock.now() - TOLD,
    )
    return bool(found)
