"""How a person wants to be nudged, and whether it is away: the person's word, or the marketplace's for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.effects.model import Adapter
from anteroom.house import House
from anteroom.nudges.address import bounced, own_mailbox
from anteroom.people.refusals import refused

GROUP = "nudge"
"""The group of the adapters by which a nudge leaves, in the order in which they are tried."""


class Channel(StrEnum):
    """By what a nudge comes; the adapter is called `nudge_` and this."""

    SLACK = "slack"
    MAIL = "mail"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Preference:
    """What a person prefers. `channel` None: whatever is nearest. `away_until` may be past."""

    channel: Channel | None = None
    away_until: datetime | None = None

    def away(self, now: datetime) -> bool:
        """Tell whether the person is away at `now`: nothing is sent then, and nothing is counted as due."""
        return self.away_until is not None and now < self.away_until


async def preference_of(conn: Connection, person_id: str) -> Preference:
    """Return what a person chose."""
    row = await conn.fetchrow("select channel, away_until from nudge_choice where person_id = $1", person_id)
    if row is None:
        return Preference()
    return Preference(Channel(row["channel"]) if row["channel"] else None, row["away_until"])


async def prefer(conn: Connection, house: House, person_id: str, preference: Preference) -> None:
    """Keep what a person chose, in place of what stood there."""
    await conn.execute(
        """insert into nudge_choice (person_id, channel, away_until, changed_at) values ($1, $2, $3, $4)
        on conflict (person_id) do update set channel = excluded.channel, away_until = excluded.away_until,
            changed_at = excluded.changed_at""",
        person_id,
        preference.channel.value if preference.channel else None,
        preference.away_until,
        house.clock.now(),
    )


async def way_to(conn: Connection, house: House, person_id: str) -> str | None:
    """Return the kind of the adapter by which a nudge reaches a person; None where none does.

    The chosen channel first, then the nearest. Mail reaches no mailbox that wants none of ours, and none from
    which a nudge came back.
    """
    chosen = (await preference_of(conn, person_id)).channel
    ways = house.adapters.of_group(GROUP, after=-1)
    for adapter in sorted(ways, key=lambda each: (each.kind != f"{GROUP}_{chosen}", each.rank)):
        if await _reaches(conn, house, adapter, person_id):
            return adapter.kind
    return None


async def _reaches(conn: Connection, house: House, adapter: Adapter, person_id: str) -> bool:
    if not await adapter.reaches(conn, house, person_id):
        return False
    if adapter.kind != f"{GROUP}_{Channel.MAIL}":
        return True
    mailbox = await own_mailbox(conn, house, person_id)
    return mailbox is not None and not await refused(conn, mailbox) and not await bounced(conn, mailbox)


async def forget(conn: Connection, person_id: str) -> None:
    """Forget what a person chose and answered, and which mailboxes were its own. A refusal stays."""
    await conn.execute("delete from nudge_answer where person_id = $1", person_id)
    await conn.execute("delete from nudge_choice where person_id = $1", person_id)
    await conn.execute("delete from nudge_address where person_id = $1 and mailbox = ''", person_id)
    await conn.execute("update nudge_address set person_id = null where person_id = $1", person_id)
