"""Viewers whom the marketplace vouches for: short-lived tokens it signs for a signed-in member."""

from __future__ import annotations

from datetime import timedelta

import jwt

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.proposals import store
from anteroom.proposals.model import Member

TYP = "viewer+jwt"
LONGEST_LIFE = timedelta(minutes=5)
LEEWAY = 5


async def vouched_member(conn: Connection, house: House, token: str) -> Member:
    """Return the member a viewer token names, and use the token up. Raises NotAllowed.

    HS256 under the shared viewer secret, `typ` viewer+jwt, iss marketplace, aud anteroom, five minutes long
    at most, used once (RFC 8725). `conn` is inside a transaction, so that a token is not used up in vain.
    """
    try:
        if jwt.get_unverified_header(token).get("typ") != TYP:
            raise NotAllowed("Please open this from the marketplace again.", reason="wrong typ")
        claims = jwt.decode(
            token,
            house.settings.secrets.viewer_secret,
            algorithms=["HS256"],
            audience="anteroom",
            issuer="marketplace",
            # Time is judged by our clock below, since PyJWT knows the machine's only.
            options={
                "require": ["iss", "aud", "sub", "exp", "iat", "jti"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except jwt.PyJWTError as error:
        raise NotAllowed(
            "Please open this from the marketplace again.", reason=type(error).__name__
        ) from error
    now = house.clock.now().timestamp()
    if not claims["iat"] - LEEWAY <= now < claims["exp"] or (
        claims["exp"] - claims["iat"] > LONGEST_LIFE.total_seconds()
    ):
        raise NotAllowed("This link has expired. Please open it from the marketplace again.", reason="time")
    fresh = await conn.fetchval(
        "insert into seen (source, key, at) values ('viewer', $1, $2) on conflict do nothing returning true",
        str(claims["jti"])[:200],
        house.clock.now(),
    )
    if not fresh:
        raise NotAllowed(
            "This link was used already. Please open it from the marketplace again.", reason="jti"
        )
    member = await store.member_by_external_id(conn, str(claims["sub"]))
    if member is None:
        raise NotAllowed("The marketplace has not told us about you yet.", reason="no such member")
    return member
