"""Anteroom beside a Zendesk, or beside a team's mailbox, with nothing else of what could be plugged in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import aiohttp

import postgres
from anteroom.cases import actions, store
from anteroom.cases.model import About, Case, Kind, OpenCase
from anteroom.cases.settings import Topic, Zendesk
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.integration import Integration
from anteroom.ledger import chain
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.helpdesk.zendesk import Agent, SandboxZendesk
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings
from anteroom_helpdesk import HelpdeskIntegration
from anteroom_marketplaces.http import HttpMarketplace
from deployment import MONDAY, settings
from shared_relay import with_shared_relay

TOKEN, SECRET = "tok-" + "t" * 36, "whs-" + "s" * 36
TEAM = "support@harbourline.test"
AGENT = Agent(77, "anteroom-bot@harbourline.test", TOKEN)
GROUP, REQUESTER = 4100, 78
WEBHOOK = "/helpdesk/zendesk/webhook"


@dataclass
class Desk:
    """The world, its clock, and the help desk where there is one."""

    world: World
    clock: SetClock
    zendesk: SandboxZendesk

    async def open(self, about: str = "wait_1", topic: str = "improving_outcomes", **more: Any) -> Case:
        """Open a case about something that waited in vain."""
        command = OpenCase(topic, About(more.pop("kind", Kind.ITEM), about), **more)
        async with self.world.house.database.transaction() as conn:
            return await actions.open_case(conn, self.world.house, command)

    async def about(
        self, about: str, proposal: str = "p-payments", speaks: str = "m-maya", **more: Any
    ) -> Case:
        """Open a case about a proposal of the sandbox's, in which support speaks with a member."""
        async with self.world.house.database.connection() as conn:
            proposal_id = await conn.fetchval("select id from proposal where external_id = $1", proposal)
            person_id = await conn.fetchval("select person_id from member where external_id = $1", speaks)
        return await self.open(about, proposal_id=proposal_id, person_id=person_id, **more)

    async def case(self, case: Case) -> Case:
        """The case as it stands."""
        async with self.world.house.database.connection() as conn:
            return await store.load(conn, case.id)

    async def ledger(self, case: Case) -> list[str]:
        """What the ledger says happened to a case."""
        async with self.world.house.database.connection() as conn:
            return [each.event for each in await chain.read(conn, f"case:{case.id}")]

    async def settle(self) -> None:
        """Let everything that is ready be carried out."""
        await self.world.settle()

    async def patience(self, seconds: int = 3700) -> None:
        """Let time pass until whatever failed is tried again."""
        self.clock.advance(timedelta(seconds=seconds))
        await self.settle()

    async def tell(self, kind: str, number: int, event: dict[str, Any]) -> int:
        """Let Zendesk tell of a ticket; return what it is answered."""
        headers, body = self.zendesk.webhook(kind, number, event)
        return await self.post(headers, body)

    async def post(self, headers: dict[str, str], body: bytes) -> int:
        """Bring a webhook."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.world.url}{WEBHOOK}", data=body, headers=headers) as answer,
        ):
            return answer.status

    def mails(self) -> list[EmailMessage]:
        """What arrived in the team's mailbox."""
        found = [each.body for each in self.world.twins.mailbox.captures if each.to == (TEAM,)]
        return [message_from_bytes(each, policy=default) for each in found]


def at_zendesk(usual: Settings, twin: SandboxZendesk) -> Settings:
    """Return settings of a deployment whose cases are shown at Zendesk."""
    support = usual.support
    silence = Topic("improving_outcomes", str(GROUP), ("silence",), "high")
    shown = replace(
        support,
        desk="zendesk",
        zendesk=Zendesk(twin.url, AGENT.address, str(REQUESTER)),
        topics={**support.topics, silence.name: silence},
    )
    secrets = replace(usual.secrets, zendesk_token=TOKEN, zendesk_webhook_secret=SECRET)
    return replace(usual, support=shown, secrets=secrets)


def by_mail(usual: Settings) -> Settings:
    """Return settings of a deployment whose cases go to a team's mailbox."""
    return replace(usual, support=replace(usual.support, address=TEAM))


@asynccontextmanager
async def open_desk(*, zendesk: bool = True, seed: int = 7) -> AsyncIterator[Desk]:
    """Open everything; nothing happens by itself until `settle()`."""
    clock, randomness = SetClock(MONDAY), SeededRandomness(seed)
    usual = with_shared_relay(replace(settings(randomness), sandbox=True))
    integrations: list[Integration] = [HttpMarketplace(), HelpdeskIntegration()]
    twin = SandboxZendesk(AGENT, SECRET, clock.now)
    twin.groups.add(GROUP)
    twin.users[REQUESTER] = {"id": REQUESTER, "name": "Support", "email": None, "external_id": None}
    database = await Database.connect(dsn := await postgres.fresh_database(), most=20)
    try:
        async with twin:
            chosen = at_zendesk(usual, twin) if zendesk else by_mail(usual)
            async with open_world(
                chosen, database, clock, randomness, work=False, integrations=integrations
            ) as world:
                world.twins.mailbox.teams.add(TEAM)
                yield Desk(world, clock, twin)
    finally:
        await database.close()
        await postgres.give_back(dsn)
