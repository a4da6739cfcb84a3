"""Ways out of which the body of a page is not all: heads of an answer, and what pages in a call are told."""

from __future__ import annotations

import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from anteroom.api.doorway import HOUSE, doorway
from anteroom.errors import Withheld
from anteroom.passes.hooks import InterviewHooks
from anteroom.sandbox.world import World
from api_client import ApiClient


async def test_it_stands_before_heads_of_answers_and_before_each_seat_of_a_call(quiet_world: World) -> None:
    cast = quiet_world.twins.cast
    detail = cast.maya.email
    begins = {"starts_at": "2026-11-25T14:00:00Z", "minutes": 45}
    wish = {"proposal": cast.proposals[0].id, "host": cast.maya.member}
    status, interview = await ApiClient(quiet_world).post("/v1/interviews", wish | begins)
    assert status == 201, interview

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="ok", headers={"X-About": request.query["about"]})

    app = web.Application(middlewares=[doorway])
    app[HOUSE] = quiet_world.house
    app.router.add_get("/", answer)
    async with TestClient(TestServer(app)) as client:
        statuses = [(await client.get("/", params={"about": about})).status for about in ("it", detail)]
    assert statuses == [200, 500]

    hooks = InterviewHooks(quiet_world.house)
    async with quiet_world.house.database.connection() as conn:
        rows = await conn.fetch(
            """select room, party.id, role from party join interview on interview.id = interview_id
            where interview_id = $1""",
            interview["id"],
        )
    seats = {row["role"]: (row["room"], row["id"]) for row in rows}
    harmless, telling = (json.dumps({"kind": "name", "label": label}) for label in ("Maya", detail))
    assert await hooks.outgoing(*seats["candidate"], harmless, ()) == harmless
    assert await hooks.outgoing(*seats["host"], telling, ()) == telling, "it is her own"
    with pytest.raises(Withheld):
        await hooks.outgoing(*seats["candidate"], telling, ())
