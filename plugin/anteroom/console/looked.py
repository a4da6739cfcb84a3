"""Looks at sealed details: each wants a reason, which is in the ledger before anything is shown.

    reason = reason_in(house, request[FORM])
    async with house.database.transaction() as conn:
        await looked(conn, house, request[WHO], "held_text", held.id, about, reason)
        …                                       # only now unseal

`about` is the chain that tells of it: an interview's id, `proposal:…`, `contract:…`, `person:…`, or, where a
look found nobody, the `staff:…` of who looked. Its row is locked here, as the ledger asks of its writers.
"""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.console.model import Who
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.guard import Action, Context
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.plain_text import one_line

SHORTEST, LONGEST = 5, 200
"""Characters of a reason."""
EVENT = "detail.looked_at"
_ROWS = {
    "person": "select id from person where id = $1 for update",
    "proposal": "select id from proposal where id = $1 for update",
    "contract": "select id from contract where id = $1 for update",
    "staff": "select id from staff where id = $1 for update",
    "": "select id from interview where id = $1 for update",
}


def reason_in(house: House, form: Mapping[str, str]) -> str:
    """Return the reason that a form gives. Raises BadInput for none, and for one with a contact detail in it.

    The ledger keeps it for ever, and nobody can take anything out of that.
    """
    reason = one_line(form.get("reason", "")).strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise BadInput(f"Say why in {SHORTEST} to {LONGEST} characters.", field="reason")
    if house.guard.inspect(reason, Context((), "comment")).action is not Action.ALLOW:
        raise BadInput("Say why without a contact detail: the ledger keeps it for ever.", field="reason")
    return reason


async def looked(
    conn: Connection, house: House, who: Who, what: str, subject: str, about: str, reason: str
) -> None:
    """Note that somebody looks at `what` (a noun of ours) with the id `subject`. Raises NotFound.

    To be called in the transaction after which the detail is shown.
    """
    kind, _, named = about.rpartition(":")
    if await conn.fetchval(_ROWS[kind], named) is None:
        raise NotFound("There is no such thing.")
    facts: dict[str, chain.Fact] = {"what": what, "of": subject, "reason": reason}
    await chain.write(conn, about, house.clock.now(), EVENT, who.staff.id, facts)
