"""An interview's life over the marketplace's API, seen from the thread and the webhooks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

START = MONDAY + timedelta(days=2, hours=5)


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


def wish(world: World, **more: Any) -> dict[str, Any]:
    """What the marketplace asks for when it schedules."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": START.isoformat(),
        "minutes": 45,
        "agenda": "Walk through the ledger design.",
        **more,
    }


def card(world: World) -> Any:
    """The card as the thread shows it now."""
    (only,) = world.twins.marketplace.cards(world.twins.cast.proposals[0].thread)
    return only


def told(world: World) -> list[str]:
    """The types of the events that arrived at the webhook, in order."""
    return [event.type for event in world.twins.marketplace.events]


async def test_it_shows_the_card_in_the_thread_and_tells_the_webhook(
    quiet_world: World, api: ApiClient
) -> None:
    status, interview = await api.post("/v1/interviews", wish(quiet_world))
    await quiet_world.settle()

    assert status == 201, interview
    assert card(quiet_world)["state"] == "proposed"
    assert told(quiet_world) == ["interview.proposed"]


async def test_it_is_scheduled_once_the_freelancer_accepts_and_not_before(
    quiet_world: World, api: ApiClient
) -> None:
    _, interview = await api.post("/v1/interviews", wish(quiet_world))
    leo = quiet_world.twins.cast.proposals[0].freelancer
    path = f"/v1/interviews/{interview['id']}/answers"
    _, tentative = await api.post(path, {"member": leo, "answer": "tentative"})
    _, accepted = await api.post(path, {"member": leo, "answer": "accepted"})
    _, declined = await api.post(path, {"member": leo, "answer": "declined"})
    await quiet_world.settle()

    assert [each["state"] for each in (tentative, accepted, declined)] == [
        "proposed",
        "scheduled",
        "proposed",
    ]
    assert told(quiet_world).count("interview.scheduled") == 1


async def test_it_lets_one_of_two_presses_win_and_tells_the_other_why(
    quiet_world: World, api: ApiClient
) -> None:
    """Both were pressed on a card that showed no answer; the later one must not silently overwrite."""
    _, interview = await api.post("/v1/interviews", wish(quiet_world))
    leo = quiet_world.twins.cast.proposals[0].freelancer
    path = f"/v1/interviews/{interview['id']}/answers"
    first, _ = await api.post(path, {"member": leo, "answer": "accepted", "saw": "needs_action"})
    second, why = await api.post(path, {"member": leo, "answer": "declined", "saw": "needs_action"})

    assert (first, second) == (200, 409)
    assert "already" in why["detail"]


async def test_it_voids_everywhere_when_the_proposal_is_withdrawn(quiet_world: World, api: ApiClient) -> None:
    _, interview = await api.post("/v1/interviews", wish(quiet_world))
    proposal = quiet_world.twins.cast.proposals[0].id
    await quiet_world.twins.marketplace.withdraw(proposal)
    await quiet_world.settle()
    again, refusal = await api.post("/v1/interviews", wish(quiet_world))
    _, after = await api.get(f"/v1/interviews/{interview['id']}")

    assert after["state"] == "void"
    assert card(quiet_world)["state"] == "void"
    assert (again, refusal["code"]) == (409, "proposal-not-living")


