"""Signed calls to a marketplace: what its answers mean, and where they may never go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.effects.model import Refused, TryLater
from anteroom.sandbox.marketplace.faults import Fault
from anteroom.sandbox.world import World
from anteroom.signed_call import Call
from anteroom_marketplaces.calls import Calls


async def test_it_refuses_a_private_target_outside_the_sandbox(quiet_world: World) -> None:
    house = replace(quiet_world.house, settings=replace(quiet_world.settings, allow_private_targets=False))
    calls = Calls(house)
    await calls.open()
    try:
        with pytest.raises(Refused, match="not a public"):
            url = f"{quiet_world.twins.marketplace.url}/anteroom/webhooks"
            await calls.carry(Call("POST", url, "evt_1", "{}"))
    finally:
        await calls.close()


@pytest.mark.parametrize(
    ("fault", "certain"),
    [(Fault(status=500), False), (Fault(status=429, retry_after=7), True), (Fault(status=503), False)],
)
async def test_it_tries_again_later_when_the_marketplace_is_in_trouble(
    quiet_world: World, fault: Fault, certain: bool
) -> None:
    market = quiet_world.twins.marketplace
    market.faults.inject("webhooks", fault)
    calls = Calls(quiet_world.house)
    await calls.open()
    try:
        call = Call(
            "POST", f"{market.url}/anteroom/webhooks", "evt_1", '{"type":"x","timestamp":"","data":{}}'
        )
        with pytest.raises(TryLater) as caught:
            await calls.carry(call)
    finally:
        await calls.close()

    assert caught.value.certain is certain
    assert caught.value.after == (timedelta(seconds=7) if fault.retry_after else None)
