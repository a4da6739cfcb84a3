"""The state of an installation on its way through Slack.

Signed, short-lived, used once, bound to one browser.

Without it somebody could let another person's browser finish an installation that the other never began (RFC
6749, 10.12). Nothing is written before somebody comes back with it.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

import jwt
from aiohttp import web

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.passes.tokens import NotInTime, Use, WrongToken, read_token

SOURCE = "slack-install"
INSTALL = Use("slack-install+jwt", "anteroom", SOURCE, timedelta(minutes=20), ("jti",))
"""Slack's own code is good for ten minutes (docs.slack.dev/authentication/installing-with-oauth)."""
COOKIE = "slack_install"
PATH = "/slack"
REMEMBERED = timedelta(days=14)
"""How long a browser knows that it began an installation, while an administrator has to approve it."""


class StateFault(Exception):
    """A state that does not hold.

    `why` is one of `missing`, `late`, `foreign` (another browser's) and `used`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Begun:
    """A new installation: the state for Slack, and the browser's own half."""

    state: str
    nonce: str


def begin(house: House, nonce: str) -> Begun:
    """Return a state for a browser; `nonce` is its half where it has one already."""
    own, now = nonce or house.randomness.token(32), house.clock.now()
    claims = {
        "iss": INSTALL.issuer,
        "aud": INSTALL.audience,
        "sub": _digest(own),
        "jti": house.randomness.token(26),
        "iat": int(now.timestamp()),
        "exp": int((now + INSTALL.longest).timestamp()),
    }
    key = house.settings.secrets.link_key
    return Begun(jwt.encode(claims, key, algorithm="HS256", headers={"typ": INSTALL.typ}), own)


async def finish(conn: Connection, house: House, state: str, nonce: str) -> None:
    """Use a state up. Raises StateFault."""
    if not state:
        raise StateFault("missing")
    try:
        claims = read_token(state, house.settings.secrets.link_key, INSTALL, house.clock.now())
    except NotInTime as error:
        raise StateFault("late") from error
    except WrongToken as error:
        raise StateFault("missing") from error
    if not nonce or not hmac.compare_digest(str(claims["sub"]), _digest(nonce)):
        raise StateFault("foreign")
    fresh = await conn.fetchval(
        "insert into seen (source, key, at) values ($1, $2, $3) on conflict do nothing returning true",
        SOURCE,
        str(claims["jti"])[:200],
        house.clock.now(),
    )
    if not fresh:
        raise StateFault("used")


def remember(response: web.StreamResponse, house: House, nonce: str) -> None:
    """Give the browser its half."""
    response.set_cookie(
        COOKIE,
        nonce,
        max_age=int(REMEMBERED.total_seconds()),
        httponly=True,
        secure=house.settings.public_url.startswith("https:"),
        samesite="Lax",  # it comes back with the browser from Slack, by GET
        path=PATH,
    )


def forget(response: web.StreamResponse) -> None:
    """Take it back, once the installation is done."""
    response.del_cookie(COOKIE, path=PATH)


def _digest(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
