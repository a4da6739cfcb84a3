"""REST v1: the document that describes it, for programs."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from aiohttp import web

from anteroom.api.answers import Shown
from anteroom.api.caller import DECLARED
from anteroom.api.doorway import FIXED_WORDS, HOUSE
from anteroom.api.openapi import document
from anteroom.api.openapi_schemas import Json
from anteroom.api.route import Route
from anteroom.api.scopes import Scope

DOCUMENT = "/v1/openapi.json"
FRESH = "public, max-age=300"


class OpenApiDocument(Shown, frozen=True):
    """An OpenAPI 3.1 document."""

    openapi: str
    info: Json
    servers: list[Json]
    external_docs: Json = msgspec.field(name="externalDocs")
    tags: list[Json]
    security: list[Json]
    paths: Json
    components: Json


async def get_document(request: web.Request) -> web.Response:
    """Describe REST v1 as it is served here. It tells nobody anything that the code does not."""
    table = tuple(request.app[DECLARED].values())
    request[FIXED_WORDS] = True
    return web.Response(
        body=_written(table, request.app[HOUSE].settings.public_url),
        content_type="application/json",
        # Readers on other sites may have it: it is the same for everybody.
        headers={"Cache-Control": FRESH, "Access-Control-Allow-Origin": "*"},
    )


@lru_cache(maxsize=2)
def _written(table: tuple[Route, ...], public_url: str) -> bytes:
    """Made once: it is large, and anybody may ask for it."""
    return msgspec.json.encode(document(table, public_url))


ROUTES = (
    Route(
        method="GET",
        path=DOCUMENT,
        name="describe",
        tag="About",
        summary="Describe REST v1 as an OpenAPI 3.1 document",
        handler=get_document,
        scope=Scope.ANYBODY,
        answers={200: OpenApiDocument},
        notes="The same stands at /docs to be read by people.",
    ),
)
