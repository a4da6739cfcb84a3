"""Who wants no nudges: a wish of its own, which stops no invitation, no change and no pass.

It is kept by person and by mailbox, the latter as a keyed digest (`people/refusals.py`): whoever is erased,
gets another address, or is invited anew under the same one, is not asked twice. What the marketplace said for
a member and what the person said are two wishes; neither lifts the other.
"""

from __future__ import annotations

from base64 import b32encode
from typing import Literal

import structlog

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.nudges.address import Named, own_mailbox

log = structlog.get_logger()

SaidBy = Literal["person", "marketplace"]
Way = Literal["page", "one-click", "mail", "complaint", "slack", "api"]
"""How a wish came, for the ledger."""
REFUSED = """select distinct said_by from nudge_opt_out where undone_at is null and who in (
    values ($1), ($2) union all select 'm:' || encode(mailbox, 'hex') from nudge_address
        where person_id = $3 and mailbox <> '')"""
"""Who refused for a person, a mailbox, and whatever mailboxes were the person's; asked for each nudge."""


async def opted_out(conn: Connection, house: House, person_id: str) -> bool:
    """Tell whether a person gets no nudges, by its own word or the marketplace's, under any address."""
    return bool(await refused_by(conn, house, person_id))


async def refused_by(conn: Connection, house: House, person_id: str) -> frozenset[SaidBy]:
    """Return who said that a person gets no nudges."""
    own = await own_mailbox(conn, house, person_id)
    rows = await conn.fetch(REFUSED, f"p:{person_id}", _of_mailbox(own) if own else "", person_id)
    return frozenset(row["said_by"] for row in rows)


async def names_silent(conn: Connection, named: Named) -> bool:
    """Tell whether the one whom a link of ours names said itself that it wants no nudges."""
    found = await conn.fetchval(
        """select true from nudge_opt_out
        where undone_at is null and said_by = 'person' and who = any($1::text[]) limit 1""",
        _keys(named),
    )
    return bool(found)


async def opt_out(conn: Connection, house: House, named: Named, way: Way, said_by: SaidBy = "person") -> bool:
    """Keep that somebody wants no nudges; False if that was so already."""
    now, changed = house.clock.now(), False
    for who in _keys(named):
        changed |= bool(
            await conn.fetchval(
                """insert into nudge_opt_out (who, said_by, at) values ($1, $2, $3)
                on conflict (who, said_by) do update set at = excluded.at, undone_at = null
                where nudge_opt_out.undone_at is not null returning true""",
                who,
                said_by,
                now,
            )
        )
    if changed:
        await _note(conn, house, named, "nudges.refused", way, said_by)
    return changed


async def opt_in(conn: Connection, house: House, named: Named, way: Way, said_by: SaidBy = "person") -> bool:
    """Take the wish back that the same side had said; False if there was none."""
    changed = await conn.fetch(
        """update nudge_opt_out set undone_at = $3
        where who = any($1::text[]) and said_by = $2 and undone_at is null returning who""",
        _keys(named),
        said_by,
        house.clock.now(),
    )
    if changed:
        await _note(conn, house, named, "nudges.allowed", way, said_by)
    return bool(changed)


async def _note(conn: Connection, house: House, named: Named, event: str, way: Way, said_by: SaidBy) -> None:
    # Writers of one chain take turns by the row of whom it tells of, or of the mailbox's wish.
    if named.person_id is not None:
        await conn.execute("select 1 from person where id = $1 for update", named.person_id)
        about = f"person:{named.person_id}"
    else:
        assert named.mailbox is not None
        about = f"mailbox:{b32encode(named.mailbox).decode().lower()}"
    await chain.write(conn, about, house.clock.now(), event, said_by, {"way": way})
    log.info("nudges.wish", kind=event, way=way)


def _keys(named: Named) -> list[str]:
    # Always in this order, so that two who say it at once never wait for one another.
    keys = [_of_mailbox(named.mailbox)] if named.mailbox is not None else []
    return [*keys, f"p:{named.person_id}"] if named.person_id is not None else keys


def _of_mailbox(mailbox: bytes) -> str:
    return f"m:{mailbox.hex()}"
