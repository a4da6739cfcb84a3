"""An address for access to a system: asked for by a form, granted by its owner, shown once to who asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient

FORM = {"system": "Larkfield's source repository", "purpose": "To see the ledger before we talk"}


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


async def asked(api: ApiClient, world: World, **more: str) -> tuple[int, Mapping[str, Any]]:
    """Maya asks for Leo's address."""
    path = f"/v1/proposals/{world.twins.cast.proposals[0].id}/access-requests"
    return await api.post(path, {"member": "m-maya", **FORM, **more})


async def steps(world: World) -> list[str]:
    """What the ledger tells of it."""
    async with world.house.database.connection() as conn:
        rows = await conn.fetch("select event from ledger_entry where event like 'access.%' order by number")
    return [row["event"] for row in rows]


async def test_it_shows_a_granted_address_once_and_to_who_asked_alone(
    quiet_world: World, api: ApiClient
) -> None:
    status, request = await asked(api, quiet_world)
    path = f"/v1/access-requests/{request['id']}"
    early, _ = await api.post(f"{path}/showing", {"member": "m-maya"})
    _, granted = await api.post(f"{path}/decision", {"member": "m-leo", "decision": "approve"})
    wrong, _ = await api.post(f"{path}/showing", {"member": "m-leo"})
    first, shown = await api.post(f"{path}/showing", {"member": "m-maya"})
    second, why = await api.post(f"{path}/showing", {"member": "m-maya"})
    _, after = await api.get(path)
    await quiet_world.settle()

    assert (status, early, wrong, first, second) == (201, 409, 404, 200, 409)
    assert shown["value"] == quiet_world.twins.cast.leo.email
    assert granted["state"] == "approved"
    assert "once" in why["detail"]
    assert quiet_world.twins.cast.leo.email not in str(after)
    assert await steps(quiet_world) == ["access.asked", "access.approved", "access.shown"]
    told = [event.type for event in quiet_world.twins.marketplace.events]
    assert told == ["access.asked", "access.approved", "access.shown"]


async def test_it_shows_nothing_that_its_owner_denies(quiet_world: World, api: ApiClient) -> None:
    _, request = await asked(api, quiet_world)
    path = f"/v1/access-requests/{request['id']}"
    own, _ = await api.post(f"{path}/decision", {"member": "m-maya", "decision": "approve"})
    _, denied = await api.post(f"{path}/decision", {"member": "m-leo", "decision": "deny"})
    late, _ = await api.post(f"{path}/decision", {"member": "m-leo", "decision": "approve"})
    shown, _ = await api.post(f"{path}/showing", {"member": "m-maya"})

    assert (own, denied["state"], late, shown) == (404, "denied", 409, 409)


async def test_it_lapses_after_a_week(quiet_world: World, api: ApiClient, clock: SetClock) -> None:
    _, request = await asked(api, quiet_world)
    path = f"/v1/access-requests/{request['id']}"
    await api.post(f"{path}/decision", {"member": "m-leo", "decision": "approve"})
    clock.advance(timedelta(days=7))
    status, why = await api.post(f"{path}/showing", {"member": "m-maya"})

    assert (status, "lapsed" in why["detail"]) == (409, True)


async def test_its_form_is_no_way_around_the_guard(quiet_world: World, api: ApiClient) -> None:
    status, problem = await asked(api, quiet_world, purpose="Call me on +49 30 901820 77 about it")

    assert (status, problem["field"]) == (422, "purpose")


async def test_it_pesters_nobody(quiet_world: World, api: ApiClient) -> None:
    codes = [(await asked(api, quiet_world))[0] for _ in range(4)]

    assert codes == [201, 201, 201, 409]


async def test_it_is_not_asked_for_on_a_closed_proposal(quiet_world: World, api: ApiClient) -> None:
    await quiet_world.twins.marketplace.withdraw(quiet_world.twins.cast.proposals[0].id)

    assert (await asked(api, quiet_world))[0] == 409
