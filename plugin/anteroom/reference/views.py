"""The pages at /docs. They tell everybody the same: what the code says of itself."""

from __future__ import annotations

from functools import lru_cache

import aiohttp_jinja2
import jinja2
from aiohttp import web

from anteroom.api.about import DOCUMENT, FRESH
from anteroom.api.caller import DECLARED
from anteroom.api.doorway import FIXED_WORDS, HOUSE
from anteroom.api.openapi import document
from anteroom.api.problem_types import PATH, TYPES
from anteroom.api.route import Route
from anteroom.api.scopes import MEANINGS, Scope
from anteroom.reference.model import groups_of, shapes_of, written


async def calls_page(request: web.Request) -> web.Response:
    """Show every call."""
    env = aiohttp_jinja2.get_env(request.app)
    table = tuple(request.app[DECLARED].values())
    return _page(request, _calls(env, table, request.app[HOUSE].settings.public_url))


async def problems_page(request: web.Request) -> web.Response:
    """Show every refusal; the type of each problem leads to its place here."""
    env = aiohttp_jinja2.get_env(request.app)
    return _page(request, env.get_template("problems.html").render(types=TYPES, written=written))


def _page(request: web.Request, text: str) -> web.Response:
    request[FIXED_WORDS] = True
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": FRESH})


@lru_cache(maxsize=2)
def _calls(env: jinja2.Environment, table: tuple[Route, ...], public_url: str) -> str:
    """Made once: it is large, and anybody may ask for it."""
    said = document(table, public_url)
    scopes = [(scope.value, MEANINGS[scope]) for scope in Scope if scope is not Scope.ANYBODY]
    return env.get_template("reference.html").render(
        groups=groups_of(said),
        shapes=shapes_of(said),
        scopes=scopes,
        public_url=public_url,
        address=DOCUMENT,
        problems=PATH,
    )


ROUTES = (web.get("/docs", calls_page), web.get(PATH, problems_page))
