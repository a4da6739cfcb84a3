"""The door's second mouth: every HTTP answer passes here before a byte of it leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from anteroom.effects.model import Part
from anteroom.errors import Withheld
from anteroom.house import House

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOUSE = web.AppKey("house", House)


@dataclass(frozen=True, slots=True)
class Passage:
    """What an answer is about and who reads it; views set it on the request under `PASSAGE`."""

    interview_id: str | None = None
    readers: tuple[str, ...] = ()
    minted: tuple[str, ...] = ()


PASSAGE = web.RequestKey("passage", Passage)
FIXED_WORDS = web.RequestKey("fixed_words", bool)
"""Set where an answer holds nothing but words of this program: it needs no database to be let out."""

_FIXED = frozenset(
    ("Content-Type", said)
    for kind in ("application/json", "text/html", "text/plain")
    for said in (kind, f"{kind}; charset=utf-8")
)
"""Headers in which nothing can be but words of this program."""


@dataclass(frozen=True, slots=True)
class _Answer:
    parts: tuple[Part, ...]
    minted: tuple[str, ...]
    readers: tuple[str, ...]


@web.middleware
async def doorway(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Inspect what a handler answers; Withheld becomes the error answer of the middleware around this one."""
    answer = await handler(request)
    # Files of ours and WebSockets are no Response; what is said over a WebSocket passes the room's own hook.
    if not isinstance(answer, web.Response) or answer.body is None or request.get(FIXED_WORDS, False):
        return answer
    if not isinstance(answer.body, bytes):
        raise Withheld("This answer could not be looked at.", reason="a body that is no octets")
    passage = request.get(PASSAGE, Passage())
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if (name, value) not in _FIXED]
    said = Part(answer.content_type, answer.body)
    parts = (said, Part("text/plain", "\r\n".join(headers).encode())) if headers else (said,)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        await house.door.inspect(conn, passage.interview_id, _Answer(parts, passage.minted, passage.readers))
    return answer
