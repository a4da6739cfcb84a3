"""Anteroom plugged into a homeserver: its own clock is the machine's, for the homeserver's is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.marketplaces.connector_settings import Connectors, Matrix
from anteroom.marketplaces.plugging import POLLER
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom_marketplaces.matrix import integration
from api_client import ApiClient
from deployment import settings
from leak_canaries import Somebody
from matrix.homeserver import User
from plugged_in import PluggedIn
from shared_relay import with_shared_relay

CLIENT, FREELANCER, PROPOSAL = "m_client", "m_freelancer", "p_1"
CLIENTS = {"email": "client.canary7q3@inbox.test", "phone": "+49 151 23456701", "handle": "@clientcanary7q3"}
FREELANCERS = {
    "email": "freelancer.canary8w4@inbox.test",
    "phone": "+34 612 345 702",
    "handle": "@freecanary8w4",
}
GUEST = "guest.canary9e5@corp.test"
SECRETS = (
    Somebody("the client", "client", {name: (value,) for name, value in CLIENTS.items()}),
    Somebody("the freelancer", "freelancer", {name: (value,) for name, value in FREELANCERS.items()}),
    Somebody("the guest", "client", {"email": (GUEST,)}),
)


@dataclass
class Plugged(PluggedIn):
    """Anteroom, its bot and people; nothing happens by itself. `room` is the proposal's."""

    host = CLIENT
    world: World
    clock: SetClock
    bot: User
    client: User
    freelancer: User
    stranger: User
    room: str = ""
    api: ApiClient = field(init=False)

    def __post_init__(self) -> None:
        self.api = ApiClient(self.world)

    async def look(self) -> None:
        """Let the bot look, and everything happen that follows."""
        self.clock.set(max(datetime.now(UTC), self.clock.now() + timedelta(seconds=7)))
        await self.world.app[POLLER].step()
        await self.world.settle()

    async def tell(self, thread: str, proposal: str = PROPOSAL) -> None:
        """Tell members, under which user ids they speak, and a proposal in a thread."""
        for member, role, user, contact in (
            (CLIENT, "client", self.client, CLIENTS),
            (FREELANCER, "freelancer", self.freelancer, FREELANCERS),
        ):
            name = {"client": "Priya Venn", "freelancer": "Jonas Ferrer"}[role]
            body = {"role": role, "display_name": name, "contact": contact}
            assert (await self.api.put(f"/v1/members/{member}", body))[0] == 200
            where = f"/v1/members/{member}/connections/matrix"
            assert (await self.api.put(where, {"user_id": user.id}))[0] == 204
        body = {
            "client": CLIENT,
            "freelancer": FREELANCER,
            "job": {"id": "job_1", "title": "Rebuild the quarterly ledger"},
            "thread": thread,
            "state": "active",
        }
        status, answer = await self.api.put(f"/v1/proposals/{proposal}", body)
        assert status == 200, answer

    async def meet(self, *, encrypted: bool = False) -> str:
        """Make a room of the two members with the bot in it; return its id."""
        self.room = await self.client.make_room(self.freelancer, self.stranger, self.bot, encrypted=encrypted)
        for each in (self.freelancer, self.stranger):
            await each.join(self.room)
        return self.room

    async def of_the_bot(self) -> list[dict[str, Any]]:
        """Return the bot's messages in the room, the oldest first."""
        events = await self.client.events(self.room)
        return [each for each in events if each["sender"] == self.bot.id and each["type"] == "m.room.message"]


@asynccontextmanager
async def open_plugged(homeserver: str, everybody: Sequence[User], **said: Any) -> AsyncIterator[Plugged]:
    """Open Anteroom plugged into a homeserver; the first of everybody is its bot."""
    usual = with_shared_relay(replace(settings(), sandbox=True))
    described = {"homeserver": homeserver, "user_id": everybody[0].id, "language": "en", **said}
    deployed = replace(
        usual,
        marketplace=replace(usual.marketplace, connector="matrix", poll_seconds=5),
        connectors=Connectors(None, Matrix(**described)),
        secrets=replace(usual.secrets, matrix_token=everybody[0].token),
    )
    clock = SetClock(datetime.now(UTC))
    database = await Database.connect(dsn := await postgres.fresh_database(), most=20)
    try:
        async with open_world(
            deployed, database, clock, SystemRandomness(), work=False, integrations=[integration()]
        ) as world:
            bot, client, freelancer, stranger = everybody
            yield Plugged(world, clock, bot, client, freelancer, stranger)
    finally:
        await database.close()
        await postgres.give_back(dsn)
