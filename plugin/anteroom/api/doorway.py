"""The door's second mouth: every HTTP answer passes here before a byte of it leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from anteroom.effects.model import Part
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


@dataclass(frozen=True, slots=True)
class _Answer:
    parts: tuple[Part, ...]
    minted: tuple[str, ...]
    readers: tuple[str, ...]


@web.middleware
async def doorway(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Inspect what a handler answers; Withheld becomes the error answer of the middleware around this one."""
    answer = await handler(request)
    if not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return answer
    passage = request.get(PASSAGE, Passage())
    headers = "\r\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    parts = (Part(answer.content_type, answer.body), Part("text/plain", headers.encode()))
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        await house.door.inspect(conn, passage.interview_id, _Answer(parts, passage.minted, passage.readers))
    return answer
