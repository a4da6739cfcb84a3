"""How long held texts wait, and how many of one writer at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

NUMBER = "or call me at five five five, 0147 0199"
DAYS = timedelta(hours=72)


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def refused(api: ApiClient, world: World, starts_at: datetime) -> Mapping[str, Any]:
    """Maya asks for an interview with an agenda that may not stand; return what is held of it."""
    offered = world.twins.cast.proposals[0]
    body = {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": starts_at.isoformat(),
        "minutes": 45,
        "agenda": NUMBER,
    }
    status, problem = await api.post("/v1/interviews", body)
    assert status == 422, problem
    held: Mapping[str, Any] = problem["held"]
    return held


async def say(api: ApiClient, world: World, clock: SetClock, number: int) -> Mapping[str, Any]:
    """Leo writes in the thread what may not pass; return what is held of it."""
    clock.advance(timedelta(seconds=1))
    offered = world.twins.cast.proposals[0]
    body = {
        "proposal": offered.id,
        "from": offered.freelancer,
        "text": f"{NUMBER}{'!' * number}",
        "sent_at": MONDAY.isoformat(),
    }
    _, answer = await api.put(f"/v1/messages/m-{number}", body)
    held: Mapping[str, Any] = answer["held"]
    return held


async def state_of(api: ApiClient, held: Mapping[str, Any]) -> str:
    """What has become of it."""
    return str((await api.get(f"/v1/held/{held['id']}"))[1]["state"])


@pytest.mark.parametrize(
    ("starts_in", "waits"),
    [
        (timedelta(days=30), DAYS),
        (timedelta(hours=5), timedelta(hours=3)),
        (timedelta(hours=2, minutes=30), timedelta(minutes=30)),
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(minutes=10), timedelta(minutes=30)),
    ],
)
async def test_it_waits_long_enough_to_be_contested(
    quiet_world: World, api: ApiClient, starts_in: timedelta, waits: timedelta
) -> None:
    held = await refused(api, quiet_world, MONDAY + starts_in)

    assert held["expires_at"] == (MONDAY + waits).isoformat()


async def test_it_is_appealed_an_hour_before_the_interview(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    held = await refused(api, quiet_world, MONDAY + timedelta(hours=1))
    await quiet_world.settle()
    clock.advance(timedelta(minutes=20))
    status, _ = await api.post(held["appeal"], {"member": quiet_world.twins.cast.proposals[0].client})
    await quiet_world.settle()

    assert (status, await state_of(api, held)) == (200, "held")


async def test_twenty_of_one_writer_wait_and_the_oldest_makes_room(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    first, *others = [await say(api, quiet_world, clock, number) for number in range(21)]
    await quiet_world.settle()
    events = quiet_world.twins.marketplace.events

    assert await state_of(api, first) == "expired"
    assert {await state_of(api, held) for held in others} == {"held"}
    assert [e.data["message"] for e in events if e.type == "text.expired"] == ["m-0"]


async def test_ten_of_one_writer_are_looked_at_at_a_time_and_make_no_room(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    leo = {"member": quiet_world.twins.cast.proposals[0].freelancer}
    texts = [await say(api, quiet_world, clock, number) for number in range(11)]
    answers = [await api.post(held["appeal"], leo) for held in texts]
    again, _ = await api.post(texts[0]["appeal"], leo)
    for number in range(11, 32):
        await say(api, quiet_world, clock, number)

    assert [status for status, _ in answers] == [200] * 10 + [409]
    assert "People are looking at 10 of your texts" in answers[-1][1]["detail"]
    assert again == 200
    assert {await state_of(api, held) for held in texts[:10]} == {"held"}
    assert await state_of(api, texts[10]) == "expired"
