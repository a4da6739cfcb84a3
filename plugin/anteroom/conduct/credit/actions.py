"""Credit as it is reckoned, told to the marketplace, and shown to the other side where both want it."""

from __future__ import annotations

from datetime import timedelta

from anteroom.conduct.credit import store
from anteroom.conduct.credit.model import Level, Record, record_of
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal


async def credit_of(conn: Connection, house: House, person_id: str) -> Record:
    """Return a member's record of interviews held properly, as it is now."""
    rule = house.settings.conduct.credit
    since = house.clock.now() - timedelta(days=rule.days)
    return record_of(await store.meetings(conn, person_id, since), rule.least)


async def reckon(conn: Connection, house: House, interview_id: str, proposal: Proposal) -> None:
    """Tell the marketplace, where an interview that was held brings one of its two members to a new level."""
    now = house.clock.now()
    for person_id in sorted({proposal.client_id, proposal.freelancer_id}):
        level = (await credit_of(conn, house, person_id)).level
        if level is Level.TOO_LITTLE or not await store.reached(conn, person_id, level, now):
            continue
        facts = {"person": person_id, "level": level.value}
        await chain.write(conn, interview_id, now, "credit.reached", "credit", facts)
        member = await proposals.member_by_person(conn, person_id)
        if member is not None:
            event = {"event": "credit.reached", "member": member.external_id, "level": level.value}
            await tell_marketplace(conn, house, person_id, event)


async def badge_of_other(
    conn: Connection, house: House, proposal: Proposal, *, for_freelancer: bool
) -> Level | None:
    """Return the level of the other member that a viewer may see; None where nothing is shown.

    The marketplace says of which side a badge is shown, and a member can hide the own one. Where there is too
    little to say nothing is shown: nobody is worse off for being new.
    """
    shown = house.settings.conduct.credit.badge
    side = "client" if for_freelancer else "freelancer"
    if shown not in (side, "both"):
        return None
    person_id = proposal.client_id if for_freelancer else proposal.freelancer_id
    if (await store.told(conn, person_id)).hidden:
        return None
    level = (await credit_of(conn, house, person_id)).level
    return None if level is Level.TOO_LITTLE else level
