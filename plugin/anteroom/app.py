"""Wiring: the one place in which everything is put together, for `main()` and for tests alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from anteroom.agreements.routes import ROUTES as AGREEMENT_ROUTES
from anteroom.api.caller import collect
from anteroom.api.calls import calls
from anteroom.api.doorway import HOUSE, doorway
from anteroom.api.headers import said_headers
from anteroom.api.limits import LIMITS, Limits
from anteroom.api.origin import own_pages_only
from anteroom.api.problems import problems
from anteroom.api.remembering import prepare
from anteroom.api.v1 import ROUTES as V1_ROUTES
from anteroom.bound import bound
from anteroom.clock import Clock, SystemClock
from anteroom.console.table import open_console
from anteroom.database.opening import open_database
from anteroom.database.pool import Database
from anteroom.door.mouth import Door
from anteroom.effects.worker import Worker
from anteroom.embeds.event_views import NEWS
from anteroom.embeds.news import News
from anteroom.embeds.views import ROUTES as EMBED_ROUTES
from anteroom.failpoints import Failpoints, NoFailpoints
from anteroom.guard import Guard
from anteroom.health import ROUTES as HEALTH_ROUTES
from anteroom.house import House
from anteroom.instances.forwarding import ELSEWHERE, Elsewhere
from anteroom.instances.knocks import Knocks
from anteroom.instances.leases import LEASES, Leases
from anteroom.integration import Integration, installed
from anteroom.meetings.bringing import MeetingCalls
from anteroom.meetings.hearing import CallListener
from anteroom.meetings.store import KeptLinks
from anteroom.nudges.escalation.views import ROUTES as ESCALATION_ROUTES
from anteroom.nudges.views import ROUTES as NUDGE_ROUTES
from anteroom.pages.plain import page_headers, setup_pages
from anteroom.passes.hooks import InterviewHooks
from anteroom.passes.mint import Mint
from anteroom.passes.views import ROOMS
from anteroom.passes.views import ROUTES as PASS_ROUTES
from anteroom.people.sealed import Seal
from anteroom.people.vault import Vault
from anteroom.policy.actions import note_settings
from anteroom.policy.table import load_table
from anteroom.randomness import Randomness, SystemRandomness
from anteroom.reference.views import ROUTES as REFERENCE_ROUTES
from anteroom.rooms.relay.opening import house_relay
from anteroom.rooms.signalling import Rooms
from anteroom.schedule.views import ROUTES as SCHEDULE_ROUTES
from anteroom.settings.deployment import Settings
from anteroom.timekeeper import Timekeeper
from anteroom.times.another.views import ROUTES as ANOTHER_ROUTES
from anteroom.times.availability.views import ROUTES as AVAILABILITY_ROUTES
from anteroom.times.polls.views import ROUTES as POLL_ROUTES
from anteroom.times.where.views import ROUTES as WHERE_ROUTES

LARGEST_BODY = 1024 * 1024
LONGEST_LINE = 32 * 1024
"""Octets of an address; a longer one never reaches us, and is answered by aiohttp alone."""
WORKER = web.AppKey("worker", Worker)
TIMEKEEPER = web.AppKey("timekeeper", Timekeeper)
KNOCKS = web.AppKey("knocks", Knocks)


def build_house(
    settings: Settings,
    database: Database,
    *,
    clock: Clock | None = None,
    randomness: Randomness | None = None,
    failpoints: Failpoints | None = None,
) -> House:
    """Put a deployment's heart together around an open database."""
    chance = randomness or SystemRandomness()
    secrets = settings.secrets
    seal = Seal([(key.id, key.key) for key in secrets.vault_keys], chance)
    vault = Vault(seal, secrets.index_key, chance)
    time = clock or SystemClock()
    house = House(
        settings=settings,
        clock=time,
        randomness=chance,
        database=database,
        vault=vault,
        guard=Guard(warn_at=settings.guard.warn_at, redact_at=settings.guard.redact_at),
        door=Door(vault, KeptLinks(vault), time.now),
        mint=Mint(secrets.pass_key, settings.public_url),
        policy=load_table(settings.policy.table),
        failpoints=failpoints or NoFailpoints(),
    )
    house.adapters.register(MeetingCalls())
    house.meetings.listeners.append(CallListener(house).hear)
    return house


