"""Who calls /v1 and whether it may: one look at the key, one at the scope that the route declares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.api.headers import say
from anteroom.api.limits import count
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import AnteroomError, NotAllowed
from anteroom.keys.actions import caller_of
from anteroom.keys.model import Caller

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CALLER = web.RequestKey("caller", Caller)
"""Who calls; set on every request of /v1 but those that anybody may make."""
V1 = "/v1/"


class NoKey(AnteroomError):
    """The call bears no API key that we know, or one that works no more."""

    code = "no-key"
    status = 401


class LacksScope(NotAllowed):
    """The key does not bear the scope that this call needs; the sentence names it."""

    code = "lacks-scope"


@web.middleware
async def known_callers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let into /v1 only who bears a key with the scope that the route declares.

    What is nowhere routed is told apart (404, 405) only to who bears a key.
    """
    if not request.path.startswith(V1):
        return await handler(request)
    route = declared(request)
    if route is not None and route.scope is Scope.ANYBODY:
        return await handler(request)
    caller = await _caller(request)
    request[CALLER] = caller
    count(request, caller)
    if route is not None and route.scope not in caller.scopes:
        # RFC 6750, 3.1, for programs that read it.
        say(request, "WWW-Authenticate", f'Bearer error="insufficient_scope", scope="{route.scope}"')
        raise LacksScope(f"This call needs a key with the scope “{route.scope}”.")
    return await handler(request)


def declared(request: web.Request) -> Route | None:
    """Return the declaration that a request was routed to; None where it was routed nowhere."""
    found = getattr(request.match_info.handler, "__self__", None)
    return found if isinstance(found, Route) else None


DECLARED = web.AppKey("declared", Mapping[tuple[str, str], Route])
"""Every call of /v1 by its method and path, those of integrations too."""


def collect(app: web.Application) -> None:
    """Note every declared call. Raises ValueError for a route of /v1 that declares no scope.

    Nobody could say who may call it.
    """
    found: dict[tuple[str, str], Route] = {}
    for resource in app.router.resources():
        for route in resource:
            owner = getattr(route.handler, "__self__", None)
            if isinstance(owner, Route):
                found[owner.method, owner.path] = owner
            elif resource.canonical.startswith(V1):
                raise ValueError(f"{route.method} {resource.canonical} declares no scope")
    app[DECLARED] = found


async def _caller(request: web.Request) -> Caller:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    caller = await caller_of(request.app[HOUSE], given) if scheme.lower() == "bearer" else None
    if caller is None:
        # RFC 9110, 11.6.1: a 401 says how one may show oneself.
        wrong = ', error="invalid_token"' if given else ""
        say(request, "WWW-Authenticate", f'Bearer realm="anteroom"{wrong}')
        raise NoKey("This call needs an API key that works.")
    return caller
