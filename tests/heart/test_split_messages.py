"""A contact detail that comes in pieces through a thread: what completes it is held, the rest is covered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from heart.texts_told import START, message, wish

PIECES = ("+49 30 90", "18 20 77 41")


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def test_it_holds_what_completes_a_number_and_names_what_to_cover(
    quiet_world: World, api: ApiClient
) -> None:
    _, first = await api.put("/v1/messages/m-1", message(quiet_world, PIECES[0]))
    _, last = await api.put("/v1/messages/m-2", message(quiet_world, PIECES[1]))
    _, again = await api.put("/v1/messages/m-2", message(quiet_world, PIECES[1]))

    assert first["verdict"] == "allow"
    assert last["verdict"] in ("redact", "block")
    assert "77 41" not in last["text"]
    assert last["cover"] == ["m-1"]
    assert (again["verdict"], again["cover"]) == (last["verdict"], last["cover"])


async def test_it_reads_comments_as_part_of_the_talk(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    _, scheduled = await api.post("/v1/interviews", wish(quiet_world))
    path = f"/v1/interviews/{scheduled['id']}"
    offered = quiet_world.twins.cast.proposals[0]

    async def other_time(comment: str, hours: int) -> tuple[int, Any]:
        starts = START + timedelta(hours=hours)
        return await api.post(
            f"{path}/counters",
            {
                "member": offered.freelancer,
                "starts_at": starts.isoformat(),
                "minutes": 45,
                "comment": comment,
            },
        )

    _, first = await api.put("/v1/messages/m-1", message(quiet_world, PIECES[0]))
    refused, why = await other_time(PIECES[1], 1)
    assert first["verdict"] == "allow"
    assert (refused, why["field"]) == (422, "comment")

    clock.advance(timedelta(minutes=31))
    taken, _ = await other_time(PIECES[0], 2)
    _, last = await api.put("/v1/messages/m-2", message(quiet_world, PIECES[1]))
    assert taken == 200
    assert last["verdict"] in ("redact", "block")
    assert "cover" not in last  # the comment is none of the thread's messages


async def test_it_forgets_pieces_after_half_an_hour(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await api.put("/v1/messages/m-1", message(quiet_world, PIECES[0]))
    clock.advance(timedelta(minutes=31))
    _, last = await api.put("/v1/messages/m-2", message(quiet_world, PIECES[1]))
    await quiet_world.settle()
    clock.advance(timedelta(minutes=41))
    await quiet_world.settle()
    async with quiet_world.house.database.connection() as conn:
        kept = await conn.fetchval("select count(*) from conversation")

    assert last["verdict"] == "allow"
    assert kept == 0


async def test_it_keeps_pieces_sealed(quiet_world: World, api: ApiClient) -> None:
    await api.put("/v1/messages/m-1", message(quiet_world, PIECES[0]))
    async with quiet_world.house.database.connection() as conn:
        sealed = await conn.fetchval("select sealed from conversation")

    assert b"30 90" not in sealed


async def test_it_does_not_put_the_pieces_of_two_people_together(quiet_world: World, api: ApiClient) -> None:
    maya = quiet_world.twins.cast.proposals[0].client
    leo = quiet_world.twins.cast.proposals[0].freelancer
    said = []
    for number, text in enumerate(("+49 30 90", "18 20 77")):
        sender = maya if number % 2 else leo
        _, answer = await api.put(f"/v1/messages/m-{number}", message(quiet_world, text, sender))
        said.append(answer["verdict"])

    assert said == ["allow"] * 2
