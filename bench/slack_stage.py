"""What `bench.slack` measures on: Anteroom's web application with Slack in it, and people who use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from anteroom.app import build_app, build_house, relayed_rooms
from anteroom.database.connection import Connection
from anteroom.database.listening import Hear, Subscription
from anteroom.database.pool import Database
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.people.persons import new_person
from anteroom.proposals import store
from anteroom.proposals.model import Member, Organisation, Proposal, ProposalState
from anteroom.settings.deployment import Listen, Settings, Slack, load_settings
from anteroom_slack import integration
from anteroom_slack.people.accounts import Speaker, link

ROOT = Path(__file__).parent.parent
TEAM, HOST, GUEST = "T0BENCH", "U0HOST", "U0GUEST"
AHEAD = timedelta(days=3)
SOON = timedelta(minutes=100)
"""Near enough to be late for, and far enough to be so until all is measured."""


def settings_of(environ: dict[str, str], slack_api: str = "http://127.0.0.1:9/api/") -> Settings:
    """Return a deployment's settings; nobody is at `slack_api` unless told."""
    settings = load_settings(ROOT / "app.yaml", environ)
    return replace(
        settings,
        slack=Slack(slack_api),
        rooms=replace(settings.rooms, relay=Listen("127.0.0.1", 0), public_host="127.0.0.1"),
    )


@asynccontextmanager
async def serving(settings: Settings, database: Database) -> AsyncIterator[tuple[str, House]]:
    """Serve the whole application, without its worker, on a free port; yield its address and its heart."""
    async with AsyncExitStack() as stack:
        house = build_house(settings, database)
        rooms = await stack.enter_async_context(relayed_rooms(house))
        app = build_app(house, rooms, integrations=[integration()], work=False)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", house


async def people(house: House) -> str:
    """Tell of a client, a colleague and a freelancer, and of their interview; return its id."""
    now = house.clock.now()
    host = Member(
        "per_h", "m-h", "client", "org-1", "Maya Okafor", "basic", 4.9, 12, "Europe/Berlin", "en", ()
    )
    free = Member("per_f", "m-f", "freelancer", None, "Leo Marchetti", "basic", 5.0, 40, "UTC", "en", ())
    proposal = Proposal(
        "prp_1", "p-1", "per_h", "per_f", "j-1", "Payments API in Go", "t-1", ProposalState.SHORTLISTED
    )
    async with house.database.transaction() as conn:
        await store.put_organisation(conn, Organisation("org-1", "Larkfield Labs", "client", "basic"))
        await store.put_member(conn, host, ["hiring_manager"], now)
        await store.put_member(conn, free, [], now)
        await store.put_proposal(conn, proposal)
        for person, contact in (("per_h", "maya.o@post.example"), ("per_f", "leo.m@posta.example")):
            await house.vault.keep(conn, person, {"email": contact, "phone": "+44 7700 900321"})
        await link(conn, house, Speaker(TEAM, HOST), "per_h")
        guest = await new_person(conn, house.randomness, now)
        await link(conn, house, Speaker(TEAM, GUEST), guest)
    start = (now + AHEAD).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    ends, guests = start + timedelta(minutes=45), (GuestWish("Dana, VP Engineering", guest),)
    wish = ScheduleInterview("prp_1", "per_h", start, ends, agenda="The API.", guests=guests)
    return (await actions.schedule(house, wish)).id


async def latecomers(house: House, count: int) -> list[str]:
    """Tell of so many hosts with an interview each that begins soon; return their names in Slack."""
    now = house.clock.now()
    start = now + SOON
    names = []
    for number in range(count):
        host, freelancer, proposal = f"per_h{number}", f"per_f{number}", f"prp_l{number}"
        names.append(f"U0LATE{number}")
        async with house.database.transaction() as conn:
            usual = ("basic", 4.9, 12, "Europe/Berlin", "en", ())
            asks = Member(host, f"m-h{number}", "client", "org-1", f"Host {number}", *usual)
            asked = Member(freelancer, f"m-f{number}", "freelancer", None, f"Talent {number}", *usual)
            await store.put_member(conn, asks, ["hiring_manager"], now)
            await store.put_member(conn, asked, [], now)
            for person in (host, freelancer):
                await house.vault.keep(conn, person, {"email": f"{person.replace('_', '-')}@post.example"})
            job = (f"j-{number}", "Payments API in Go", f"t-l{number}")
            told = Proposal(proposal, f"p-l{number}", host, freelancer, *job, ProposalState.SHORTLISTED)
            await store.put_proposal(conn, told)
            await link(conn, house, Speaker(TEAM, names[-1]), host)
        wish = ScheduleInterview(proposal, host, start, start + timedelta(minutes=45), agenda="The API.")
        await actions.schedule(house, wish)
    return names


Statement = tuple[str, tuple[Any, ...]]


class Recording(Database):
    """A database that notes what is asked of it, in order."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.noted: list[Statement] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection that notes."""
        async with self._inner.connection() as conn:
            yield _Noting(conn, self.noted)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend one inside a transaction."""
        async with self._inner.transaction() as conn:
            yield _Noting(conn, self.noted)

    async def listen(self, channel: str, hear: Hear) -> Subscription:
        """Listen where the inner one does."""
        return await self._inner.listen(channel, hear)

    async def close(self) -> None:
        """Close what lies beneath."""
        await self._inner.close()


class _Noting:
    """A connection that notes each statement and passes it on."""

    def __init__(self, conn: Connection, noted: list[Statement]) -> None:
        self._conn = conn
        self._noted = noted

    def transaction(self) -> Any:
        return self._conn.transaction()

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        self._noted.append((query, args))
        return await self._conn.execute(query, *args, timeout=timeout)

    async def executemany(self, query: str, args: Any, *, timeout: float | None = None) -> None:
        self._noted.extend((query, tuple(each)) for each in args)
        await self._conn.executemany(query, args, timeout=timeout)

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> Any:
        self._noted.append((query, args))
        return await self._conn.fetch(query, *args, timeout=timeout)

    async def fetchrow(self, query: str, *args: Any, timeout: float | None = None) -> Any:
        self._noted.append((query, args))
        return await self._conn.fetchrow(query, *args, timeout=timeout)

    async def fetchval(self, query: str, *args: Any, column: int = 0, timeout: float | None = None) -> Any:
        self._noted.append((query, args))
        return await self._conn.fetchval(query, *args, column=column, timeout=timeout)


def moment() -> str:
    """Return now, as Slack stamps a request."""
    return str(int(datetime.now(UTC).timestamp()))
