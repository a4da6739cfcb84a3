"""Since when Slack lets us into a workspace or an organisation, and since when no more.

Slack promises no order of `app_uninstalled`, `tokens_revoked` and `team_access_revoked`, repeats events it
got no answer for, and people install again within a minute: what happened later, by Slack's own time, holds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.place import Place

OUT = "gone_at is not null and (came_at is null or gone_at >= came_at)"
"""The condition on a row of `slack_presence` under which we are out."""


async def lock(conn: Connection, place: Place) -> None:
    """Let who installs and who removes the same place wait for one another, until the transaction ends."""
    name = f"slack-presence:{place.enterprise_id}:{place.team_id}"
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)


async def is_out(conn: Connection, place: Place) -> bool:
    """Tell whether we were in a place and are out of it."""
    found = await conn.fetchval(
        f"select true from slack_presence where enterprise_id = $1 and team_id = $2 and {OUT}",
        place.enterprise_id,
        place.team_id,
    )
    return bool(found)


async def workspaces_of(conn: Connection, enterprise_id: str) -> list[Place]:
    """Return the workspaces of an organisation that have let us in, the first one first."""
    rows = await conn.fetch(
        f"""select team_id from slack_presence where enterprise_id = $1 and team_id <> ''
            and came_at is not null and not ({OUT}) order by came_at, team_id""",
        enterprise_id,
    )
    return [Place(row["team_id"], enterprise_id) for row in rows]


async def gone_after(conn: Connection, place: Place, at: datetime) -> bool:
    """Tell whether we heard that we were put out of a place later than `at`."""
    found = await conn.fetchval(
        "select true from slack_presence where enterprise_id = $1 and team_id = $2 and gone_at > $3",
        place.enterprise_id,
        place.team_id,
        at,
    )
    return bool(found)


async def came(conn: Connection, place: Place, at: datetime) -> None:
    """Note that Slack let us in, after whatever we heard so far."""
    await conn.execute(
        """insert into slack_presence (enterprise_id, team_id, came_at) values ($1, $2, $3)
        on conflict (enterprise_id, team_id) do update set forget_at = null, came_at = greatest(
            slack_presence.came_at, excluded.came_at, slack_presence.gone_at + interval '1 microsecond')""",
        place.enterprise_id,
        place.team_id,
        at,
    )


async def gone(conn: Connection, house: House, place: Place, at: datetime) -> bool:
    """Note that Slack put us out at `at`; tell whether that holds, or we came back since."""
    keep = timedelta(days=house.settings.slack.keep_days_after_removal)
    row = await conn.fetchrow(
        f"""insert into slack_presence (enterprise_id, team_id, gone_at, forget_at) values ($1, $2, $3, $4)
        on conflict (enterprise_id, team_id) do update
        set gone_at = greatest(slack_presence.gone_at, excluded.gone_at),
            told_at = case when slack_presence.forget_at is null then null else slack_presence.told_at end,
            forget_at = case when excluded.gone_at >= coalesce(slack_presence.came_at, '-infinity')
                then coalesce(slack_presence.forget_at, excluded.forget_at) else slack_presence.forget_at end
        returning {OUT} as is_out""",
        place.enterprise_id,
        place.team_id,
        at,
        house.clock.now() + keep,
    )
    assert row is not None
    return bool(row["is_out"])
