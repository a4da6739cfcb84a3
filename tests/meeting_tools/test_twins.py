"""The twins of tools refuse what the real ones' documentation says they refuse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.meetings.tokens import BadToken, read_hs256, write_hs256
from anteroom.sandbox.meetings.zoom import SandboxZoom, ZoomApp
from anteroom.sandbox.server import Server
from meeting_tools.setups import LIVEKIT_SECRET, START, TEAMS_SECRET, ZOOM_SECRET, twin_of


class Caller:
    """A program that speaks to a twin as it likes."""

    def __init__(self, twin: Server, session: aiohttp.ClientSession) -> None:
        self._twin, self._session = twin, session

    async def call(self, method: str, path: str, **said: Any) -> tuple[int, Any]:
        """Return status and JSON."""
        async with self._session.request(method, f"{self._twin.url}{path}", **said) as answer:
            return answer.status, await answer.json(content_type=None)


@fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A client."""
    async with aiohttp.ClientSession() as opened:
        yield opened


def bearer(token: str) -> dict[str, str]:
    """The header."""
    return {"Authorization": f"Bearer {token}"}


async def test_zoom_gives_each_code_and_each_refresh_token_once(session: aiohttp.ClientSession) -> None:
    clock = SetClock(START)
    app = ZoomApp("client", ZOOM_SECRET, redirect_uri="https://a.example/back")
    async with SandboxZoom([app], "hook", clock.now) as zoom:
        assert isinstance(zoom, SandboxZoom)
        caller, basic = Caller(zoom, session), aiohttp.encode_basic_auth("client", ZOOM_SECRET)

        async def token(**form: str) -> tuple[int, Any]:
            headers = {"Authorization": basic}
            return await caller.call("POST", "/oauth/token", data=form, headers=headers)

        with pytest.raises(ValueError):
            zoom.consent("client", "https://evil.example", "acc")
        code = zoom.consent("client", app.redirect_uri, "acc")
        good = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
        status, first = await token(**good)
        assert status == 200
        assert (await token(**good))[1]["error"] == "invalid_grant"
        again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        assert (await token(**again))[0] == 200
        assert (await token(**again))[0] == 400
        late = good | {"code": zoom.consent("client", app.redirect_uri, "acc")}
        clock.advance(timedelta(minutes=5))
        assert (await token(**late))[0] == 400
        assert (await token(grant_type="password"))[1]["error"] == "unsupported_grant_type"
        assert (await caller.call("POST", "/oauth/token", data=good))[0] == 401

        meetings = "/v2/users/me/meetings"
        clock.advance(timedelta(hours=1))
        assert (await caller.call("POST", meetings, headers=bearer(first["access_token"])))[1]["code"] == 124
        fresh = good | {"code": zoom.consent("client", app.redirect_uri, "acc")}
        access = bearer((await token(**fresh))[1]["access_token"])
        wrong: list[Any] = [{"type": 2}, {"type": 1}, {"type": 2, "start_time": "soon"}, []]
        for said in wrong:
            assert (await caller.call("POST", meetings, headers=access, json=said))[1]["code"] == 300
        assert (await caller.call("DELETE", "/v2/meetings/81", headers=access))[1]["code"] == 3001


async def test_livekit_wants_a_grant_for_each_call(session: aiohttp.ClientSession) -> None:
    clock = SetClock(START)
    now = int(START.timestamp())
    async with twin_of("livekit", clock) as twin:
        caller = Caller(twin, session)

        async def called(method: str, said: Any, **claims: Any) -> tuple[int, Any]:
            token = write_hs256({"iss": "APIkey", "exp": now + 60, **claims}, LIVEKIT_SECRET)
            path = f"/twirp/livekit.RoomService/{method}"
            return await caller.call("POST", path, json=said, headers=bearer(token))

        room = {"name": "iv-1"}
        assert (await called("CreateRoom", room, video={"roomCreate": True}))[0] == 200
        assert (await called("CreateRoom", room, video={"roomJoin": True}))[1]["code"] == "permission_denied"
        assert (await called("CreateRoom", room, video={"roomCreate": True}, exp=now - 61))[0] == 401
        assert (await called("CreateRoom", room, video={"roomCreate": True}, iss="else"))[0] == 401
        other = {"roomAdmin": True, "room": "iv-2"}
        one = {"room": "iv-1", "identity": "x"}
        assert (await called("RemoveParticipant", one, video=other))[0] == 403
        mine = {"roomAdmin": True, "room": "iv-1"}
        assert (await called("RemoveParticipant", one, video=mine))[1]["code"] == "not_found"
        assert (await caller.call("GET", "/twirp/livekit.RoomService/ListRooms"))[1]["code"] == "bad_route"


async def test_microsoft_wants_the_secret_the_scope_and_good_values(session: aiohttp.ClientSession) -> None:
    async with twin_of("teams", SetClock(START)) as twin:
        caller = Caller(twin, session)
        form = {
            "grant_type": "client_credentials",
            "client_id": "client-1",
            "client_secret": TEAMS_SECRET,
            "scope": f"{twin.url}/.default",
        }
        sign_in = "/tenant-1/oauth2/v2.0/token"
        assert (await caller.call("POST", sign_in, data=form | {"client_secret": "x"}))[0] == 401
        assert (await caller.call("POST", sign_in, data=form | {"scope": "x"}))[0] == 400
        access = bearer((await caller.call("POST", sign_in, data=form))[1]["access_token"])
        path = "/v1.0/users/user-1/onlineMeetings"
        times = {"startDateTime": "2026-11-24T09:00:00Z", "endDateTime": "2026-11-24T09:30:00Z"}
        backwards = {"startDateTime": times["endDateTime"], "endDateTime": times["startDateTime"]}
        assert (await caller.call("POST", path, headers=access, json=times))[0] == 201
        for wrong in ({}, backwards, times | {"lobbyBypassSettings": {"scope": "nobody"}}):
            assert (await caller.call("POST", path, headers=access, json=wrong))[0] == 400
        assert (await caller.call("POST", path, headers=bearer("x"), json=times))[0] == 401
        others = "/v1.0/users/user-2/onlineMeetings"
        assert (await caller.call("POST", others, headers=access, json=times))[0] == 403


def test_a_token_is_read_by_hand_as_strictly_as_by_a_library() -> None:
    good = write_hs256({"a": 1}, "secret")
    assert read_hs256(good, "secret")[1] == {"a": 1}
    head, claims, signature = good.split(".")
    for bad in (
        "",
        "a.b",
        f"{head}.{claims}.",
        f"{head}.{claims}.{signature[:-2]}",
        f"{claims}.{claims}.{signature}",
    ):
        with pytest.raises(BadToken):
            read_hs256(bad, "secret")
    with pytest.raises(BadToken):
        read_hs256(good, "another")
