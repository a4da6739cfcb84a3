"""Reports of other mail servers about mail of ours: that it did not arrive, or that it is not wanted.

A report is believed at the address that our envelope bore, since nobody else can make one. At a reply
address, where some servers send it, it must show that envelope address or the Message-ID of a mail of ours to
this very party. Nothing of its text is kept, logged or shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.people.refusals import mailbox_of
from anteroom_calendar import Action, ReceivedMail
from anteroom_mail.out.bounce_address import bounce_local
from anteroom_mail.pages.never import refuse
from anteroom_mail.taking.addressing import AliasAddress, BounceAddress, ReplyAddress
from anteroom_mail.taking.complaint import Complaint, complaint_of
from anteroom_mail.taking.own_mails import kinds_of_mails
from anteroom_mail.taking.worded_report import action_in_words
from anteroom_mail.ways_in.outcome import Outcome, ignored, taken

NOT_OURS = ignored("a report about no mail of ours")
Whose = BounceAddress | ReplyAddress | AliasAddress


async def reported(house: House, whose: Whose, mail: ReceivedMail, raw: bytes) -> Outcome | None:
    """Do what a report asks for; None for a mail that is no report."""
    complaint = await asyncio.to_thread(complaint_of, raw)
    if complaint is not None:
        if not await _about_ours(house, whose, mail, raw, [complaint.message_id]):
            return NOT_OURS
        return await _complained(house, whose, complaint)
    if mail.is_bounce or isinstance(whose, BounceAddress):
        return await _bounced(house, whose, mail, raw)
    return None


async def _bounced(house: House, whose: Whose, mail: ReceivedMail, raw: bytes) -> Outcome:
    action = mail.delivery.action if mail.delivery else action_in_words(mail)
    if action is None:
        return ignored("a report of no failure" if mail.is_bounce else "no delivery report")
    if action is not Action.FAILED:
        return ignored("a report of a delay" if action is Action.DELAYED else "a report of no failure")
    returned = mail.delivery.message_id if mail.delivery else ""
    if not await _about_ours(house, whose, mail, raw, [returned]):
        return NOT_OURS
    try:
        await actions.unreachable(house, whose.interview_id, whose.party_id)
    except AnteroomError as error:
        return ignored(f"a bounce that nobody waits for: {error.code}")
    return taken("bounce")


async def _complained(house: House, whose: Whose, complaint: Complaint) -> Outcome:
    """Take "this is spam" for "never write to me again"."""
    if not complaint.unwanted:
        return ignored("a report of no complaint")
    async with house.database.connection() as conn:
        person_id = await conn.fetchval("select person_id from party where id = $1", whose.party_id)
        plain = await house.vault.open(conn, person_id, "email")
    if plain is None:
        return ignored("a complaint of somebody who has no address any more")
    await refuse(house, mailbox_of(house.settings.secrets.index_key, plain.reveal()), "complaint")
    return taken("complaint")


async def _about_ours(
    house: House, whose: Whose, mail: ReceivedMail, raw: bytes, returned: Iterable[str]
) -> bool:
    if isinstance(whose, BounceAddress):
        return True
    envelope = bounce_local(house.settings.secrets.link_key, whose.party_id)
    if envelope.encode() in raw.lower():
        return True
    async with house.database.connection() as conn:
        kinds = await kinds_of_mails(conn, house, whose.party_id, [*returned, *mail.references])
    return bool(kinds)
