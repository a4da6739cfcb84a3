"""Where Anteroom is installed: one row a workspace, or one for a whole organisation, tokens sealed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from asyncpg import Record

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.install.presence import OUT, came, lock
from anteroom_slack.place import Place

_COLUMNS = """enterprise_id, team_id, sealed, refresh, at, expires_at, scopes, wanting, asked, app_id,
    bot_user_id, installer_id, by_settings, trouble"""
_OWN = f"select {_COLUMNS} from slack_installation where team_id = $1 and team_id <> ''"
_OF_ORGANISATION = f"""select {_COLUMNS} from slack_installation where team_id = '' and enterprise_id = $2
    and not exists (select from slack_presence p
        where p.enterprise_id = $2 and p.team_id = $1 and $1 <> '' and {OUT})"""


def installed_sql(team: str, enterprise: str) -> str:
    """Return the condition that something is installed in a workspace, of its own or its organisation's."""
    names = {"$1": team, "$2": enterprise}
    own, of_organisation = (
        re.sub(r"\$[12]", lambda match: names[match[0]], query) for query in (_OWN, _OF_ORGANISATION)
    )
    return f"(exists ({own}) or exists ({of_organisation} and {enterprise} <> ''))"


@dataclass(frozen=True, slots=True)
class Granted:
    """What Slack gave when somebody installed; `place` has no team for a whole organisation."""

    place: Place
    token: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime | None
    scopes: frozenset[str] | None
    app_id: str = ""
    bot_user_id: str = ""
    installer_id: str = ""
    by_settings: bool = False


@dataclass(frozen=True, slots=True)
class Installation:
    """One row. `scopes` is None where Slack has not told them yet; `wanting` are those that a call lacked,
    and `asked` those that who installed was asked for.

    `trouble` says why its token cannot be rotated any more; installing again mends that.
    """

    enterprise_id: str
    team_id: str
    sealed: bytes = field(repr=False)
    refresh: bytes | None = field(repr=False)
    at: datetime
    expires_at: datetime | None
    scopes: frozenset[str] | None
    wanting: frozenset[str]
    asked: frozenset[str]
    app_id: str
    bot_user_id: str
    installer_id: str
    by_settings: bool
    trouble: str

    @property
    def place(self) -> Place:
        """What it is of."""
        return Place(self.team_id, self.enterprise_id)

    def token(self, house: House) -> str | None:
        """Return the access token; None where its key was taken away, which is as good as not installed."""
        return _opened(house, self.sealed, "", self.place)

    def refresh_token(self, house: House) -> str | None:
        """Return the refresh token, which Slack takes once; None where there is none."""
        return _opened(house, self.refresh, REFRESH, self.place) if self.refresh is not None else None

    def ends_by(self, moment: datetime) -> bool:
        """Whether the token has come to its end by then."""
        return self.expires_at is not None and self.expires_at <= moment


REFRESH = "refresh:"
WELCOMED = "welcome"
"""Among what was asked for, this stands for the welcome to who installed for an organisation."""


def sealed_for(house: House, secret: str, use: str, place: Place) -> bytes:
    """Seal a token of a place; `use` is `REFRESH` or empty."""
    return house.vault.seal(secret.encode(), _belongs(use, place))


def _belongs(use: str, place: Place) -> str:
    return f"slack:{use}{place.team_id or place.enterprise_id}"


def _opened(house: House, sealed: bytes, use: str, place: Place) -> str | None:
    try:
        return house.vault.unseal(sealed, _belongs(use, place)).decode()
    except ValueError:
        return None


async def installation_at(
    conn: Connection, place: Place, *, lock_it: bool = False, wait: bool = True
) -> Installation | None:
    """Return what is installed in a workspace: its own, or its organisation's.

    With `lock_it` nobody else changes the row until the transaction ends; without `wait` a row that somebody
    else holds is None.
    """
    how = "" if not lock_it else " for update" if wait else " for update skip locked"
    row = await conn.fetchrow(_OWN + how, place.team_id) if place.team_id else None
    if row is None and place.enterprise_id:
        row = await conn.fetchrow(_OF_ORGANISATION + how, place.team_id, place.enterprise_id)
    return _read(row) if row is not None else None


def _read(row: Record) -> Installation:
    scopes = None if row["scopes"] is None else frozenset(row["scopes"])
    sets = {"scopes": scopes, "wanting": frozenset(row["wanting"]), "asked": frozenset(row["asked"])}
    return Installation(**{**dict(row), **sets})


