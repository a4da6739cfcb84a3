"""The one workspace in which Anteroom is installed; its token lies sealed in the database."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.house import House


def _belongs(team_id: str) -> str:
    return f"slack:{team_id}"


async def install(conn: Connection, house: House) -> None:
    """Seal the configured bot token into the database, where the workspace is not installed under it yet."""
    team_id, token = house.settings.secrets.slack_team_id, house.settings.secrets.slack_bot_token
    if await token_of(conn, house, team_id) == token:
        return
    await conn.execute(
        """insert into slack_installation (team_id, sealed, at) values ($1, $2, $3)
        on conflict (team_id) do update set sealed = excluded.sealed, at = excluded.at""",
        team_id,
        house.vault.seal(token.encode(), _belongs(team_id)),
        house.clock.now(),
    )


async def token_of(conn: Connection, house: House, team_id: str | None) -> str | None:
    """Return a workspace's bot token; None where we are not (or no longer) installed."""
    sealed = await conn.fetchval("select sealed from slack_installation where team_id = $1", team_id)
    if sealed is None:
        return None
    try:
        return house.vault.unseal(sealed, _belongs(str(team_id))).decode()
    except ValueError:  # sealed under a key that was taken away: as good as not installed
        return None


async def uninstall(conn: Connection, team_id: str) -> None:
    """Forget a workspace's token; Slack has made it worthless already."""
    await conn.execute("delete from slack_installation where team_id = $1", team_id)
