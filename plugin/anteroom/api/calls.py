"""What stands before each call of /v1 and before nothing else: keys, scopes, tags and repeats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from anteroom.api.caller import V1, known_callers
from anteroom.api.holding import holding
from anteroom.api.remembering import remembered
from anteroom.api.tags import matched, tagged

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_BEFORE = (known_callers, tagged, remembered, holding, matched)


@web.middleware
async def calls(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a call of /v1 through all of it, the first outermost; whatever else comes goes past it at once.

    Each of them would let it pass, too, and cost it a step each time that the handler waits.
    """
    if request.path.startswith(V1):
        for each in reversed(_BEFORE):
            handler = partial(each, handler=handler)
    return await handler(request)
