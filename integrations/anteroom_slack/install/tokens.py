"""The tokens of installations: which one is good now, and how one that ends is exchanged for the next.

Where an app rotates its tokens each lives twelve hours, and the refresh token that buys the next is taken
once (docs.slack.dev/authentication/using-token-rotation). So the row is locked while Slack is asked: of two
who need the next token at once, in this process or another, one asks and the other finds it there.

One gap is left that only Slack could close: a crash between Slack's answer and our commit loses the new pair,
and the refresh token that we still have was used up. That is why we ask two hours early: the old access token
works until its own end, long enough to tell whoever installed Anteroom to do so once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.install.installation import REFRESH, Installation, installation_at, sealed_for
from anteroom_slack.place import Place

log = structlog.get_logger()

AHEAD = timedelta(hours=2)
"""As long before its end as Slack's own SDKs exchange a token."""
SPENT = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked", "token_expired"})
"""Slack's answers after which asking again is useless."""


class Tokens:
    """Hands out access tokens. `ask` returns a client without a token."""

    def __init__(self, house: House, ask: Callable[[], AsyncWebClient]) -> None:
        self._house = house
        self._ask = ask
        self._locks: dict[Place, asyncio.Lock] = {}

    async def at(self, place: Place) -> str | None:
        """Return a place's token.

        None where Anteroom is not (or no longer) installed, or it has ended for good.
        """
        async with self._house.database.connection() as conn:
            found = await installation_at(conn, place)
        if found is None:
            return None
        if not found.ends_by(self._house.clock.now()):
            return found.token(self._house)
        return await self._next(found.place, timedelta(0), wait=True)

    async def rotate_due(self) -> None:
        """Exchange every token that ends within `AHEAD`.

        Those that somebody else has in hand are left alone.
        """
        if not self._house.settings.secrets.slack_client_secret:
            return
        async with self._house.database.connection() as conn:
            rows = await conn.fetch(
                """select enterprise_id, team_id from slack_installation
                where expires_at <= $1 and trouble = '' order by expires_at""",
                self._house.clock.now() + AHEAD,
            )
        for row in rows:
            await self._next(Place(row["team_id"], row["enterprise_id"]), AHEAD, wait=False)

    async def _next(self, place: Place, ahead: timedelta, *, wait: bool) -> str | None:
        """Exchange a place's token, unless somebody just did; return the one that is good now."""
        # Within a process one waits here, so that a slow Slack costs no connection for each who waits.
        async with (
            self._locks.setdefault(place, asyncio.Lock()),
            self._house.database.transaction() as conn,
        ):
            found = await installation_at(conn, place, lock_it=True, wait=wait)
            if found is None:
                return None
            now = self._house.clock.now()
            if not found.trouble and found.ends_by(now + ahead):
                token = await self._exchanged(conn, found, now)
                if token is not None:
                    return token
            return None if found.ends_by(now) else found.token(self._house)

    async def _exchanged(self, conn: Connection, found: Installation, now: datetime) -> str | None:
        """Exchange the token of a row that we hold; None where Slack gave none."""
        try:
            answer = await self._asked(found)
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            log.error("slack.rotation_refused", code=code)
            if code in SPENT:
                await conn.execute(
                    """update slack_installation set trouble = $3
                    where enterprise_id = $1 and team_id = $2""",
                    found.enterprise_id,
                    found.team_id,
                    code,
                )
            return None
        except (TimeoutError, aiohttp.ClientError, SlackRequestError) as error:
            # Slack may have done it all the same; the next try tells, while this token still works.
            log.warning("slack.rotation_failed", error=type(error).__name__)
            return None
        self._house.failpoints.reach("slack-rotated", "slack")
        token = str(answer["access_token"])
        scopes = frozenset(str(answer.get("scope") or "").split(",")) - {""}
        await conn.execute(
            """update slack_installation set sealed = $3, refresh = $4, expires_at = $5,
                scopes = coalesce(nullif($6::text[], '{}'), scopes)
            where enterprise_id = $1 and team_id = $2""",
            found.enterprise_id,
            found.team_id,
            sealed_for(self._house, token, "", found.place),
            sealed_for(self._house, str(answer["refresh_token"]), REFRESH, found.place),
            now + timedelta(seconds=int(answer["expires_in"])),
            sorted(scopes),
        )
        log.info("slack.rotated")
        return token

    async def _asked(self, found: Installation) -> dict[str, Any]:
        secrets = self._house.settings.secrets
        answer = await self._ask().oauth_v2_access(
            client_id=secrets.slack_client_id,
            client_secret=secrets.slack_client_secret,
            grant_type="refresh_token",
            refresh_token=found.refresh_token(self._house) or "",
        )
        data = dict[str, Any](answer.data)  # type: ignore[arg-type]  # octets come from file methods only
        if not all(data.get(key) for key in ("access_token", "refresh_token", "expires_in")):
            raise SlackRequestError("an answer without tokens")
        return data
