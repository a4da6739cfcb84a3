"""Who may ask for an interview by a calendar event: whoever is proven to be the member that From names.

Unlike a reply address, an interview address is no secret: everybody whom the client's event invites reads it.
So knowing it proves nothing, and a mail that nobody vouches for asks in vain.
"""

from __future__ import annotations

from collections.abc import Iterable

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people.persons import known_by_email
from anteroom.proposals import store as proposals
from anteroom.settings.deployment import Settings
from anteroom_mail.proof.evidence import Evidence
from anteroom_mail.proof.who_may_answer import Proof


def why_unproven(proof: Evidence, settings: Settings) -> str:
    """Say what is missing for believing From; "" where nothing is.

    In the sandbox, where nobody's mail is signed and no DNS can be asked, From alone is believed.
    """
    if not proof.one_sender:
        return "its From is not one address"
    if proof.proof is Proof.PASS or (settings.sandbox and settings.mail.in_.authentication == "off"):
        return ""
    return "its From failed DMARC" if proof.proof is Proof.FAIL else "nobody vouches for its From"


async def member_at(conn: Connection, house: House, address: str, *, among: Iterable[str] = ()) -> str | None:
    """Return the member whose registered address this is, with a tag (`maya+cal@`) or without.

    Where several members share it, one of `among` is preferred, and a client to a freelancer.
    """
    local, _, domain = address.strip().rpartition("@")
    preferred = frozenset(among)
    for written in dict.fromkeys((address.strip(), f"{local.partition('+')[0] or local}@{domain}")):
        found = []
        for person_id in await known_by_email(conn, house.vault, written):
            member = await proposals.member_by_person(conn, person_id)
            if member is not None:
                found.append((person_id not in preferred, member.role != "client", person_id))
        if found:
            return min(found)[2]
    return None


async def colleagues(conn: Connection, one_id: str, other_id: str) -> bool:
    """Tell whether two members belong to one organisation."""
    one = await proposals.member_by_person(conn, one_id)
    other = await proposals.member_by_person(conn, other_id)
    if one is None or other is None or one.organisation_id is None:
        return False
    return one.organisation_id == other.organisation_id
