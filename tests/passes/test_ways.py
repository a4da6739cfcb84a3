"""The lobby lends a login to try the relay with, which reaches nobody; the relay's counters are numbers."""

from __future__ import annotations

import asyncio
import json

import pytest

from anteroom.rooms.relay.caller import Caller, CallerRefused
from anteroom.rooms.relay.credentials import Credentials
from deployment import ROOT
from passes.reception import Reception


async def test_a_login_to_try_with_opens_a_room_of_its_own_for_a_minute(reception: Reception) -> None:
    seats = await reception.schedule()
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    told = [
        json.loads((await browser.send(f"/lobby/{seats[name]}/relay", {})).text)
        for browser, name in ((leo, "leo"), (maya, "maya"))
    ]
    assert told[0]["language"] in ("en", "es")
    assert set(told[0]["words"]) == {"asking", "udp", "tcp", "tls", "none"}
    logins = [Credentials((), each["relay"]["username"], each["relay"]["credential"]) for each in told]
    port = int(told[0]["relay"]["urls"][0].split(":")[2].split("?")[0])

    def tried() -> int:
        with (
            Caller("udp", "127.0.0.1", port, logins[0]) as first,
            Caller("tcp", "127.0.0.1", port, logins[1]) as second,
        ):
            first.allocate(), second.allocate()
            with pytest.raises(CallerRefused) as refused:
                first.permit(second.relayed)
            return refused.value.number

    assert await asyncio.to_thread(tried) == 403
    counted = (await reception.browser().get("/metrics")).text
    assert "anteroom_relay_up 1\n" in counted
    assert "# TYPE anteroom_relay_refused_requests_total counter\n" in counted


async def test_nobody_without_a_seat_is_lent_one(reception: Reception) -> None:
    seats = await reception.schedule()
    assert (await reception.browser().send(f"/lobby/{seats['leo']}/relay", {})).status == 404


def test_both_languages_say_the_same() -> None:
    english, spanish = (
        json.loads((ROOT / "plugin/anteroom/passes/catalogues" / f"ways.{each}.json").read_text())
        for each in ("en", "es")
    )
    assert english.keys() == spanish.keys()
    assert all(("{places}" in english[name]) is ("{places}" in spanish[name]) for name in english)
