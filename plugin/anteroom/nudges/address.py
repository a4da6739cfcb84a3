"""The address of a nudge: it names its reader and what waits, takes answers, and leads to the reader's page.

`u-` and 26 random letters, made on first use and kept. It is the reader's own: whoever has it may stop the
nudges, as with the unsubscribe link of any mail, and nothing else of the person can be seen or done by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people.refusals import mailbox_of

PATH = "/nudges/"
WAITING_PATH = "/waiting/"
SHAPE = re.compile(r"u-[a-z2-7]{26}")
STOP = "-stop"
"""Behind it: a mail that comes there asks for no more nudges."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom an address or a page of ours names, and about what; a person or a mailbox is there.

    `person_id` is None once the person was erased, `mailbox` where the nudge was no mail. `waiting_id` is ""
    where it is about nothing in particular.
    """

    person_id: str | None
    mailbox: bytes | None = None
    waiting_id: str = ""


async def own_mailbox(conn: Connection, house: House, person_id: str) -> bytes | None:
    """Return the digest of a person's mailbox now; None without an address, or with one that is none."""
    plain = await house.vault.open(conn, person_id, "email")
    if plain is None:
        return None
    try:
        return mailbox_of(house.settings.secrets.index_key, plain.reveal())
    except ValueError:
        return None


async def nudge_local(
    conn: Connection, house: House, person_id: str, waiting_id: str, mailbox: bytes | None
) -> str:
    """Return the local part that names a person, what waits, and the mailbox that is written to, if any."""
    local = await conn.fetchval(
        """insert into nudge_address (local, waiting_id, person_id, mailbox, at) values ($1, $2, $3, $4, $5)
        on conflict (person_id, waiting_id, mailbox) do update set local = nudge_address.local
        returning local""",
        f"u-{house.randomness.token(26)}",
        waiting_id,
        person_id,
        mailbox or b"",
        house.clock.now(),
    )
    return str(local)


async def named_by(conn: Connection, local: str) -> Named | None:
    """Return whom a local part names; None for one that we never made. Case does not count."""
    local = local.lower()
    if SHAPE.fullmatch(local) is None:
        return None
    row = await conn.fetchrow(
        "select person_id, mailbox, waiting_id from nudge_address where local = $1", local
    )
    if row is None or not (row["person_id"] or row["mailbox"]):
        return None
    return Named(row["person_id"], row["mailbox"] or None, row["waiting_id"])


async def note_bounce(conn: Connection, house: House, local: str) -> bool:
    """Keep that mail to the mailbox of an address comes back, so that it gets no more; False if known."""
    changed = await conn.fetchval(
        """update nudge_address set bounced_at = $2
        where bounced_at is null and mailbox = (select mailbox from nudge_address where local = $1)
        and mailbox <> '' returning true""",
        local.lower(),
        house.clock.now(),
    )
    return bool(changed)


async def bounced(conn: Connection, mailbox: bytes) -> bool:
    """Tell whether a nudge to this mailbox came back for good."""
    found = await conn.fetchval(
        "select true from nudge_address where mailbox = $1 and bounced_at is not null limit 1", mailbox
    )
    return bool(found)
