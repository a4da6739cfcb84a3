"""Answers from outside are read whole, in however many pieces they come, and no further than they may be."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from anteroom.calls_outside import may_call, open_session, read_at_most

TIMEOUT = aiohttp.ClientTimeout(total=20)


async def test_an_answer_that_comes_in_pieces_is_read_whole() -> None:
    """A token that is good once would be lost with the rest of its answer."""
    first_read = asyncio.Event()

    async def pieces(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"one ")
        await first_read.wait()
        await answer.write(b"whole")
        return answer

    app = web.Application()
    app.router.add_get("/", pieces)
    async with TestServer(app) as server, open_session(TIMEOUT, allow_private=True) as session:
        for largest, expected in ((100, b"one whole"), (5, b"one wh")):
            first_read.clear()
            async with session.get(server.make_url("/")) as answer:
                reading = asyncio.create_task(read_at_most(answer, largest))
                while not answer.content.total_bytes:  # noqa: ASYNC110  # nothing tells that bytes have come
                    await asyncio.sleep(0)
                first_read.set()
                assert await reading == expected


@pytest.mark.parametrize(
    ("url", "public"),
    [("https://example.org/x", True), ("https://127.0.0.1/", False), ("https://[::1]:8/", False)],
)
def test_private_addresses_are_called_only_where_that_is_allowed(url: str, public: bool) -> None:
    assert may_call(url, allow_private=False) is public
    assert may_call(url, allow_private=True)