async def to_be_asked(conn: Connection) -> list[Installation]:
    """Return those that lack something, or cannot rotate, for which who installed was not asked yet."""
    rows = await conn.fetch(
        f"""select {_COLUMNS} from slack_installation where installer_id <> ''
            and (not wanting <@ asked or (trouble <> '' and not 'token' = any(asked))) order by at, team_id"""
    )
    return [_read(row) for row in rows]


async def to_be_welcomed(conn: Connection) -> list[Installation]:
    """Return organisations' installations whose installer was not welcomed yet."""
    rows = await conn.fetch(
        f"""select {_COLUMNS} from slack_installation where installer_id <> '' and team_id = ''
            and not $1 = any(asked) order by at, enterprise_id""",
        WELCOMED,
    )
    return [_read(row) for row in rows]


async def note_asked(conn: Connection, found: Installation, news: set[str]) -> None:
    """Note what who installed was asked for, or told."""
    await conn.execute(
        """update slack_installation set asked = array(select unnest(asked) union select unnest($3::text[]))
        where enterprise_id = $1 and team_id = $2""",
        found.enterprise_id,
        found.team_id,
        sorted(news),
    )


async def every_installation(conn: Connection) -> list[Installation]:
    """Return all of them, the oldest first."""
    rows = await conn.fetch(f"select {_COLUMNS} from slack_installation order by at, team_id")
    return [_read(row) for row in rows]


async def keep(conn: Connection, house: House, granted: Granted) -> None:
    """Install, or install again: what was granted takes the place of what was."""
    place, now = granted.place, house.clock.now()
    await lock(conn, place)
    # A workspace that joined an organisation since is installed under that from now on.
    await conn.execute(
        "delete from slack_installation where team_id = $1 and team_id <> '' and enterprise_id <> $2",
        place.team_id,
        place.enterprise_id,
    )
    await conn.execute(
        """insert into slack_installation (enterprise_id, team_id, sealed, refresh, at, expires_at, scopes,
            app_id, bot_user_id, installer_id, by_settings)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (enterprise_id, team_id) do update set sealed = excluded.sealed,
            refresh = excluded.refresh, at = excluded.at, expires_at = excluded.expires_at,
            scopes = excluded.scopes, wanting = '{}', app_id = excluded.app_id,
            asked = array(select unnest(slack_installation.asked) intersect select $12),
            bot_user_id = excluded.bot_user_id,
            installer_id = excluded.installer_id, by_settings = excluded.by_settings, trouble = ''""",
        place.enterprise_id,
        place.team_id,
        sealed_for(house, granted.token, "", place),
        sealed_for(house, granted.refresh, REFRESH, place) if granted.refresh else None,
        now,
        granted.expires_at,
        sorted(granted.scopes) if granted.scopes is not None else None,
        granted.app_id,
        granted.bot_user_id,
        granted.installer_id,
        granted.by_settings,
        WELCOMED,
    )
    await came(conn, place, now)


async def install_from_settings(conn: Connection, house: House) -> None:
    """Seal the configured bot token into the database, where its workspace is not installed under it yet.

    Whoever installs that workspace through Slack replaces it, and the configured one does not come back.
    """
    secrets = house.settings.secrets
    if not secrets.slack_bot_token:
        return
    place = Place(secrets.slack_team_id)
    found = await installation_at(conn, place)
    if found is not None and (not found.by_settings or found.token(house) == secrets.slack_bot_token):
        return
    await keep(conn, house, Granted(place, secrets.slack_bot_token, "", None, None, by_settings=True))


async def want_scope(conn: Connection, place: Place, scope: str) -> None:
    """Note that a scope would be of use in a place, where Slack told that the installation lacks it."""
    found = await installation_at(conn, place)
    if found is None or found.scopes is None or scope in found.scopes | found.wanting:
        return
    await conn.execute(
        """update slack_installation set wanting = array_append(wanting, $3)
        where enterprise_id = $1 and team_id = $2""",
        found.enterprise_id,
        found.team_id,
        scope,
    )


async def learn_scopes(conn: Connection, place: Place, scopes: frozenset[str], lacking: str = "") -> None:
    """Keep which scopes Slack says a place's token has, and which one a call was just refused for."""
    found = await installation_at(conn, place)
    if found is None:
        return
    await conn.execute(
        """update slack_installation set scopes = $3, wanting = (
            select coalesce(array_agg(distinct each order by each), '{}')
            from unnest(array_append(wanting, nullif($4, ''))) each
            where each is not null and each <> all($3::text[]))
        where enterprise_id = $1 and team_id = $2""",
        found.enterprise_id,
        found.team_id,
        sorted(scopes),
        lacking,
    )
