"""One page of the console, or one thing that can be done there, declared: how it is routed, and who may.

    Page(path="/console/reports", name="reports", roles=TRUST, handler=show, listed=True)
    Act(path="/console/reports/{id}/close", name="close_report", roles=TRUST, handler=close)

A page is looked at (GET) and changes nothing. An act is a form sent from a page (POST): its handler finds
the fields under `FORM`. Both find who looks under `WHO`. Nobody gets to a handler who has none of `roles`,
and no form without the session's own token. A path under /console that is declared neither way stops the
start.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal
from urllib.parse import urlencode

import structlog
from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.api.origin import refuse_unless_own_page
from anteroom.console.layout import refusal
from anteroom.console.model import Role, Who
from anteroom.console.sessions import token_of, who_is
from anteroom.console.standing import CONSOLE, WHO
from anteroom.errors import AnteroomError, BadInput, NotAllowed, NotFound

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Method = Literal["GET", "POST"]
log = structlog.get_logger()

HOME = "/console"
SIGN_IN = f"{HOME}/sign-in"
LONGEST_ID = 200
"""Characters of an id in an address."""
FORM = web.RequestKey("form", Mapping[str, str])
"""The fields of a form that was sent to an act, without its token."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """A page: where it is, who may look at it, and what answers.

    `name` is unique; `nav.<name>` in the catalogues is what it is called. `listed` pages stand in the
    navigation, in the order of the table; `under` is the listed page to which another one belongs.
    Raises ValueError where no role is declared: nobody could say who may.
    """

    path: str
    name: str
    roles: frozenset[Role]
    handler: Handler
    listed: bool = False
    under: str = ""

    def __post_init__(self) -> None:
        _refuse_undeclared(self.path, self.roles)

    @property
    def method(self) -> Method:
        """Pages are looked at."""
        return "GET"

    @property
    def resource(self) -> web.RouteDef:
        """What aiohttp routes by."""
        return web.get(self.path, self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer who may look; send to the sign-in who is nobody to us, or with roles of long ago."""
        who = await _who(request)
        if who is None or who.asked_again:
            return _to_sign_in(request.path)
        return await _answered(request, who, self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Act:
    """Something that is done by a form: where it is sent, who may, and what does it.

    A form is taken for a while though roles are to be read anew, or what was typed would be lost. Raises
    ValueError where no role is declared.
    """

    path: str
    name: str
    roles: frozenset[Role]
    handler: Handler
    under: str = ""

    def __post_init__(self) -> None:
        _refuse_undeclared(self.path, self.roles)

    @property
    def method(self) -> Method:
        """Acts are sent."""
        return "POST"

    @property
    def resource(self) -> web.RouteDef:
        """What aiohttp routes by."""
        return web.post(self.path, self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Do it for who may, with a form of a page of ours that this session was shown."""
        refuse_unless_own_page(request)
        who = await _who(request)
        if who is None:
            # What was typed is gone; the page it stood on would have to be asked for again anyway.
            return _to_sign_in(HOME)
        return await _answered(request, who, self)


Way = Page | Act


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Doorstep:
    """What everybody may reach, before it is known who that is: the ways of the sign-in, and no others."""

    path: str
    name: str
    handler: Handler

    @property
    def resource(self) -> web.RouteDef:
        """What aiohttp routes by."""
        return web.get(self.path, self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer."""
        return await self.handler(request)


def refuse_undeclared(app: web.Application) -> None:
    """Raise ValueError for a path under /console that nobody declared."""
    for resource in app.router.resources():
        canonical = resource.canonical
        if canonical != HOME and not canonical.startswith(f"{HOME}/"):
            continue
        for route in resource:
            if not isinstance(getattr(route.handler, "__self__", None), Page | Act | Doorstep):
                raise ValueError(f"{route.method} {canonical} declares no role")


def _refuse_undeclared(path: str, roles: frozenset[Role]) -> None:
    if not roles or not roles <= frozenset(Role):
        raise ValueError(f"{path} declares no role")
    if path != HOME and not path.startswith(f"{HOME}/"):
        raise ValueError(f"{path} is not of the console")


async def _who(request: web.Request) -> Who | None:
    return await who_is(request.app[HOUSE], request.app[CONSOLE], token_of(request))


async def _answered(request: web.Request, who: Who, way: Way) -> web.StreamResponse:
    """Let a handler answer, and turn what it raises into a page of the console."""
    request[WHO] = who
    try:
        if not who.may(way.roles):
            raise NotAllowed("Your roles do not open this page.", reason="role")
        if "\0" in request.query_string:
            raise BadInput("The address holds a character that no text has.")
        if any(not 0 < len(given) <= LONGEST_ID for given in request.match_info.values()):
            raise NotFound("There is no such thing.", reason="an id out of bounds")
        if isinstance(way, Act):
            form = dict(await read_form(request, compared="csrf"))
            given = form.pop("csrf", "").encode("utf-8", "surrogatepass")
            if not compare_digest(given, who.csrf.encode()):
                raise NotAllowed("This form is not good any more. Open its page again.", reason="csrf")
            request[FORM] = form
        return await way.handler(request)
    except AnteroomError as error:
        reference = request.app[HOUSE].randomness.token(8)
        log.info("request.refused", code=error.code, reference=reference, route=way.path, reason=error.reason)
        return refusal(request, error, reference)


def _to_sign_in(then: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"{SIGN_IN}?{urlencode({'then': then[:500]})}"})
