"""Two instances, one database, one relay, one call: its people come in at either, and one is killed."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from yarl import URL

from anteroom.instances.forwarding import FORWARDED
from anteroom.passes.mint import Mint
from anteroom.rooms.relay.caller import Caller
from anteroom.rooms.relay.credentials import Credentials
from anteroom.rooms.relay.process import RelayProcess
from anteroom.rooms.relay.stun import channel_data
from anteroom.settings.deployment import load_settings
from balancer import Balancer, balancer
from faults.conftest import Stage
from passes.reception import Browser, CallPage
from service import Service

CONTROL_SECRET = "a secret that commands the shared relay, in tests"
SECONDS_TO_MOVE = 10.0
"""A lease is five seconds, and pages come back at their own pace."""


@dataclass
class House:
    """Both instances behind their balancer."""

    first: Service
    second: Service
    front: Balancer
    mint: Mint
    api_key: str
    relay: RelayProcess

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call REST v1 at whichever instance comes up."""
        headers = {"Authorization": f"Bearer {self.api_key}"}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self.front.url}{path}", json=body, headers=headers) as answer,
        ):
            assert answer.status < 300, await answer.text()
            return dict(await answer.json())


@asynccontextmanager
async def house_of_two(stage: Stage) -> AsyncIterator[House]:
    """Start everything."""
    environ = stage.environ | {"ANTEROOM_RELAY_CONTROL_SECRET": CONTROL_SECRET}
    relay = RelayProcess(secret=environ["ANTEROOM_RELAY_SECRET"], control_secret=CONTROL_SECRET)
    async with AsyncExitStack() as stack:
        await relay.start()
        stack.push_async_callback(relay.stop)
        front = await stack.enter_async_context(balancer())
        services = []
        for name in ("first", "second"):
            service = Service(
                stage.folder,
                stage.twins,
                environ,
                stage.dsn,
                name=name,
                public_url=front.url,
                doors_open_before_minutes=120,
                shared_relay=relay,
            )
            services.append(await stack.enter_async_context(service))
        await asyncio.gather(*(service.start() for service in services))
        front.ports = [service.port for service in services]
        stage.twins.connect(front.url, services[0].inbound_port)
        await stage.twins.marketplace.sync()
        settings = load_settings(stage.folder / "first.yaml", environ)
        mint = Mint(settings.secrets.pass_key, front.url)
        yield House(services[0], services[1], front, mint, stage.api_key, relay)


async def seated(house: House, seat: str) -> Browser:
    """A browser that holds the seat's cookie."""
    browser = Browser(house.front.url)
    assert (await browser.take(house.mint.make(seat, 1))).status == 200
    return browser


async def admission(browser: Browser, seat: str) -> str:
    """The admission in the call page that this browser is shown."""
    shown = await browser.get(f"/room/{seat}")
    found = re.search(r"admission=([\w.-]+)", shown.text)
    assert found is not None, shown.text
    return found[1]


async def connected(browser: Browser, url: str, seat: str, admission: str) -> tuple[CallPage, dict[str, Any]]:
    """Connect as a page does that goes on until it is let in; return it and how it was welcomed."""
    address = f"{url}/room/{seat}/signal?session=page12345&admission={admission}"
    async with asyncio.timeout(SECONDS_TO_MOVE):
        while True:
            try:
                page = CallPage(await browser.session.ws_connect(address))
                return page, await page.hears("welcome")
            except (aiohttp.ClientError, TypeError):
                await asyncio.sleep(0.2)


def media(welcome: Mapping[str, Any], relay_port: int) -> Caller:
    """What stands for a page's media: an address at the relay, taken with the login that it was given."""
    login = welcome["relay"]
    caller = Caller("udp", "127.0.0.1", relay_port, Credentials((), login["username"], login["credential"]))
    caller.allocate()
    return caller


async def a_copied_cookie_opens_nothing_at_either(house: House, sits: Browser, seat: str) -> None:
    """While its seat is in the call, whichever instance keeps the room and whatever its bearer says."""
    for service in (house.first, house.second):
        copy = Browser(service.url)
        copied = {each.key: each.value for each in sits.session.cookie_jar}
        copy.session.cookie_jar.update_cookies(copied, URL(service.url))
        for headers in ({}, {FORWARDED: "1"}, {"Connection": "Upgrade", "Upgrade": "websocket"}):
            for path in (f"/lobby/{seat}", f"/lobby/{seat}/state?session=other1234"):
                assert (await copy.get(path, **headers)).status == 404, (path, headers)
        assert (await copy.send(f"/lobby/{seat}/gate", {"act": "admit"})).status == 404
        assert (await copy.get(f"/lobby/{seat}/state?session=page12345")).status == 200, "the page itself"
        await copy.session.close()


