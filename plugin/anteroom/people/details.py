"""A member's contact details, read by who bears a key for it, by name and for a reason.

The one way by which the marketplace gets back what it told us: for support, for a court, for the member.
"""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.people.sealed import Plain
from anteroom.proposals import store
from anteroom.proposals.model import CONTACT_FIELDS, Member


async def read_details(
    house: House, external_id: str, reader: str, reason: str, key_id: str
) -> tuple[Member, Mapping[str, Plain]]:
    """Return a member and the contact details that we keep of it.

    Who read which fields, why and with which key is in the ledger before anything is shown. Raises NotFound.
    """
    async with house.database.transaction() as conn:
        member = await store.member_by_external_id(conn, external_id)
        if member is None:
            raise NotFound("There is no such member.")
        # A person's chain has no head row: whoever writes it holds the person.
        await conn.execute("select 1 from person where id = $1 for update", member.person_id)
        found = {name: await house.vault.open(conn, member.person_id, name) for name in CONTACT_FIELDS}
        kept = {name: value for name, value in found.items() if value is not None}
        facts = {"owner": member.person_id, "fields": " ".join(kept), "reason": reason, "key": key_id}
        about = f"person:{member.person_id}"
        await chain.write(conn, about, house.clock.now(), "contact.read", reader, facts)
    return member, kept
