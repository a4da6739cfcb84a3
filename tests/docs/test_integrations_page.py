"""The skeleton of docs/integrations.md, played: what a stranger copies must work as it stands."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.effects.model import Adapter
from anteroom.sandbox.world import World
from anteroom.settings.deployment import SettingsFault
from api_client import ApiClient
from deployment import MONDAY, world

DOCS = Path(__file__).parents[2] / "docs"
START = MONDAY + timedelta(days=2)


def skeleton() -> ModuleType:
    """The file that the page tells to copy."""
    path = DOCS / "skeleton" / "anteroom_board.py"
    spec = importlib.util.spec_from_file_location("anteroom_board", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class HallwayBoard:
    """A board that takes lines, and says no as often as it was told to."""

    def __init__(self) -> None:
        self.lines: dict[str, Any] = {}
        self.bodies: list[bytes] = []
        self.refusals: list[int] = []

    async def take(self, request: web.Request) -> web.Response:
        """Take a line."""
        self.bodies.append(await request.read())
        if self.refusals:
            return web.Response(status=self.refusals.pop(0))
        self.lines[request.match_info["id"]] = json.loads(self.bodies[-1])
        return web.Response(status=204)


@fixture
async def board() -> AsyncIterator[tuple[HallwayBoard, str]]:
    """A board that listens, and where."""
    hung = HallwayBoard()
    app = web.Application()
    app.add_routes([web.put("/{id}", hung.take)])
    async with TestServer(app) as server:
        yield hung, str(server.make_url("/")).rstrip("/")


@fixture
async def hallway(board: tuple[HallwayBoard, str], clock: SetClock) -> AsyncIterator[World]:
    """Anteroom with nothing but the skeleton."""
    async with world(clock=clock, work=False, integrations=[skeleton().BoardIntegration(board[1])]) as opened:
        yield opened


async def schedule(opened: World) -> str:
    """Ask for an interview over the API; return its id."""
    offered = opened.twins.cast.proposals[0]
    wish = {"proposal": offered.id, "host": offered.client, "starts_at": START.isoformat(), "minutes": 45}
    status, interview = await ApiClient(opened).post("/v1/interviews", wish)
    assert status == 201, interview
    return str(interview["id"])


async def test_it_shows_an_interview_and_rewrites_it_in_place(
    hallway: World, board: tuple[HallwayBoard, str]
) -> None:
    interview = await schedule(hallway)
    await hallway.settle()
    assert board[0].lines[interview]["state"] == "Proposed"
    assert board[0].lines[interview]["starts_at"] == START.isoformat()

    await hallway.twins.marketplace.withdraw(hallway.twins.cast.proposals[0].id)
    await hallway.settle()
    assert {line["state"] for line in board[0].lines.values()} == {"Void"}


async def test_it_comes_again_with_the_same_bytes(
    hallway: World, board: tuple[HallwayBoard, str], clock: SetClock
) -> None:
    board[0].refusals = [503]
    interview = await schedule(hallway)
    await hallway.settle()
    assert board[0].lines == {}

    clock.advance(timedelta(minutes=1))
    await hallway.settle()
    assert board[0].lines[interview]["state"] == "Proposed"
    assert len(board[0].bodies) == 2
    assert len(set(board[0].bodies)) == 1


async def test_it_is_held_when_the_board_never_wants_it(
    hallway: World, board: tuple[HallwayBoard, str], clock: SetClock
) -> None:
    """Held is visible to operators and never deleted."""
    board[0].refusals = [410]
    await schedule(hallway)
    await hallway.settle()
    async with hallway.house.database.connection() as conn:
        row = await conn.fetchrow("select state, trouble from effect where kind = 'board'")
    assert row is not None
    assert (row["state"], row["trouble"]) == ("held", "the board answered 410")


def test_it_says_which_variable_is_missing() -> None:
    with pytest.raises(SettingsFault) as caught:
        skeleton().integration()
    assert caught.value.faults == ("ANTEROOM_BOARD_URL is missing from the environment",)


def test_the_page_names_everything_that_an_adapter_has() -> None:
    page = (DOCS / "integrations.md").read_text(encoding="utf-8")
    members = {name for name in (*Adapter.__annotations__, *vars(Adapter)) if not name.startswith("_")}
    assert {"kind", "reaches", "render", "send"} <= members
    assert sorted(name for name in members if f"`{name}" not in page) == []
