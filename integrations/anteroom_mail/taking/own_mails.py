"""Which mails of ours a Message-ID that somebody sends back stands for."""

from __future__ import annotations

from collections.abc import Iterable

from anteroom.database.connection import Connection
from anteroom.house import House

MOST = 200


async def kinds_of_mails(
    conn: Connection, house: House, party_id: str, message_ids: Iterable[str]
) -> frozenset[str]:
    """Return the kinds of those of our mails to this party that bear one of these Message-IDs.

    They are without brackets; `outgoing.message_id` made them.
    """
    domain = house.settings.relay_domain.lower()
    parted = [name.rpartition("@") for name in message_ids]
    named = [local.rpartition(".")[0] for local, _, host in parted if host.lower() == domain]
    rows = await conn.fetch(
        """select distinct kind from effect where party_id = $1 and replace(id, ':', '.') = any($2::text[])
        and interview_id = (select interview_id from party where id = $1)""",
        party_id,
        named[:MOST],
    )
    return frozenset(row["kind"] for row in rows)