async def a_seat_moves_at_the_other(
    house: House, interview: str, host: str, seats: Mapping[str, str], sits: CallPage
) -> tuple[Browser, CallPage]:
    """The host allows it; the older device is put out of a room that the instance asked does not keep."""
    house.front.ports = [house.second.port]
    seat, phone = seats["candidate"], Browser(house.front.url)
    asked = await phone.take(house.mint.make(seat, 1), move=True)
    assert asked.text == '{"elsewhere": "asked"}'
    await house.ask("POST", f"/v1/interviews/{interview}/parties/{seat}/admit", {"member": host})
    assert '"lobby"' in (await phone.take(house.mint.make(seat, 1), move=True)).text
    assert await sits.is_told_why() == "replaced", "in the closing frame too, which the other one sent"
    house.front.ports = [house.first.port, house.second.port]
    return phone, sits


@pytest.mark.heavy
async def test_people_of_one_room_meet_across_instances_and_go_on_when_one_is_killed(stage: Stage) -> None:
    """Starting two real processes takes most of its seconds."""
    async with house_of_two(stage) as house:
        offered = stage.twins.cast.proposals[0]
        wish = {
            "proposal": offered.id,
            "host": offered.client,
            "starts_at": (datetime.now(UTC) + timedelta(minutes=60)).isoformat(),
            "minutes": 45,
        }
        told = await house.ask("POST", "/v1/interviews", wish)
        seats = {each["role"]: each["id"] for each in told["parties"]}
        for _ in range(200):
            if (await house.ask("GET", f"/v1/interviews/{told['id']}"))["state"] == "doors_open":
                break
            await asyncio.sleep(0.1)
        host, guest = await seated(house, seats["host"]), await seated(house, seats["candidate"])
        await guest.send(f"/lobby/{seats['candidate']}/enter", {})
        host_in = await admission(host, seats["host"])
        relay_port = house.relay.port

        first, hello = await connected(host, house.first.url, seats["host"], host_in)
        assert [each["seat"] for each in (await first.hears("gate"))["people"]] == [seats["candidate"]]
        let_in = f"/v1/interviews/{told['id']}/parties/{seats['candidate']}/admit"
        house.front.ports = [house.second.port]
        await house.ask("POST", let_in, {"member": offered.client})
        assert (await first.hears("gate"))["people"] == [], "what came of a knock at the other instance"
        house.front.ports = [house.first.port, house.second.port]
        guest_in = await admission(guest, seats["candidate"])
        second, welcome = await connected(guest, house.second.url, seats["candidate"], guest_in)
        assert [each["seat"] for each in welcome["people"]] == [seats["host"]]
        assert (await first.hears("joined"))["person"]["seat"] == seats["candidate"]
        await second.socket.send_json({"kind": "state", "microphone": True, "camera": False})
        assert (await first.hears("state"))["microphone"] is True

        await a_copied_cookie_opens_nothing_at_either(house, host, seats["host"])
        older = guest
        guest, second = await a_seat_moves_at_the_other(house, told["id"], offered.client, seats, second)
        await older.session.close()
        guest_in = await admission(guest, seats["candidate"])
        second, welcome = await connected(guest, house.second.url, seats["candidate"], guest_in)

        with media(hello, relay_port) as ana, media(welcome, relay_port) as hugo:
            ana.bind(hugo.relayed, 0x4000)
            hugo.bind(ana.relayed, 0x4000)
            house.first.kill()
            killed = time.monotonic()
            await house.first.ended()
            ana.send(channel_data(0x4000, b"still here"))
            assert hugo.receive() == channel_data(0x4000, b"still here")

            # The guest's admission has run out in the meantime: the cookie is enough for who was inside.
            (first, hello), (second, welcome) = await asyncio.gather(
                connected(host, house.front.url, seats["host"], host_in),
                connected(guest, house.front.url, seats["candidate"], ""),
            )
            moved = time.monotonic() - killed
            together = {each["seat"] for each in (*hello["people"], *welcome["people"])}
            assert together and moved < SECONDS_TO_MOVE, moved
            hugo.send(channel_data(0x4000, b"and on"))
            assert ana.receive() == channel_data(0x4000, b"and on")

            await first.socket.send_json({"kind": "end"})
            assert await second.is_told_why() == "ended-by-host"
            ana.send(channel_data(0x4000, b"too late"))
            hugo.socket.settimeout(0.2)
            try:
                assert hugo.receive() != channel_data(0x4000, b"too late")
            except TimeoutError:
                pass
        for browser in (host, guest):
            await browser.session.close()
