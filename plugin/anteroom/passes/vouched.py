"""Viewers whom the marketplace vouches for: short-lived tokens it signs for a signed-in member."""

from __future__ import annotations

from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.passes.tokens import NotInTime, Use, WrongToken, read_token
from anteroom.proposals import store
from anteroom.proposals.model import Member

LONGEST_LIFE = timedelta(minutes=5)
VIEWER = Use("viewer+jwt", "marketplace", "anteroom", LONGEST_LIFE, ("jti",))


async def vouched_member(conn: Connection, house: House, token: str) -> Member:
    """Return the member a viewer token names, and use the token up. Raises NotAllowed.

    HS256 under the shared viewer secret, `typ` viewer+jwt, iss marketplace, aud anteroom, five minutes long
    at most, used once. `conn` is inside a transaction, so that a token is not used up in vain.
    """
    now = house.clock.now()
    try:
        claims = read_token(token, house.settings.secrets.viewer_secret, VIEWER, now)
    except NotInTime as error:
        raise NotAllowed(
            "This link has expired. Please open it from the marketplace again.", reason=str(error)
        ) from error
    except WrongToken as error:
        raise NotAllowed("Please open this from the marketplace again.", reason=str(error)) from error
    fresh = await conn.fetchval(
        "insert into seen (source, key, at) values ('viewer', $1, $2) on conflict do nothing returning true",
        str(claims["jti"])[:200],
        now,
    )
    if not fresh:
        raise NotAllowed(
            "This link was used already. Please open it from the marketplace again.", reason="jti"
        )
    member = await store.member_by_external_id(conn, str(claims["sub"]))
    if member is None:
        raise NotAllowed("The marketplace has not told us about you yet.", reason="no such member")
    return member
