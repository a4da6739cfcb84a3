"""What `anteroom doctor` finds of Slack: whether it knows the app, reaches it, and lets it do what it needs.

Only what changes nothing is asked. What Slack itself has in its app's configuration can be read with a
configuration token alone, which we do not ask for; so the request URL is tried as Slack would, and the rest
is compared by hand with `anteroom slack manifest`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import asyncpg
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.app import build_house
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.pool import Database
from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.errors import Unavailable
from anteroom.settings.deployment import Settings
from anteroom_slack.front import PATH
from anteroom_slack.install.installation import Installation, every_installation
from anteroom_slack.install.oauth import OAUTH_PATH
from anteroom_slack.install.scopes import BASE, OPTIONAL

SECONDS = 10
MOST = 20
"""Installations that are looked at; Slack counts calls."""
SKEW = timedelta(seconds=60)
"""Slack refuses nothing for our clock, but we refuse what is signed more than five minutes away from it."""
NO_DATABASE = (OSError, TimeoutError, Unavailable, asyncpg.PostgresError, asyncpg.InterfaceError)
FAILED = (TimeoutError, aiohttp.ClientError, SlackRequestError, OSError)


async def slack_findings(settings: Settings) -> list[Finding]:
    """Look at all of it."""
    if not settings.secrets.slack:
        return [left_out("slack", "Slack is not used: ANTEROOM_SLACK_SIGNING_SECRET is not set")]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        client = client_for(settings, session)
        found = [await _request_url(settings, session), await _app(settings, client)]
        try:
            looked_at = await installations(settings)
        except NO_DATABASE as error:
            why = f"the database could not be asked where it is installed ({type(error).__name__})"
            return [*found, left_out("slack-installations", why)]
        if not looked_at:
            way = f"open {settings.public_url}/slack/install, and press Allow"
            return [
                *found,
                warning("slack-installations", "in no workspace yet", "nobody can type /interview", way),
            ]
        found.append(fine("slack-installations", f"in {len(looked_at)}"))
        for each, token in looked_at[:MOST]:
            found += await _installed(each, token, client)
        if len(looked_at) > MOST:
            found.append(left_out("slack-token", f"{len(looked_at) - MOST} more installations"))
    return found


def client_for(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client without a token, which tries everything once."""
    return AsyncWebClient(
        base_url=settings.slack.api_url, session=session, timeout=SECONDS, retry_handlers=[]
    )


async def installations(settings: Settings) -> list[tuple[Installation, str]]:
    """Return where Anteroom is installed, with the tokens.

    The configured one is there once `serve` has started.

    Raises what the database raises.
    """
    async with AsyncExitStack() as stack:
        dsn = settings.database.url
        if dsn is None:
            if not settings.database.folder.exists():
                return []
            server = EmbeddedPostgres(settings.database.folder, durable=not settings.sandbox)
            dsn = await server.start()
            stack.push_async_callback(server.stop)
        database = await Database.connect(dsn, most=1)
        stack.push_async_callback(database.close)
        house = build_house(settings, database)
        async with database.connection() as conn:
            if await conn.fetchval("select to_regclass('slack_presence')") is None:
                return []
            found = await every_installation(conn)
        return [(each, each.token(house) or "") for each in found]


