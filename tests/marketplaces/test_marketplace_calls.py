"""Signed calls to a marketplace: what its answers mean, and where they may never go."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from anteroom.api.standard_webhooks import sign
from anteroom.effects.model import Refused, TryLater
from anteroom.sandbox.marketplace.faults import Fault
from anteroom.sandbox.world import World
from anteroom.signed_call import Call
from anteroom.targets import PrivateTarget, PublicResolver, is_public
from anteroom_marketplaces.calls import Calls


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "0.0.0.0",
    ],
)
def test_it_knows_private_addresses(address: str) -> None:
    assert not is_public(address)


def test_it_knows_public_addresses() -> None:
    assert is_public("93.184.215.14") and is_public("2606:4700::1111")


class Named(AbstractResolver):
    """A resolver that has one answer."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self._addresses
        ]

    async def close(self) -> None:
        return


async def test_it_leaves_out_what_a_name_hides_inside() -> None:
    """A public name may resolve to a private address, and to both at once."""
    both = await PublicResolver(Named("10.0.0.1", "93.184.215.14")).resolve("market.example")

    assert [each["host"] for each in both] == ["93.184.215.14"]
    with pytest.raises(PrivateTarget):
        await PublicResolver(Named("127.0.0.1")).resolve("market.example")


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


def test_it_signs_as_the_specification_says() -> None:
    """Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, by its own example."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)

    assert sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)["webhook-signature"] == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
