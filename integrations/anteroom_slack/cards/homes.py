"""Who has opened the app's Home tab, and when it is wanted anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_surface
from anteroom.house import House
from anteroom_slack.people.accounts import Speaker

KIND = "slack_home"
KEPT_FRESH = timedelta(days=30)
"""A Home tab that nobody has looked at for so long is shown anew only when it is opened."""


async def opened(conn: Connection, house: House, speaker: Speaker) -> None:
    """Note that somebody looks at the Home tab."""
    await conn.execute(
        """insert into slack_home (team_id, user_id, opened_at) values ($1, $2, $3)
        on conflict (team_id, user_id) do update set opened_at = excluded.opened_at""",
        speaker.team_id,
        speaker.user_id,
        house.clock.now(),
    )


async def looked_at(conn: Connection, person_id: str, now: datetime) -> list[Speaker]:
    """Return where a person looked at the Home tab lately."""
    rows = await conn.fetch(
        """select team_id, user_id, enterprise_id from slack_home join slack_account using (team_id, user_id)
        where person_id = $1 and opened_at > $2 order by opened_at desc""",
        person_id,
        now - KEPT_FRESH,
    )
    return [Speaker(row["team_id"], row["user_id"], row["enterprise_id"]) for row in rows]


async def want_home(conn: Connection, house: House, person_id: str) -> None:
    """Want a person's Home tab anew, where it was looked at lately."""
    if await looked_at(conn, person_id, house.clock.now()):
        await want_surface(conn, house, KIND, person_id)