async def _request_url(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Ask our own public address as Slack asks it (docs.slack.dev/apis/events-api, url_verification)."""
    url = f"{settings.public_url}{PATH}"
    body = json.dumps({"type": "url_verification", "challenge": "anteroom-doctor", "token": "x"}).encode()
    stamp = str(int(datetime.now(UTC).timestamp()))
    key = settings.secrets.slack_signing_secret.encode()
    digest = hmac.new(key, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
            status, said = answer.status, await answer.text()
    except FAILED as error:
        return unknown(
            "slack-request-url",
            f"{url} does not answer ({type(error).__name__})",
            "Slack calls it for each command and each press",
            "start serve, and let the proxy pass /slack/ on",
        )
    if status == 200 and "anteroom-doctor" in said:
        return fine("slack-request-url", f"{url} gives Slack's challenge back")
    return fault(
        "slack-request-url",
        f"{url} answers {status} to a request that is signed right",
        "Slack switches off an address that does not answer it",
        "see whether serve runs with this signing secret, and the proxy leaves body and headers as they are",
    )


async def _app(settings: Settings, client: AsyncWebClient) -> Finding:
    """Whether Slack knows the client; a code that is none is refused last of all."""
    secrets = settings.secrets
    if not secrets.slack_client_id:
        return warning(
            "slack-app",
            "installed by its token, without ANTEROOM_SLACK_CLIENT_ID",
            "one workspace only: nobody can install it, and its token never rotates",
            "set the client's id and secret, when more is wanted",
        )
    try:
        await client.oauth_v2_access(
            client_id=secrets.slack_client_id,
            client_secret=secrets.slack_client_secret,
            code="anteroom-doctor",
            redirect_uri=f"{settings.public_url}{OAUTH_PATH}",
        )
    except SlackApiError as error:
        code = error_of(error)
        if code in ("invalid_client_id", "bad_client_secret"):
            return fault(
                "slack-app",
                f"Slack says {code}",
                "nobody can install it, and no token can be rotated",
                "copy the client's id and secret from the app's page Basic Information",
            )
    except FAILED as error:
        return unknown(
            "slack-app",
            f"{settings.slack.api_url} does not answer ({type(error).__name__})",
            "without it nothing reaches anybody in Slack",
            "let this machine reach slack.com by https",
        )
    return fine("slack-app", "Slack knows the client's id and secret")


async def _installed(found: Installation, token: str, client: AsyncWebClient) -> list[Finding]:
    where = found.team_id or found.enterprise_id
    again = "install it again at /slack/install"
    if not token:
        return [
            fault("slack-token", f"{where}: sealed under a key that was taken away", "it cannot speak", again)
        ]
    asked_at = datetime.now(UTC)
    try:
        answer = await client.auth_test(token=token)
    except SlackApiError as error:
        return [
            fault("slack-token", f"{where}: Slack says {error_of(error)}", "it cannot speak there", again)
        ]
    except FAILED as error:
        return [
            unknown(
                "slack-token", f"{where}: no answer ({type(error).__name__})", "it may be mute", "try again"
            )
        ]
    told = dict[str, Any](answer.data)  # type: ignore[arg-type]  # JSON, not octets
    headers = {str(key).lower(): str(value) for key, value in answer.headers.items()}
    if found.team_id and told.get("team_id") != found.team_id:
        return [
            fault(
                "slack-token",
                f"the token of {where} is another workspace's",
                "people would be written to in the wrong place",
                "set ANTEROOM_SLACK_TEAM_ID to the workspace of the token, or install it again",
            )
        ]
    bot = str(told.get("user_id") or "")
    if not told.get("bot_id") or found.bot_user_id not in ("", bot):
        return [
            fault(
                "slack-token",
                f"{where}: it is no token of our bot's",
                "cards would bear a stranger's name",
                again,
            )
        ]
    return [
        fine("slack-token", f"{where}: Slack takes it; the bot is {told.get('user')}"),
        _scopes(where, headers.get("x-oauth-scopes")),
        _rotation(where, found, asked_at),
        _clock(where, headers.get("date"), asked_at),
    ]


def _scopes(where: str, told: str | None) -> Finding:
    if told is None:
        return unknown("slack-scopes", f"{where}: Slack did not say", "something may not work", "try again")
    has = {scope.strip() for scope in told.split(",")}
    missing = [scope for scope in BASE.scopes if scope.name not in has]
    if missing:
        return fault(
            "slack-scopes",
            f"{where} lacks {', '.join(scope.name for scope in missing)}",
            missing[0].without,
            "add it to the app (anteroom slack manifest), and install it again",
        )
    left = [group.title for group in OPTIONAL if not group.names <= has]
    more = f"; not allowed, and asked for when needed: {', '.join(left)}" if left else ""
    return fine("slack-scopes", f"{where}: all that is needed{more}")


def _rotation(where: str, found: Installation, now: datetime) -> Finding:
    if found.trouble:
        return fault(
            "slack-rotation",
            f"{where}: the refresh token was used up ({found.trouble})",
            "its token ends within hours, and then Anteroom is mute there",
            "whoever installed it was asked to do so again: /slack/install",
        )
    if found.expires_at is None:
        return fine("slack-rotation", f"{where}: the token never ends; the app does not rotate tokens")
    left = found.expires_at - now
    if left < timedelta(hours=1):
        return fault(
            "slack-rotation",
            f"{where}: the token ends {'in less than an hour' if left > timedelta(0) else 'in the past'}",
            "it should have been exchanged an hour ago",
            "see whether a serve with a worker runs, and what its log says of slack.rotation",
        )
    return fine("slack-rotation", f"{where}: exchanged in time")


def _clock(where: str, told: str | None, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(told or "")
    except ValueError:
        return left_out("slack-clock", f"{where}: Slack's answer bore no time")
    apart = abs(theirs - now)
    if apart > SKEW:
        return fault(
            "slack-clock",
            f"this machine's clock is {int(apart.total_seconds())} seconds from Slack's",
            "what Slack signs is refused when it is five minutes old",
            "let the machine keep time (NTP)",
        )
    return fine("slack-clock", "this machine's clock agrees with Slack's")


def error_of(error: SlackApiError) -> str:
    """Return Slack's name for what is wrong."""
    response: Any = error.response
    return str(response.get("error", "")) or f"status {response.status_code}"
