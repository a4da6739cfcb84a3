"""Where calls may never go, however their address is written, and whatever a name says at the second look."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from pytest_asyncio import fixture

from anteroom.clock import SystemClock
from anteroom.signed_call import Call, NotPublic, NotReached, SignedCalls
from anteroom.targets import PrivateTarget, PublicResolver, is_literal, is_public
from webhook_receiver import Receiver, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PRIVATE = (
    "127.0.0.1",
    "10.0.0.5",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
    "::",
    "::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:0a00:0001::1",
    "2001:0:53aa:64c:0:fbff:f5ff:fffe",
    "2001:db8::1",
)
"""By IANA's registries of special addresses, RFC 6890; the last rows carry or hide an IPv4 address."""
ODD = ("127.1", "2130706433", "0177.0.0.1", "127.0.0.1.", "0", "10.1")
"""No IP addresses by the book, and yet connected to without a resolver being asked."""


@pytest.mark.parametrize("address", PRIVATE)
def test_it_knows_private_addresses(address: str) -> None:
    assert not is_public(address) and is_literal(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_it_knows_public_addresses(address: str) -> None:
    assert is_public(address) and is_literal(address)


@pytest.mark.parametrize("host", ["example.org", "1.example.org", "0x7f.1", "localhost", "a.b"])
def test_it_leaves_names_to_the_resolver(host: str) -> None:
    assert not is_literal(host)


class Named(AbstractResolver):
    """A resolver that has one answer after the other."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in found
        ]

    async def close(self) -> None:
        return


async def test_it_leaves_out_what_a_name_hides_inside() -> None:
    """A public name may resolve to a private address, and to both at once."""
    both = await PublicResolver(Named(("10.0.0.1", "93.184.215.14"))).resolve("market.example")

    assert [each["host"] for each in both] == ["93.184.215.14"]
    with pytest.raises(PrivateTarget):
        await PublicResolver(Named(("127.0.0.1",))).resolve("market.example")


@fixture
async def inside() -> AsyncIterator[Receiver]:
    """Something within our own network that nobody outside should reach through us."""
    async with receiving(SystemClock()) as receiver:
        receiver.secrets.append(SECRET)
        yield receiver


async def called(inside: Receiver, host: str, resolver: AbstractResolver | None = None) -> None:
    """Make a call as if to `host`, at the port where there is something inside."""
    port = inside.url.rpartition(":")[2]
    calls = SignedCalls(resolver=PublicResolver(resolver))
    await calls.open()
    try:
        call = Call("POST", f"http://{host}:{port}", "evt_1", "{}")
        await calls.make(call, SECRET, datetime.now(UTC))
    finally:
        await calls.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", *ODD, "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "①②⑦.0.0.1", "localhost"]
)
async def test_nothing_inside_is_reached_however_it_is_written(inside: Receiver, host: str) -> None:
    with pytest.raises(NotPublic):
        await called(inside, host)
    assert inside.arrivals == []


async def test_a_name_that_changes_its_mind_gains_nothing(inside: Receiver) -> None:
    """What was looked at is what is connected to: there is no second look that could say otherwise."""
    rebinding = Named(("203.0.113.1",), ("127.0.0.1",))
    for _ in range(3):
        with pytest.raises(NotPublic):
            await called(inside, "market.example", rebinding)
    assert inside.arrivals == []


async def test_a_redirect_is_an_answer_and_leads_nowhere(inside: Receiver) -> None:
    inside.answers = [(307, {"Location": inside.url.replace("/hooks", "/inside")})]
    calls = SignedCalls(allow_private=True)
    await calls.open()
    try:
        answer = await calls.make(Call("POST", inside.url, "evt_1", "{}"), SECRET, datetime.now(UTC))
    finally:
        await calls.close()
    assert (answer.status, inside.strangers) == (307, 0)


async def test_what_is_not_open_has_sent_nothing() -> None:
    with pytest.raises(NotReached):
        await SignedCalls().make(
            Call("POST", "https://example.org/", "evt_1", "{}"), SECRET, datetime.now(UTC)
        )
