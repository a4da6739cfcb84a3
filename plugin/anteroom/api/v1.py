"""REST v1: who may call it, and all of its routes."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from anteroom.api import (
    access,
    after,
    agreements,
    blocks,
    held,
    interview_offers,
    interviews,
    members,
    parties,
    places,
    proposals,
    reports,
    reviews,
)
from anteroom.api.doorway import HOUSE
from anteroom.api.route import Route
from anteroom.errors import AnteroomError, NotAllowed

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

DECLARED: tuple[Route | web.RouteDef, ...] = (
    *members.ROUTES,
    *proposals.ROUTES,
    *interviews.ROUTES,
    *interview_offers.ROUTES,
    *parties.ROUTES,
    *places.ROUTES,
    *agreements.ROUTES,
    *held.ROUTES,
    *reviews.ROUTES,
    *reports.ROUTES,
    *blocks.ROUTES,
    *after.ROUTES,
    *access.ROUTES,
)
TABLE = tuple(each for each in DECLARED if isinstance(each, Route))
"""REST v1 whole: each call as it is declared."""
ROUTES = tuple(each.resource if isinstance(each, Route) else each for each in DECLARED)
"""What aiohttp routes by, made from the table."""
TRUST = ("/v1/reviews", "/v1/reports", "/v1/contests")
"""What only the marketplace's trust people may call."""


class NoKey(AnteroomError):
    """The call bears no API key that we know."""

    code = "no-key"
    status = 401


@web.middleware
async def api_key(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only the bearer of the API key into /v1/, and of the review key alone into `TRUST`.

    Who reads what people wrote has a key of its own. Compared in constant time.
    """
    if request.path.startswith("/v1/"):
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        secrets = request.app[HOUSE].settings.secrets
        bearer = scheme.lower() == "bearer"
        if any(request.path == path or request.path.startswith(f"{path}/") for path in TRUST):
            if bearer and _same(given, secrets.review_key):
                return await handler(request)
            if bearer and _same(given, secrets.api_key):
                raise NotAllowed("This call needs the key of the marketplace's trust people.")
        elif bearer and _same(given, secrets.api_key):
            return await handler(request)
        raise NoKey("This call needs the marketplace's API key.")
    return await handler(request)


def _same(given: str, expected: str | None) -> bool:
    return expected is not None and hmac.compare_digest(
        given.encode("utf-8", "surrogateescape"), expected.encode()
    )
