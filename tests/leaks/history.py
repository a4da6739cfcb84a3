"""A history: what happens in one small world, and what may lawfully be known in it, and by whom."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from anteroom.clock import SetClock
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Person
from anteroom.sandbox.world import World
from anteroom_slack import LINE
from leak_arrivals import Arrival, Opened, Typed, arrivals_of, log_lines
from leak_canaries import Somebody
from leak_search import TRUST, Leak, find_leaks
from leaks.browser_tab import BrowserTab, Program

T = TypeVar("T")


class History:
    """The world, its people's browsers, and the books of what was typed and disclosed."""

    def __init__(self, world: World, clock: SetClock, log: io.StringIO, stack: AsyncExitStack) -> None:
        self.world = world
        self.clock = clock
        self.received: list[Capture] = []
        self.typed: list[Typed] = []
        self.opened: list[Opened] = []
        self.granted: list[Opened] = []
        self.contracts: dict[str, str] = {}
        self._contract_of: list[str] = []
        self._consents: dict[tuple[str, str], set[str]] = {}
        self._log = log
        self._stack = stack
        self._tabs: dict[str, BrowserTab] = {}
        self._people = {
            person.key: Somebody(
                person.name, person.side, {field: (value,) for field, value in person.contact.items()}
            )
            for person in world.twins.cast.people
        }
        key = world.settings.secrets.api_key
        self.program = Program(world.url, key, clock, self.received)
        self.trust = Program(world.url, world.settings.secrets.review_key or "", clock, self.received, TRUST)
        stack.push_async_callback(self.program.close)
        stack.push_async_callback(self.trust.close)

    @property
    def people(self) -> list[Somebody]:
        """Everybody outside, with every detail that was told so far."""
        return list(self._people.values())

    @property
    def now(self) -> datetime:
        """The moment at which the history stands."""
        return self.clock.now()

    @property
    def may_share(self) -> bool:
        """Whether a contract is in force, under which the members may share by themselves."""
        return any(opened.until is None for opened in self.opened)

    def person(self, key: str) -> Person:
        """A person of the cast."""
        return self.world.twins.cast.person(key)

    def tab(self, key: str) -> BrowserTab:
        """The person's browser."""
        if key not in self._tabs:
            tab = BrowserTab(self.person(key).name, self.world.url, self.clock, self.received)
            self._stack.push_async_callback(tab.close)
            self._tabs[key] = tab
        return self._tabs[key]

    async def keep(self, context: AbstractAsyncContextManager[T]) -> T:
        """Open something for as long as the history lasts."""
        return await self._stack.enter_async_context(context)

    async def let_in(self, seat: str) -> None:
        """Let the marketplace's page open the gate for the host."""
        async with self.world.house.database.connection() as conn:
            interview = await conn.fetchval("select interview_id from party where id = $1", seat)
        _ = await self.program.call(
            "POST", f"/v1/interviews/{interview}/parties/{seat}/admit", {"member": "m-maya"}
        )

    def type(self, key: str, *texts: str) -> None:
        """Note what a person typed, which may be shown to this person again."""
        self.typed += [Typed(self.person(key).name, text, self.now) for text in texts if text]

    def learn(self, key: str, details: dict[str, str]) -> None:
        """Note new details of a person; the old ones stay sought."""
        known = self._people[key]
        more = {field: (*known.details[field], value) for field, value in details.items()}
        self._people[key] = replace(known, details={**known.details, **more})

    def seek_call(self, *pieces: str) -> None:
        """Note what opens a call of the company's: from now on it is sought, whoever gave it."""
        known = self._people.get("call", Somebody("The company's call", "client", {}))
        self._people["call"] = replace(known, details={"link": (*known.details.get("link", ()), *pieces)})

    def start_contract(self, proposal: str, contract: str) -> None:
        """Note what a contract opens between its two members, by what each shares now."""
        self.contracts[contract] = proposal
        books = self.world.twins.marketplace.books
        for owner, viewer in (("maya", "leo"), ("leo", "maya")):
            self._open(contract, owner, viewer, frozenset(books.member(owner).shares))
        for owner, about in self._consents:
            if about == proposal:
                self._open(contract, owner, "leo", frozenset({"email"}))

    def end_contract(self, contract: str) -> None:
        """Note that a contract's disclosures are over; one that another contract made stays."""
        for at, by in enumerate(self._contract_of):
            if by == contract:
                self._end(at)

    def choose(self, key: str) -> None:
        """Note that a member shares other fields from now on, where a contract is in force."""
        fields = frozenset(self.world.twins.marketplace.books.member(key).shares)
        for at, opened in list(enumerate(self.opened)):
            if opened.owner == self.person(key).name and opened.until is None and opened.fields != fields:
                self._end(at)
                self._contract_of.append(self._contract_of[at])
                self.opened.append(replace(opened, fields=fields, since=self.now))

    def consent(self, key: str, seat: str, proposal: str, *, agreed: bool) -> None:
        """Note that a guest of the client's shares the own address once there is a contract, or no more."""
        seats = self._consents.setdefault((key, proposal), set())
        before = bool(seats)
        (seats.add if agreed else seats.discard)(seat)
        running = {by for by, opened in zip(self._contract_of, self.opened, strict=True) if not opened.until}
        for contract in sorted(running):
            if self.contracts[contract] == proposal and agreed and not before:
                self._open(contract, key, "leo", frozenset({"email"}))
        if not seats:
            del self._consents[key, proposal]
            for at, by in enumerate(self._contract_of):
                if self.contracts[by] == proposal and self.opened[at].owner == self.person(key).name:
                    self._end(at)

    def _open(self, contract: str, owner: str, viewer: str, fields: frozenset[str]) -> None:
        self._contract_of.append(contract)
        names = self.person(owner).name, self.person(viewer).name
        self.opened.append(Opened(*names, fields, self.now))

    def _end(self, at: int) -> None:
        self.opened[at] = replace(self.opened[at], until=self.opened[at].until or self.now)

    async def submit_form(self, name: str) -> None:
        """Send the form that somebody has open in Slack, and what it asks to be agreed to; shut the rest."""
        slack = self.world.twins.slack
        _ = await slack.submit(name)
        await self.settle()
        last = slack.open_view(name)
        if last is not None and last.callback_id == "consent":
            _ = await slack.submit(name)
            await self.settle()
        if slack.open_view(name) is not None:
            await slack.close(name, everything=True)

    async def settle(self) -> None:
        """Let what goes on behind acknowledgements end, time do what is due, every effect be carried out."""
        line = self.world.app[LINE]
        await line.settled()
        await self.world.settle()
        await line.settled()
        self.seek_calls()

    def arrivals(self) -> list[Arrival]:
        """Everything that arrived outside so far, and every line of the log."""
        twins = self.world.twins
        captures = [*twins.mailbox.captures, *twins.slack.captures, *twins.marketplace.captures]
        return [*arrivals_of([*captures, *self.received]), *log_lines(self._log.getvalue(), self.now)]

    def told_to_tools(self) -> list[Arrival]:
        """Everything that the tools were told in which calls are made."""
        tools = self.world.tools.all if self.world.tools is not None else ()
        captures = [
            Capture(self.now, "http", "anteroom", (type(tool).__name__,), each.body, {}, each.path)
            for tool in tools
            for each in tool.heard
        ]
        return arrivals_of(captures)

    def told_to_vendors(self) -> list[Arrival]:
        """Everything that we told the vendors of people's calendars.

        But for one question, in which Microsoft is told the address that it has just told us: the owner's.
        """
        vendors = self.world.vendors
        twins = () if vendors is None else (vendors.google, vendors.microsoft)
        captures = [
            Capture(self.now, "http", "anteroom", (twin.vendor,), each.body, {}, each.path)
            for twin in twins
            for each in twin.heard
            if not each.path.startswith(twin.authorize) and not each.path.endswith("/getSchedule")
        ]
        return arrivals_of(captures)

    def seek_calls(self) -> None:
        """Seek whatever opens a call that was made in a tool: the tools know it, nobody else."""
        if self.world.tools is not None:
            links = (str(each["joinWebUrl"]) for each in self.world.tools.teams.meetings.values())
            codes = [piece for link in links for piece in re.findall(r"MSo1N2Y5\w+", link)]
            self.seek_call(*self.world.tools.zoom.meetings, *codes, *self.world.tools.livekit.rooms)

    def leaks(self) -> list[Leak]:
        """Search it all. What tools and vendors are told holds no detail, and a tool its own call's name."""
        people = [each for key, each in self._people.items() if key != "call"]
        opened = [*self.opened, *self.granted]
        return [
            *find_leaks(self.arrivals(), list(self._people.values()), opened, self.typed),
            *find_leaks([*self.told_to_tools(), *self.told_to_vendors()], people, [], []),
        ]

    def account(self, leak: Leak) -> str:
        """Word a leak with the thing that leaked, for whoever must find the cause."""
        everything = [*self.arrivals(), *self.told_to_tools(), *self.told_to_vendors()]
        arrival = next(
            each for each in everything if (each.channel, each.index) == (leak.channel, leak.index)
        )
        return f"{leak}\n    from {arrival.sender} at {arrival.at} {arrival.path}\n    {arrival.pieces}"


@asynccontextmanager
async def begin(world: World, clock: SetClock, log: io.StringIO) -> AsyncIterator[History]:
    """Open a history in which Maya has connected her Slack account with the marketplace."""
    async with AsyncExitStack() as stack:
        history = History(world, clock, log, stack)
        slack, market = world.twins.slack, world.twins.marketplace
        answer = await slack.command(history.person("maya").name, "/interview", "list")
        assert answer.message is not None, answer
        link = next(
            str(element["url"])
            for block in answer.message.blocks
            for element in [*block.get("elements", []), block.get("accessory", {})]
            if "/slack/link" in str(element.get("url", ""))
        )
        tab = history.tab("maya")
        _, consent, _ = await tab.get(link)
        target, fields = await market.confirm_connect("maya", consent)
        _, _, asked = await tab.send(target, fields)
        token = re.search(r'name="token" value="([^"]*)"', asked)
        assert token is not None, asked
        status, _, page = await tab.send(f"{target}/sure", {"token": token[1]})
        assert status == 200, page
        await history.settle()
        yield history
