"""A coturn in the relay's place, locked as in docs/relay.md: our logins open it, and lead to seats only."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anteroom.rooms.relay.caller import Caller, CallerRefused
from anteroom.rooms.relay.credentials import Credentials, Holder, RelayAccess
from anteroom.rooms.relay.stun import channel_data
from bench.coturn import LOCKS, running_coturn
from calls import SECRET
from required import lacking

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def coturn() -> Iterator[int]:
    """The port of one."""
    program = shutil.which("turnserver")
    if program is None:
        lacking("coturn is missing: apt-get install coturn")
    with running_coturn(program, SECRET) as (port, _):
        yield port


def login(seat: str, *, seconds: int = 600, secret: str = SECRET) -> Credentials:
    """What the hub gives a seat."""
    return RelayAccess((), secret.encode()).sign(Holder(int(time.time()) + seconds, "room", seat))


def test_two_seats_talk_through_it(coturn: int) -> None:
    with (
        Caller("udp", "127.0.0.1", coturn, login("ana")) as ana,
        Caller("tcp", "127.0.0.1", coturn, login("hugo")) as hugo,
    ):
        ana.allocate(), hugo.allocate()
        ana.bind(hugo.relayed, 0x4000)
        hugo.bind(ana.relayed, 0x4001)
        ana.send(channel_data(0x4000, b"hello"))
        assert hugo.receive() == channel_data(0x4001, b"hello")


@pytest.mark.parametrize("address", ["10.0.0.5", "192.0.2.2", "169.254.169.254", "224.0.0.1"])
def test_it_leads_into_nobodys_network(coturn: int, address: str) -> None:
    with Caller("udp", "127.0.0.1", coturn, login("ana")) as ana:
        ana.allocate()
        with pytest.raises(CallerRefused) as refused:
            ana.permit((address, 80))
        assert refused.value.number == 403


def test_it_refuses_what_is_forged_or_expired(coturn: int) -> None:
    for wrong in (login("ana", secret="another secret, not this one's"), login("ana", seconds=-1)):
        with Caller("udp", "127.0.0.1", coturn, wrong) as caller:
            with pytest.raises(CallerRefused) as refused:
                caller.allocate()
            assert refused.value.number == 401


def test_our_document_names_the_flags_that_are_tried_here() -> None:
    page = (ROOT / "docs" / "relay.md").read_text()
    assert [flag for flag in LOCKS if flag.partition("=")[0] not in page] == []