def build_app(
    house: House,
    rooms: Rooms,
    *,
    integrations: Sequence[Integration] | None = None,
    work: bool = True,
) -> web.Application:
    """Return the web application; with `work` it also carries out effects and keeps time.

    Where the settings say how others reach this instance, there are several, and it leads to their rooms.
    """
    # From the outside in: an answer gets its headers last, errors become pages, the door looks at both.
    middlewares = (
        page_headers,
        said_headers,
        problems,
        doorway,
        problems,
        own_pages_only,
        calls,
    )
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
    app[HOUSE] = house
    app[LIMITS] = Limits(house.settings.api, house.clock.now)
    app[ROOMS] = rooms
    app[WORKER] = Worker(house)
    url = house.settings.instance_url
    instance = house.randomness.token(12) if url else ""
    app[TIMEKEEPER] = Timekeeper(house, rooms, instance=instance, rooms_only=bool(url) and not work)
    setup_pages(app)
    app.add_routes([*V1_ROUTES, *PASS_ROUTES, *AGREEMENT_ROUTES, *EMBED_ROUTES, *SCHEDULE_ROUTES])
    app.add_routes([*REFERENCE_ROUTES, *HEALTH_ROUTES, *AVAILABILITY_ROUTES, *POLL_ROUTES])
    app.add_routes([*WHERE_ROUTES, *ANOTHER_ROUTES, *NUDGE_ROUTES, *ESCALATION_ROUTES])
    if integrations is None:
        integrations = installed(house.settings.marketplace.connector)
    for integration in integrations:
        integration.attach(app, house)
    open_console(app, house)
    collect(app)
    prepare(app)
    if url:
        _join_others(app, Leases(house.database, rooms, instance=instance, url=url), rooms)
    app[NEWS] = News(house)
    app.on_shutdown.append(_news_ended)
    app.on_startup.append(_policy_noted)
    app.cleanup_ctx.append(_rooms_open)
    # Open calls would otherwise hold the shutdown up until its time is out.
    app.on_shutdown.append(_rooms_closed)
    if work:
        app.cleanup_ctx.append(_working)
    elif url:
        app.cleanup_ctx.append(_keeping_rooms)
    return app


def _join_others(app: web.Application, leases: Leases, rooms: Rooms) -> None:
    app[LEASES] = leases
    app[ELSEWHERE] = Elsewhere(leases)
    app[KNOCKS] = Knocks(app[HOUSE].database, rooms)
    app.cleanup_ctx.append(_among_others)
    app.on_shutdown.append(_rooms_given_back)


async def _among_others(app: web.Application) -> AsyncIterator[None]:
    await app[ELSEWHERE].start()
    await app[LEASES].start()
    await app[KNOCKS].start()
    yield
    await app[KNOCKS].stop()
    await app[LEASES].stop()
    await app[ELSEWHERE].stop()


async def _rooms_given_back(app: web.Application) -> None:
    """Before pages are told to come back, so that they find another instance at once."""
    await app[LEASES].stop()
    await app[ELSEWHERE].stop()


async def _news_ended(app: web.Application) -> None:
    """Open streams would otherwise hold the shutdown up until its time is out."""
    app[NEWS].stop()


async def _policy_noted(app: web.Application) -> None:
    await note_settings(app[HOUSE])


async def _rooms_open(app: web.Application) -> AsyncIterator[None]:
    await app[ROOMS].start()
    yield
    await app[ROOMS].stop()


async def _rooms_closed(app: web.Application) -> None:
    await app[ROOMS].stop()


async def _working(app: web.Application) -> AsyncIterator[None]:
    async with app[WORKER].running(), app[TIMEKEEPER].running():
        yield


async def _keeping_rooms(app: web.Application) -> AsyncIterator[None]:
    async with app[TIMEKEEPER].running():
        yield


@asynccontextmanager
async def serving(
    settings: Settings,
    *,
    clock: Clock | None = None,
    randomness: Randomness | None = None,
    failpoints: Failpoints | None = None,
    work: bool = True,
) -> AsyncIterator[web.Application]:
    """Open everything, listen, and close it all in order when the context ends."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        house = build_house(settings, database, clock=clock, randomness=randomness, failpoints=failpoints)
        rooms = await stack.enter_async_context(relayed_rooms(house))
        app = build_app(house, rooms, work=work)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5, max_line_size=LONGEST_LINE)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        host, port = settings.listen.host, settings.listen.port
        with bound("listen", f"{host}:{port}"):
            await web.TCPSite(runner, host, port).start()
        yield app


@asynccontextmanager
async def relayed_rooms(house: House) -> AsyncIterator[Rooms]:
    """Open the relay that the settings name, and return the rooms that use it."""
    async with house_relay(house.settings, house.randomness) as (access, control):
        yield Rooms(clock=house.clock, access=access, control=control, hooks=InterviewHooks(house))
