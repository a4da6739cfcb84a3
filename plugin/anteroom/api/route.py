"""One call of REST v1, declared: from it come the routing, who may call it, and the OpenAPI document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec
from aiohttp import web

from anteroom.api.scopes import Scope
from anteroom.errors import AnteroomError, BadInput, Malformed

LONGEST_ID = 200
"""Characters of an id in an address: the marketplace's own, or ours."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Method = Literal["GET", "PUT", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """How a call is reached, who may make it, what it takes and what it answers.

    `name` is the operation's id, unique in the whole table. `tag` is the noun that it is listed under.
    `answers` holds what comes back by status; None is an answer without a body. `problems` are the refusals
    beyond those which any call of its kind can get (see `openapi.refusals`). `actor` says in words who the
    `member` of the body has to be. `example` is a body; those that docs/api.md shows stand in examples.json.

    `remembers`: takes an Idempotency-Key. `tagged`: answers with an ETag (and a GET knows If-None-Match).
    `matches`: takes If-Match. `paged`: takes `cursor` and answers with Link and `next_cursor`.
    """

    method: Method
    path: str
    name: str
    tag: str
    summary: str
    handler: Handler
    scope: Scope
    answers: Mapping[int, type[msgspec.Struct] | None]
    body: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    problems: tuple[type[AnteroomError], ...] = ()
    actor: str = ""
    notes: str = ""
    example: Mapping[str, object] | None = None
    remembers: bool = False
    tagged: bool = False
    matches: bool = False
    paged: bool = False

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a call, with this declaration at hand for whatever reads the request."""
        request[ROUTE] = self
        if "\0" in request.query_string:
            raise BadInput("The address holds a character that no text has (U+0000).")
        for name, given in request.match_info.items():
            if not 0 < len(given) <= LONGEST_ID:
                raise Malformed(f"An id has 1 to {LONGEST_ID} characters.", field=name)
        return await self.handler(request)

    @property
    def resource(self) -> web.RouteDef:
        """What aiohttp routes by. A GET answers HEAD, too (RFC 9110, 9.3.2)."""
        make = {"GET": web.get, "PUT": web.put, "POST": web.post, "PATCH": web.patch, "DELETE": web.delete}
        return make[self.method](self.path, self.serve)


ROUTE = web.RequestKey("route", Route)
