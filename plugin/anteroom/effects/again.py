"""Another try of what was held back, when somebody has mended the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anteroom.effects.wish import CHANNEL
from anteroom.errors import Conflict, NotFound
from anteroom.ledger import chain

if TYPE_CHECKING:
    from anteroom.house import House

DELIVERY = "webhook_delivery"
"""Events are sent again by `webhooks/actions.py`, which looks at their endpoint."""


async def try_again(house: House, effect_id: str, by: str) -> None:
    """Let a held effect be tried once more, from its beginning; who did so is in its interview's ledger.

    What leaves passes the door again. Raises NotFound, and Conflict for what is not held.
    """
    async with house.database.transaction() as conn:
        interview_id = await conn.fetchval("select interview_id from effect where id = $1", effect_id)
        if interview_id is not None:  # rows are locked in the order in which actions lock them
            await conn.execute("select 1 from interview where id = $1 for update", interview_id)
        row = await conn.fetchrow("select kind, state from effect where id = $1 for update", effect_id)
        if row is None or row["kind"] == DELIVERY:
            raise NotFound("There is no such effect.")
        if row["state"] != "held":
            raise Conflict("It is not held: it is on its way, or was shown.")
        await conn.execute(
            "update effect set state = 'idle', attempts = 0, trouble = '', next_at = $2 where id = $1",
            effect_id,
            house.clock.now(),
        )
        if interview_id is not None:
            facts: dict[str, chain.Fact] = {"effect": effect_id, "kind": row["kind"]}
            await chain.write(conn, interview_id, house.clock.now(), "effect.tried_again", by, facts)
        await conn.execute("select pg_notify($1, '')", CHANNEL)
