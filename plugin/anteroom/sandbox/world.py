"""Anteroom and its whole outside on one machine: what the demo shows, the story plays and tests act upon."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from aiohttp import web

from anteroom.app import LONGEST_LINE, TIMEKEEPER, WORKER, build_app, build_house, relayed_rooms
from anteroom.clock import Clock
from anteroom.database.pool import Database
from anteroom.house import House
from anteroom.integration import INBOX_PORT, Integration
from anteroom.ledger.chain import Fault, verify
from anteroom.randomness import Randomness
from anteroom.sandbox.cast import ORGANISATION
from anteroom.sandbox.staff.opening import connect, open_staff
from anteroom.sandbox.staff.provider import SandboxStaff
from anteroom.sandbox.tools import SandboxTools, open_tools
from anteroom.sandbox.twins import Keys, Ports, Twins
from anteroom.sandbox.vendors import SandboxVendors, open_vendors
from anteroom.settings.deployment import Listen, MailOut, Marketplace, Rooms, Settings, Slack

ANY_PORTS = Ports()


@dataclass(frozen=True)
class World:
    """Everything at once. `house` is Anteroom's inside: for time and health, never for proving anything.

    `tools` are those in which calls can be made, `vendors` those at which calendars can be connected, `staff`
    where the marketplace's own people sign in, where they were asked for.
    """

    settings: Settings
    twins: Twins
    house: House
    app: web.Application
    tools: SandboxTools | None = None
    vendors: SandboxVendors | None = None
    staff: SandboxStaff | None = None

    @property
    def url(self) -> str:
        """Where Anteroom is open."""
        return self.settings.public_url

    async def settle(self) -> None:
        """Let time do what is due now, and carry out everything that is ready."""
        await self.app[TIMEKEEPER].step()
        await self.app[WORKER].drain()

    async def ledger(self) -> tuple[int, list[Fault], set[str]]:
        """Recompute the ledger: how many entries, where it does not hold, which events it tells of."""
        async with self.house.database.connection() as conn:
            count, faults = await verify(conn)
            rows = await conn.fetch("select distinct event from ledger_entry")
        return count, faults, {row["event"] for row in rows}


@asynccontextmanager
async def open_world(
    settings: Settings,
    database: Database,
    clock: Clock,
    randomness: Randomness,
    *,
    ports: Ports = ANY_PORTS,
    port: int = 0,
    work: bool = True,
    integrations: Sequence[Integration] | None = None,
    with_tools: bool = False,
    with_vendors: bool = False,
    with_staff: bool = False,
) -> AsyncIterator[World]:
    """Open twins and Anteroom, tell each where the other is, and let the marketplace tell us its people.

    With tools calls can be made, too, and the client's company has connected its Zoom. With vendors people
    can connect calendars. With staff there is a console.
    """
    async with AsyncExitStack() as stack:
        tools: SandboxTools | None = None
        if with_tools:
            tools, settings = await stack.enter_async_context(open_tools(settings, clock, randomness))
        vendors: SandboxVendors | None = None
        if with_vendors:
            vendors, settings = await stack.enter_async_context(open_vendors(settings, clock, randomness))
        staff: SandboxStaff | None = None
        if with_staff:
            staff, settings = await stack.enter_async_context(open_staff(settings, clock, randomness))
        twins = await stack.enter_async_context(Twins(keys_of(settings), clock, randomness, ports))
        # Bound before anybody is told of it: a port that was found free may be taken before it is used.
        listening = socket.create_server(("127.0.0.1", port), backlog=128)
        stack.callback(listening.close)
        here = connected(settings, twins, listening.getsockname()[1])
        house = build_house(here, database, clock=clock, randomness=randomness)
        rooms = await stack.enter_async_context(relayed_rooms(house))
        app = build_app(house, rooms, integrations=integrations, work=work)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2, max_line_size=LONGEST_LINE)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listening).start()
        twins.connect(here.public_url, app.get(INBOX_PORT, 0))
        if vendors is not None:
            vendors.connect(here.public_url, twins.mailbox, clock.now())
        if staff is not None:
            connect(staff, here.public_url)
        await twins.marketplace.sync()
        if here.secrets.slack_client_id and not here.secrets.slack_bot_token:
            await _install_slack(twins, here.public_url)
        if tools is not None:
            await tools.connect_zoom(here.public_url, here.secrets.api_key, ORGANISATION, "acc-larkfield")
        yield World(here, twins, house, app, tools, vendors, staff)


async def _install_slack(twins: Twins, url: str) -> None:
    """Install as a user does, over Slack's own consent. Raises RuntimeError where that does not end well."""
    shown = await twins.slack.install(twins.cast.maya.name, f"{url}/slack/install?add=email")
    if shown.status != 200:
        raise RuntimeError(f"Slack could not be installed in the sandbox: {shown.status}")


def keys_of(settings: Settings) -> Keys:
    """Return the secrets that the outside shares with us."""
    secrets = settings.secrets
    return Keys(
        api_key=secrets.api_key,
        marketplace_secret=secrets.marketplace_secret,
        viewer_secret=secrets.viewer_secret,
        slack_signing_secret=secrets.slack_signing_secret,
        slack_bot_token=secrets.slack_bot_token,
        slack_team_id=secrets.slack_team_id,
        slack_client_id=secrets.slack_client_id,
        slack_client_secret=secrets.slack_client_secret,
    )


def connected(settings: Settings, twins: Twins, port: int) -> Settings:
    """Return the settings that reach these twins, with Anteroom's own web here and its mail on any port."""
    twin = twins.marketplace.url
    return replace(
        settings,
        public_url=f"http://127.0.0.1:{port}",
        listen=Listen("127.0.0.1", port),
        marketplace=_marketplace_here(settings.marketplace, twin),
        mail=replace(
            settings.mail,
            out=MailOut("127.0.0.1", twins.mailbox.smtp_port, "none", None),
            in_=replace(settings.mail.in_, host="127.0.0.1", port=0),
        ),
        slack=Slack(twins.slack.api_url),
        rooms=_rooms_here(settings.rooms),
    )


def _marketplace_here(marketplace: Marketplace, twin: str) -> Marketplace:
    """Lead all that leads to the marketplace to the twin, on whichever port that is."""
    threads = marketplace.thread_url
    if threads is not None:
        threads = replace(threads, pattern=threads.pattern.replace(marketplace.url, twin, 1))
    return replace(marketplace, url=twin, webhook_url=f"{twin}/anteroom/webhooks", thread_url=threads)


def _rooms_here(rooms: Rooms) -> Rooms:
    """A relay that somebody else started, and a coturn, stay what they are."""
    if rooms.control is not None or rooms.turn_urls:
        return rooms
    return replace(rooms, relay=Listen("127.0.0.1", 0), public_host="127.0.0.1")
