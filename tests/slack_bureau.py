"""Anteroom's heart with Slack alone outside: the sandbox's Slack, a real database, signed HTTP between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer

import deployment
import postgres
from anteroom.api.doorway import HOUSE, doorway
from anteroom.api.problems import problems
from anteroom.app import build_house
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.effects.worker import Worker
from anteroom.failpoints import Failpoints
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Interview
from anteroom.pages.plain import page_headers, setup_pages
from anteroom.proposals import store
from anteroom.proposals.model import Member, Organisation, Proposal, ProposalState
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.slack import SandboxSlack, SlackChannel, SlackPerson
from anteroom.sandbox.slack.model import BASE_SCOPES, Message, View
from anteroom.settings.deployment import Settings
from anteroom.settings.deployment import Slack as SlackPlace
from anteroom_slack import LINE, integration
from slack_payloads import judge

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
MAYA, DANA, TOMAS = "Maya Okafor", "Dana Whitfield", "Tomás Rey"
COLLEAGUES = (
    SlackPerson("U0MAYA", "maya", MAYA, email="maya.o@larkfield.example", tz="Europe/Berlin"),
    SlackPerson("U0DANA", "dana", DANA, email="dana.w@larkfield.example", tz="America/New_York"),
    SlackPerson("U0TOMAS", "tomas", TOMAS, tz="Europe/Madrid"),
    SlackPerson("U0GUEST", "gus", "Gus Guest", restricted=True),
    SlackPerson("U0AWAY", "stranger", "Sol Stranger", stranger=True),
    SlackPerson("U0GONE", "gone", "Gil Gone", deleted=True),
    SlackPerson("U0ROBOT", "robot", "Robot", bot=True),
)
CONTACTS = {
    "per_maya": {"email": "maya.okafor@post.example", "phone": "+49 30 23125 117"},
    "per_leo": {"email": "leo.marchetti@posta.example", "phone": "+44 7700 900321", "handle": "@leomarch77"},
}


@dataclass
class Bureau:
    """Everything at once. Nothing happens by itself until `settle()`."""

    house: House
    slack: SandboxSlack
    clock: SetClock
    app: web.Application
    url: str
    http: aiohttp.ClientSession
    worker: Worker

    async def settle(self) -> None:
        """Let what goes on behind acknowledgements end, and carry out every effect that is ready."""
        await self.app[LINE].settled()
        await self.worker.drain()
        await self.app[LINE].settled()

    async def keep(self) -> None:
        """Let the timekeeper do what is due for Slack, and settle."""
        self.clock.advance(timedelta(seconds=10))
        for duty in self.house.duties:
            await duty()
        await self.settle()

    async def link(self, user: str, person_id: str) -> None:
        """Let a Slack user stand for a member, as if linked before."""
        async with self.house.database.connection() as conn:
            await conn.execute(
                "insert into slack_account (team_id, user_id, person_id, linked_at) values ($1, $2, $3, $4)",
                self.slack.workspace.team,
                user,
                person_id,
                self.clock.now(),
            )

    async def schedule(self, values: Mapping[str, Any] | None = None, user: str = MAYA) -> Interview:
        """Type the command, fill in the modal, submit it; return the interview."""
        await self.open_form(user)
        await self.slack.fill(user, {"when": TUESDAY, "length": "45", "proposal": "prp_1", **(values or {})})
        faults = await self.send(user)
        assert faults is None, faults
        await self.settle()
        return await self.interview()

    async def send(self, user: str = MAYA) -> dict[str, str] | None:
        """Submit a filled-in form, and the step behind it that shows who will be contacted."""
        faults = await self.slack.submit(user)
        view = self.slack.open_view(user)
        if faults is None and view is not None and view.callback_id == "consent":
            faults = await self.slack.submit(user)
        return faults

    async def open_form(self, user: str = MAYA, text: str = "") -> None:
        """Type the command and wait for its modal."""
        answer = await self.slack.command(user, "/interview", text)
        assert answer.error is None
        await self.app[LINE].settled()
        assert self.slack.open_view(user) is not None, answer

    async def change(self, user: str = MAYA) -> View:
        """Go from the last step back to the form, and return it."""
        await self.slack.click(user, "modal", "change")
        await self.app[LINE].settled()
        view = self.slack.open_view(user)
        assert view is not None
        assert view.callback_id == "schedule", view
        return view

    async def interview(self) -> Interview:
        """Return the only interview."""
        found = await self.interviews()
        assert len(found) == 1
        return found[0]

    async def interviews(self) -> list[Interview]:
        """Return every interview."""
        async with self.house.database.connection() as conn:
            rows = await conn.fetch("select id from interview order by created_at, id")
            return [await interviews.load(conn, row["id"]) for row in rows]

    def cards(self, user: str) -> list[Message]:
        """Return the messages of the app's own conversation with somebody."""
        channel = self.slack.workspace.bot_direct(self.slack.workspace.person(user).id)
        return [
            message
            for message in self.slack.messages(user, channel.id)
            if message.only_for is None and message.author == self.slack.workspace.bot_user.id
        ]

    def card(self, user: str) -> Message:
        """Return the one card that somebody has."""
        found = self.cards(user)
        assert len(found) == 1, [message.text for message in found]
        return found[0]

    def told(self, user: str) -> str:
        """Return what was last said to this person alone."""
        alone = [message for message in self.slack.messages(user) if message.only_for is not None]
        return words(alone[-1]) if alone else ""

    def calls(self, method: str) -> int:
        """Return how often a method of Slack's Web API was called."""
        return sum(1 for capture in self.slack.captures if capture.path == f"/api/{method}")

    def viewer(self, member: str) -> str:
        """Vouch for a member, as the marketplace does."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": "marketplace",
            "aud": "anteroom",
            "sub": member,
            "iat": now,
            "exp": now + 120,
            "jti": SystemRandomness().token(24),
        }
        secret = self.house.settings.secrets.viewer_secret
        return jwt.encode(claims, secret, algorithm="HS256", headers={"typ": "viewer+jwt"})


@asynccontextmanager
async def open_bureau(
    *,
    linked: bool = True,
    reviewed: bool = True,
    installed: bool = True,
    enterprise: str = "",
    failpoints: Failpoints | None = None,
) -> AsyncIterator[Bureau]:
    """Open Slack and Anteroom, and tell Anteroom of one proposal between Maya and Leo.

    Unless `reviewed`, trust people have no key to look at held texts. Unless `installed`, nobody has added
    Anteroom to the workspace yet, which is one of the organisation `enterprise`, if any.
    """
    async with AsyncExitStack() as stack:
        clock, chance = SetClock(MONDAY), SystemRandomness()
        settings = _deployed(chance, installed=installed, reviewed=reviewed)
        secrets = settings.secrets
        slack = SandboxSlack(
            "",
            secrets.slack_signing_secret,
            secrets.slack_bot_token,
            secrets.slack_team_id or "T0LARK",
            COLLEAGUES,
            clock,
            chance,
            channels=[SlackChannel("C0TEAM", "hiring", {"U0MAYA", "U0DANA", "U0TOMAS"})],
            scopes=BASE_SCOPES | {"users:read.email"},
            client_id=secrets.slack_client_id,
            client_secret=secrets.slack_client_secret,
            enterprise=enterprise,
        )
        await slack.start()
        stack.push_async_callback(slack.stop)
        dsn = await postgres.fresh_database()
        stack.push_async_callback(postgres.give_back, dsn)
        database = await Database.connect(dsn)
        stack.push_async_callback(database.close)
        settings = replace(settings, slack=SlackPlace(slack.api_url), public_url="http://anteroom.test")
        house = build_house(settings, database, clock=clock, randomness=chance, failpoints=failpoints)
        app = web.Application(middlewares=(page_headers, problems, doorway), client_max_size=1024 * 1024)
        app[HOUSE] = house
        setup_pages(app)
        integration().attach(app, house)
        server = TestServer(app)
        await server.start_server()
        stack.push_async_callback(server.close)
        slack.app_url = str(server.make_url("/slack/events"))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        await _people(house)
        bureau = Bureau(house, slack, clock, app, str(server.make_url("")).rstrip("/"), http, Worker(house))
        if linked:
            await bureau.link("U0MAYA", "per_maya")
        yield bureau
        judge(slack)


def _deployed(chance: SystemRandomness, *, installed: bool, reviewed: bool) -> Settings:
    settings = deployment.settings(chance)
    secrets = settings.secrets if reviewed else replace(settings.secrets, review_key=None)
    if installed:
        return replace(settings, secrets=replace(secrets, slack_client_id="", slack_client_secret=""))
    secrets = replace(secrets, slack_client_id="11.22", slack_client_secret=chance.token(40))
    return replace(settings, secrets=replace(secrets, slack_bot_token="", slack_team_id=""))


async def _people(house: House) -> None:
    now = house.clock.now() - timedelta(days=1)
    maya = Member("per_maya", "m-maya", "client", "org-1", MAYA, "basic", 4.9, 12, "Europe/Berlin", "en", ())
    leo = Member(
        "per_leo", "m-leo", "freelancer", None, "Leo Marchetti", "basic", 5.0, 40, "America/Sao_Paulo", "en",
        (),
    )  # fmt: skip
    proposal = Proposal(
        "prp_1", "p-payments", "per_maya", "per_leo", "j-1", "Payments API in Go", "t-1",
        ProposalState.SHORTLISTED,
    )  # fmt: skip
    async with house.database.transaction() as conn:
        await store.put_organisation(conn, Organisation("org-1", "Larkfield Labs", "client", "basic"))
        await store.put_member(conn, maya, ["hiring_manager"], now)
        await store.put_member(conn, leo, [], now)
        await store.put_proposal(conn, proposal)
        for person_id, contact in CONTACTS.items():
            await house.vault.keep(conn, person_id, contact)


def words(message: Message) -> str:
    """Return everything a message says, blocks and all."""
    said = [message.text]
    for block in message.blocks:
        if isinstance(block.get("text"), dict):
            said.append(block["text"]["text"])
        for element in block.get("elements", []):
            text = element.get("text")
            said.append(text["text"] if isinstance(text, dict) else str(text or ""))
    return "\n".join(said)


def actions(message: Message) -> list[str]:
    """Return the names of a message's buttons."""
    return [
        element["action_id"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
