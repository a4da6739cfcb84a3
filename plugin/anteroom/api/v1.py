"""REST v1: who may call it, and all of its routes."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from anteroom.api import interviews, members, proposals
from anteroom.api.doorway import HOUSE
from anteroom.errors import AnteroomError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ROUTES = (*members.ROUTES, *proposals.ROUTES, *interviews.ROUTES)


class NoKey(AnteroomError):
    """The call bears no API key that we know."""

    code = "no-key"
    status = 401


@web.middleware
async def api_key(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only the bearer of the API key into /v1/; compared in constant time."""
    if request.path.startswith("/v1/"):
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        expected = request.app[HOUSE].settings.secrets.api_key
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            given.encode("utf-8", "surrogateescape"), expected.encode()
        ):
            raise NoKey("This call needs the marketplace's API key.")
    return await handler(request)