async def test_it_opens_the_doors_ten_minutes_before_and_misses_when_nobody_comes(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    _, interview = await api.post("/v1/interviews", wish(quiet_world))
    leo = quiet_world.twins.cast.proposals[0].freelancer
    await api.post(f"/v1/interviews/{interview['id']}/answers", {"member": leo, "answer": "accepted"})
    clock.set(START - timedelta(minutes=10, seconds=1))
    await quiet_world.settle()
    before = card(quiet_world)["door"]
    clock.set(START - timedelta(minutes=10))
    await quiet_world.settle()
    opened = card(quiet_world)["door"]
    clock.set(START + timedelta(minutes=45 + 10))
    await quiet_world.settle()

    assert (before, opened, card(quiet_world)["state"]) == ("closed", "open", "missed")


async def test_it_refuses_a_contact_detail_in_the_agenda_and_changes_nothing(
    quiet_world: World, api: ApiClient
) -> None:
    leak = wish(quiet_world, agenda="Call me at +49 30 901820 or mail maya@gmail.com")
    status, problem = await api.post("/v1/interviews", leak)
    _, listed = await api.get(f"/v1/interviews?proposal={quiet_world.twins.cast.proposals[0].id}")

    assert (status, problem["field"]) == (422, "agenda")
    assert listed["interviews"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_at": "2026-11-20T10:00:00Z"}, "starts_at"),
        ({"starts_at": "2026-11-26T10:00:00"}, "starts_at"),
        ({"host": "nobody"}, "host"),
        ({"proposal": "none"}, "proposal"),
        ({"guests": [{"email": "no address", "label": "X"}]}, "email"),
    ],
)
async def test_it_names_what_is_wrong(
    quiet_world: World, api: ApiClient, change: dict[str, Any], field: str
) -> None:
    status, problem = await api.post("/v1/interviews", wish(quiet_world, **change))

    assert (status, problem.get("field")) == (400, field)


async def test_it_refuses_who_bears_no_key(quiet_world: World) -> None:
    status, problem = await ApiClient(quiet_world, "wrong").get("/v1/proposals/x")

    assert (status, problem["code"]) == (401, "no-key")


async def test_it_discloses_once_what_the_two_members_chose_and_nothing_of_guests(
    quiet_world: World, api: ApiClient
) -> None:
    cast = quiet_world.twins.cast
    guests = [{"email": cast.priya.email, "label": "Priya, payments expert"}]
    await api.post("/v1/interviews", wish(quiet_world, guests=guests))
    contract = await quiet_world.twins.marketplace.accept_offer(cast.proposals[0].id)
    await quiet_world.settle()
    _, to_maya = await api.get(f"/v1/disclosures?contract={contract}&viewer={cast.maya.member}")
    _, to_leo = await api.get(f"/v1/disclosures?contract={contract}&viewer={cast.leo.member}")

    assert {row["owner"] for row in to_maya["disclosures"]} == {cast.leo.member}
    assert {row["owner"] for row in to_leo["disclosures"]} == {cast.maya.member}
    assert cast.leo.email in {row["value"] for row in to_maya["disclosures"]}
    assert cast.priya.email not in str(to_leo)
    assert told(quiet_world).count("contact.disclosed") == 1


async def test_it_schedules_once_however_often_one_key_is_told(quiet_world: World, api: ApiClient) -> None:
    """Programs repeat a call whose answer they lost; ten at once, and one more, make one interview."""
    calls = [api.post("/v1/interviews", wish(quiet_world), key="k-1") for _ in range(10)]
    answers = await asyncio.gather(*calls)
    answers.append(await api.post("/v1/interviews", wish(quiet_world), key="k-1"))
    other, problem = await api.post("/v1/interviews", wish(quiet_world, minutes=30), key="k-1")

    assert {(status, interview["id"]) for status, interview in answers} == {(201, answers[0][1]["id"])}
    assert (other, problem["code"]) == (422, "key-reused")


async def test_it_does_not_repeat_to_anybody_what_a_wrong_body_said(
    quiet_world: World, api: ApiClient
) -> None:
    """A field that is misspelt is named; what is no name of a field is left out."""
    leo = quiet_world.twins.cast.leo
    status, problem = await api.post("/v1/interviews", wish(quiet_world, **{leo.email: "x", "minuets": 1}))

    assert status == 400
    assert leo.email not in str(problem)


async def test_it_says_that_it_is_up_without_asking_the_database(quiet_world: World) -> None:
    """Whoever watches us must not kill a healthy process because the database is away."""
    await quiet_world.house.database.close()
    async with aiohttp.ClientSession() as session, session.get(f"{quiet_world.url}/healthz") as answer:
        assert answer.status == 200
