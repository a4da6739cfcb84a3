"""Anteroom removed from a workspace or an organisation: its tokens go at once, the rest when due."""

from __future__ import annotations

from datetime import datetime

import structlog

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.install.installation import installation_at
from anteroom_slack.install.presence import gone, lock
from anteroom_slack.place import Place

log = structlog.get_logger()


async def remove(conn: Connection, house: House, place: Place, at: datetime) -> bool:
    """Take a place's tokens away, unless it was installed again after `at`; tell whether that was so."""
    await lock(conn, place)
    if not await gone(conn, house, place, at):
        return False
    await conn.execute(
        "delete from slack_installation where enterprise_id = $1 and team_id = $2",
        place.enterprise_id,
        place.team_id,
    )
    log.warning("slack.removed")
    return True


async def token_is_dead(house: House, place: Place, token: str) -> None:
    """Slack says that a token is worthless: as good as an event, unless another token has come meanwhile."""
    async with house.database.transaction() as conn:
        found = await installation_at(conn, place, lock_it=True)
        if found is not None and found.token(house) == token:
            await remove(conn, house, found.place, house.clock.now())
