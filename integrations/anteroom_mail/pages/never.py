"""Never again: how a mailbox comes to refuse our mail, what that does, and how it is taken back.

After it nothing of ours leaves for that mailbox, a cancellation neither: who was promised silence and then
gets one more mail believes no second promise. The page says that entries in the calendar stay as they are.
"""

from __future__ import annotations

from typing import Literal

import structlog

from anteroom.effects.wish import want_again
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.people import refusals
from anteroom_mail.letters.reference import Addressee, addressees_at
from anteroom_mail.pages.never_address import never_mailbox

log = structlog.get_logger()

Way = Literal["page", "one-click", "mail", "complaint"]


async def refuse_by_mail(house: House, local: str) -> bool:
    """Take a mail to the address `local` of ours for the wish never to be written to again.

    Who sent it does not matter: the address stands in the person's own mail only. False for an address that
    is none of these.
    """
    mailbox = never_mailbox(house.settings.secrets.link_key, local)
    if mailbox is None:
        return False
    await refuse(house, mailbox, "mail")
    return True


async def refuse(house: House, mailbox: bytes, way: Way) -> None:
    """Never write to a mailbox again; the hosts of interviews ahead see that it cannot be written to."""
    async with house.database.transaction() as conn:
        changed = await refusals.refuse(conn, mailbox, house.clock.now(), way)
        parties = await addressees_at(conn, mailbox)
    if changed:
        log.info("mail.never_again", way=way)
    for each in parties:
        await _tell_host(house, each, reachable=False)


async def allow(house: House, mailbox: bytes, way: Way) -> None:
    """Write to a mailbox again; what was held back for interviews ahead follows."""
    async with house.database.transaction() as conn:
        if not await refusals.allow(conn, mailbox, house.clock.now(), way):
            return
        parties = await addressees_at(conn, mailbox)
        for each in parties:
            entry = f"calendar:{each.interview_id}:{each.party_id}"
            if await conn.fetchval("select true from effect where id = $1 and state = 'held'", entry):
                await want_again(conn, house, entry)
    log.info("mail.again", way=way)
    for each in parties:
        await _tell_host(house, each, reachable=True)


async def is_refused(house: House, address: str) -> bool:
    """Tell whether nothing may be sent to this address."""
    mailbox = refusals.mailbox_of(house.settings.secrets.index_key, address)
    async with house.database.connection() as conn:
        return await refusals.refused(conn, mailbox)


async def _tell_host(house: House, addressee: Addressee, *, reachable: bool) -> None:
    say = actions.reachable if reachable else actions.unreachable
    try:
        await say(house, addressee.interview_id, addressee.party_id)
    except AnteroomError as error:  # over or gone meanwhile: nobody waits for this party any more
        log.info("mail.reach_unsaid", code=error.code)
