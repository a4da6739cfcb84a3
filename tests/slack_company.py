"""A client's company that lives in Slack, with mailboxes, calendars and the marketplace around it.

All is done as people do it: by requests that Slack signs, by mail, on the marketplace and in a browser.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import deployment
import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.interviews.model import State
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.slack.model import Message, View
from anteroom.sandbox.world import World, open_world
from anteroom_slack import LINE
from mail.letters import Room
from passes.reception import Browser, CallPage
from slack_bureau import words
from slack_payloads import judge

START = deployment.MONDAY + timedelta(days=2, hours=5)
"""Wednesday, 15:00 in Berlin."""
HOUR = timedelta(hours=1)
PAYMENTS, LEDGER = "p-payments", "p-ledger"
EVERYBODY = ("maya", "dana", "tomas", "ines", "priya", "leo")
IN_SLACK = ("maya", "dana", "tomas")


@dataclass
class Company:
    """Everybody at once. Nothing happens by itself until `settle()`. People are named by their key."""

    world: World
    clock: SetClock
    _stack: AsyncExitStack

    @property
    def slack(self) -> Any:
        """Slack."""
        return self.world.twins.slack

    def name(self, key: str) -> str:
        """What a person is called."""
        return self.world.twins.cast.person(key).name

    async def settle(self) -> None:
        """Let time do what is due, and everything arrive that is ready."""
        await self.world.app[LINE].settled()
        await self.world.settle()
        await self.world.app[LINE].settled()

    async def pass_time(self, **span: float) -> None:
        """Let time pass in steps that effects may wait for, and everything arrive."""
        end = self.clock.now() + timedelta(**span)
        while self.clock.now() < end:
            self.clock.set(min(end, self.clock.now() + timedelta(minutes=20)))
            await self.settle()

    async def becomes(self, state: State) -> None:
        """Wait until the only interview is in a state, of which a room tells behind its last word; settle."""
        async with self.world.house.database.connection() as conn:
            for _ in range(500):
                if await conn.fetchval("select state from interview") == state:
                    break
                await asyncio.sleep(0.02)
        await self.settle()

    # In Slack

    async def types(self, key: str, text: str) -> str:
        """Type `/interview` and a text; return what the person reads in answer."""
        answer = await self.slack.command(self.name(key), "/interview", text)
        await self.settle()
        return words(answer.message) if answer.message else str(answer.error or "")

    async def called(self) -> str:
        """How the only interview is called, as Maya's list says."""
        found = re.search(r"`([a-z2-7]{6})`", await self.types("maya", "list"))
        assert found is not None
        return found[1]

    def form(self, key: str) -> View:
        """The form on a person's screen."""
        view = self.slack.open_view(self.name(key))
        assert isinstance(view, View)
        return view

    async def fills(self, key: str, **values: Any) -> None:
        """Fill in a form."""
        await self.slack.fill(self.name(key), values)
        await self.settle()

    async def sends(self, key: str) -> None:
        """Send a form, which takes it."""
        assert await self.slack.submit(self.name(key)) is None
        await self.settle()

    async def presses(self, key: str, name: str, on: Message | None = None) -> None:
        """Press a button, on the newest card if no other is named."""
        await self.slack.click(self.name(key), on or self.card(key), name)
        await self.settle()

    def in_slack(self, key: str) -> list[Message]:
        """What Anteroom says to somebody there, in the own conversation, oldest first."""
        space = self.slack.workspace
        channel = space.bot_direct(space.person(self.name(key)).id)
        found = self.slack.messages(self.name(key), channel.id)
        return [each for each in found if each.only_for is None and each.author == space.bot_user.id]

    def card(self, key: str) -> Message:
        """The card of the newest interview."""
        cards = [
            each for each in self.in_slack(key) if any(b.get("block_id") == "people" for b in each.blocks)
        ]
        return cards[-1]

    def says(self, key: str) -> str:
        """What that card says."""
        return words(self.card(key))

    def told(self, key: str) -> str:
        """What was said last in the own conversation."""
        return words(self.in_slack(key)[-1])

    def only_told(self, key: str) -> str:
        """What was last said to this person alone, where the person pressed or typed."""
        return words([each for each in self.slack.messages(self.name(key)) if each.only_for is not None][-1])

    async def installs(self) -> None:
        """Let Maya install Anteroom in Slack, with addresses."""
        url = f"{self.world.url}/slack/install?add=email&again=1"
        assert (await self.slack.install(self.name("maya"), url)).status == 200
        await self.settle()

    async def connects(self) -> None:
        """Let Maya connect her account."""
        await Room(self.world, self.clock, "").link()
        await self.settle()

    # By mail and in calendars

    def entry(self, key: str) -> Entry:
        """The entry in a person's calendar; there is one."""
        (found,) = self.world.twins.mailbox.calendar(key)
        return found

    def letters(self, key: str) -> list[str]:
        """The texts of a person's mails without calendar entries, oldest first."""
        return [mail.text for mail in self.world.twins.mailbox.mails(key) if mail.invitation is None]

    # At the doors

    def pass_of(self, key: str) -> str:
        """The newest personal link that somebody got, in Slack or by mail, without the address before it."""
        home = f"{self.world.url}/i#"
        said = [str(each.blocks) for each in self.in_slack(key)] if key in ("maya", "dana", "tomas") else []
        found = [text for text in said + self.letters(key) if home in text]
        assert found, f"{key} got no pass"
        return re.split(r"[\s'\"<>|]", found[-1].rpartition(home)[2], maxsplit=1)[0]

    def browser(self) -> Browser:
        """A browser that was never here before."""
        opened = Browser(self.world.url)
        self._stack.push_async_callback(opened.session.close)
        return opened

    async def enters(self, key: str) -> CallPage:
        """Come into the call with the own pass, agreeing to what is asked on the way."""
        browser = self.browser()
        taken = await browser.take(self.pass_of(key))
        assert taken.status == 200, taken.text
        lobby = re.search(r"/lobby/(\w+)", taken.text)
        assert lobby is not None
        shown = await browser.get(lobby[0])
        text = re.search(r'name="text" value="([^"]*)"', shown.text)
        if text is not None:
            assert (await browser.get(f"/room/{lobby[1]}")).status == 303  # not before that is agreed to
            await browser.send(f"{lobby[0]}/consent", {"agree": "yes", "text": text[1]})
        call = await browser.get(f"/room/{lobby[1]}")
        admission = re.search(r"/room/\w+/signal\?admission=[\w.-]+", call.text)
        assert admission is not None, (call.status, call.headers)
        address = f"{self.world.url}{admission[0]}&session={key}00000000"
        socket = await browser.session.ws_connect(address)
        self._stack.push_async_callback(socket.close)
        page = CallPage(socket)
        await page.hears("welcome")
        return page

    # What anybody saw

    @property
    def captures(self) -> list[Capture]:
        """Everything that arrived outside."""
        twins = self.world.twins
        return [*twins.slack.captures, *twins.mailbox.captures, *twins.marketplace.captures]


@asynccontextmanager
async def open_company(*, unnamed: str = "") -> AsyncIterator[Company]:
    """Open it all, with Anteroom installed over Slack's consent and Maya's account connected.

    Of the person `unnamed` Slack tells no address.
    """
    clock, chance = SetClock(deployment.MONDAY), SystemRandomness()
    settings = replace(deployment.settings(chance), sandbox=True)
    secrets = replace(
        settings.secrets,
        slack_bot_token="",
        slack_team_id="",
        slack_client_id="11.22",
        slack_client_secret=chance.token(40),
    )
    dsn = await postgres.fresh_database()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(postgres.give_back, dsn)
        database = await Database.connect(dsn, most=20)
        stack.push_async_callback(database.close)
        opened = open_world(replace(settings, secrets=secrets), database, clock, chance, work=False)
        world = await stack.enter_async_context(opened)
        company = Company(world, clock, stack)
        if unnamed:
            space = world.twins.slack.workspace
            person = replace(space.person(company.name(unnamed)), email=None)
            space.people[person.id] = space.everybody[person.id] = person
        await company.settle()
        await company.connects()
        yield company
        judge(world.twins.slack)
