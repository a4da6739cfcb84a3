"""Header fields that every answer gets, errors too: how often one may call, how one shows oneself.

What stands in them is numbers and fixed words of ours, so that they need not pass the door.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SAID = web.RequestKey("said", dict[str, str])


def say(request: web.Request, name: str, value: str) -> None:
    """Put a header field on the answer to this request, whoever makes the answer in the end."""
    request.setdefault(SAID, {})[name] = value


@web.middleware
async def said_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put on the answer what was said of it further in."""
    answer = await handler(request)
    if not answer.prepared:
        answer.headers.update(request.get(SAID, {}))
    return answer
