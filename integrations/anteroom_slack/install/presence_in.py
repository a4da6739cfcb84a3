"""What Slack tells of letting us in and putting us out.

It does so by `app_uninstalled`, `tokens_revoked` and, where an organisation's installation loses single
workspaces, `team_access_revoked`; in any order, up to three times each, and sometimes only by refusing a
token (docs.slack.dev/reference/events).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.install.forgetting import forget
from anteroom_slack.install.presence import came, gone_after, is_out, lock
from anteroom_slack.install.removal import remove
from anteroom_slack.payload import Happening
from anteroom_slack.place import Place

PRESENCE = frozenset({"app_uninstalled", "tokens_revoked", "team_access_revoked", "team_access_granted"})
"""Events about being in or out; they are heard from where we are not installed, too."""
# An event tells its second. Whoever installed within that very second came before it, as far as we can know.
_WITHIN = timedelta(seconds=1) - timedelta(microseconds=1)


async def heard_of_presence(house: House, conn: Connection, heard: Happening) -> dict[str, Any]:
    """Take one of `PRESENCE`; return how many places it put us out of, for the record."""
    now = house.clock.now()
    told = datetime.fromtimestamp(heard.event_time, UTC) if 0 < heard.event_time < now.timestamp() else now
    at = told + _WITHIN
    match heard.kind:
        case "team_access_granted":
            for place in _teams(heard):
                await _let_in(house, conn, place, at)
            return {"out": 0}
        case "team_access_revoked":
            places = _teams(heard)
        case "tokens_revoked" if not _of_bot(heard):
            return {"out": 0}  # people's own tokens, of which we have none
        case _:
            places = [await _of_installation(conn, heard)]
    out = [place for place in places if place.known and await remove(conn, house, place, at)]
    return {"out": len(out)}


async def _let_in(house: House, conn: Connection, place: Place, at: datetime) -> None:
    """Note that we were let in `at`, unless we were put out since; who was there before is forgotten."""
    await lock(conn, place)
    if await gone_after(conn, place, at):
        return
    if await is_out(conn, place):
        await forget(conn, house, place)
    await came(conn, place, at)


async def _of_installation(conn: Connection, heard: Happening) -> Place:
    """Return whose installation an event is about: the workspace's own, or its organisation's."""
    place = heard.place
    if heard.of_organisation:
        return Place("", place.enterprise_id)
    own = await conn.fetchrow(
        """select enterprise_id from slack_installation where team_id = $1
        union all select enterprise_id from slack_presence where team_id = $1 and came_at is not null
        limit 1""",
        place.team_id,
    )
    if own is not None:
        return Place(place.team_id, own["enterprise_id"])
    # Slack leaves `authorizations` empty once there is none any more: then only what we have tells.
    whole = place.enterprise_id and await conn.fetchval(
        "select true from slack_installation where enterprise_id = $1 and team_id = ''", place.enterprise_id
    )
    return Place("", place.enterprise_id) if whole else place


def _of_bot(heard: Happening) -> bool:
    tokens = heard.event.get("tokens")
    return bool(tokens.get("bot")) if isinstance(tokens, dict) else False


def _teams(heard: Happening) -> list[Place]:
    named, enterprise_id = heard.event.get("team_ids"), heard.place.enterprise_id
    if not isinstance(named, list) or not enterprise_id:
        return []
    found = [Place(each, enterprise_id) for each in named if isinstance(each, str) and each]
    return [place for place in dict.fromkeys(found) if place.spelt]
