"""Anteroom plugged into a twin of Upwork."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.marketplaces.connector_settings import Connectors, Upwork
from anteroom.marketplaces.plugging import POLLER
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings
from anteroom_marketplaces.upwork import integration
from api_client import ApiClient
from deployment import settings
from plugged_in import PluggedIn
from shared_relay import with_shared_relay
from upwork_books import Proposal, Room, Story
from upwork_twin import UpworkTwin

COMPANY, AGENCY, OTHER = "o_company", "o_agency", "o_other"
CLIENT, FREELANCER, COLLEAGUE = "u_client", "u_freelancer", "u_colleague"
PROPOSAL, ROOM, TITLE = "p_1", "room_1", "Rebuild the quarterly ledger"
NAMES = {CLIENT: "Priya Venn", FREELANCER: "Jonas Ferrer", COLLEAGUE: "Lena Okoro"}
COMPANIES = {COMPANY: "Venn and Daughters", AGENCY: "Ferrer Studio", OTHER: "Somebody Else"}


def people(twin: UpworkTwin) -> UpworkTwin:
    """Put a company, a freelancer and an interview room into a twin's books."""
    books = twin.books
    books.people.update(NAMES)
    books.organisations.update(COMPANIES)
    twin.belongs.update({CLIENT: {COMPANY, OTHER}, FREELANCER: {AGENCY}})
    twin.home[CLIENT] = OTHER
    books.proposals[PROPOSAL] = Proposal(PROPOSAL, FREELANCER, AGENCY, "job_1", TITLE)
    members = [(CLIENT, COMPANY), (FREELANCER, AGENCY), (COLLEAGUE, COMPANY)]
    books.rooms[ROOM] = Room(ROOM, PROPOSAL, members, active=twin.now())
    return twin


def described(url: str, **said: Any) -> Upwork:
    """The connector as a deployment describes it: the company's own key."""
    usual = {
        "client_id": "key-1",
        "organisation": COMPANY,
        "plan": "basic",
        "links": False,
        "language": "en",
        "api_url": url,
        "web_url": url,
        "requests_per_second": 8,
        "keep_hours": 23,
    }
    return Upwork(**{**usual, **said})


def deployed(twin: UpworkTwin, **said: Any) -> Settings:
    """The sandbox's settings with this connector in the place of its own."""
    usual = with_shared_relay(replace(settings(), sandbox=True))
    return replace(
        usual,
        marketplace=replace(usual.marketplace, connector="upwork", poll_seconds=60),
        connectors=Connectors(described(twin.url, **said), None),
        policy=replace(usual.policy, held=replace(usual.policy.held, hours=20)),
        secrets=replace(usual.secrets, upwork_secret=twin.client_secret),
    )


@dataclass
class Plugged(PluggedIn):
    """Anteroom at Upwork; nothing happens by itself."""

    host = CLIENT
    world: World
    twin: UpworkTwin
    clock: SetClock
    api: ApiClient = field(init=False)

    def __post_init__(self) -> None:
        self.api = ApiClient(self.world)

    async def look(self, wait: timedelta = timedelta(minutes=12)) -> None:
        """Let so much time pass that every feed is due, and everything happen that follows."""
        self.clock.advance(wait)
        await self.world.app[POLLER].step()
        await self.world.settle()

    @property
    def stories(self) -> list[Story]:
        """What stands in the room."""
        return self.twin.books.rooms[ROOM].stories

    async def everything_kept(self) -> str:
        """Return every row of every table as text."""
        async with self.world.house.database.connection() as conn:
            tables = await conn.fetch(
                "select quote_ident(relname) as name from pg_class"
                " where relkind = 'r' and relnamespace = 'public'::regnamespace"
            )
            rows = [await conn.fetch(f"select t::text as row from {each['name']} t") for each in tables]
        return "\n".join(row["row"] for found in rows for row in found)


@asynccontextmanager
async def open_plugged(twin: UpworkTwin, clock: SetClock, **said: Any) -> AsyncIterator[Plugged]:
    """Open Anteroom plugged into a twin."""
    database = await Database.connect(dsn := await postgres.fresh_database(), most=20)
    try:
        async with open_world(
            deployed(twin, **said),
            database,
            clock,
            SystemRandomness(),
            work=False,
            integrations=[integration()],
        ) as world:
            twin.redirect_uri = f"{world.url}/marketplace/upwork/oauth"
            yield Plugged(world, twin, clock)
    finally:
        await database.close()
        await postgres.give_back(dsn)
    assert twin.invalid == []
    assert {each.tenant for each in twin.asked} <= {COMPANY, OTHER, AGENCY}
