"""The stage of a story: the world, who has which browser, and everything that arrived outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

from anteroom.clock import TravellingClock
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Cast
from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.slack.model import Message
from anteroom.sandbox.story.keeping import TypedText
from anteroom.sandbox.story.telling import NotProven, Teller
from anteroom.sandbox.story.visit import Visitor
from anteroom.sandbox.world import World

Found = TypeVar("Found")
PATIENCE = 15.0
LOOK_EVERY = 0.02


@dataclass
class Scene:
    """One telling of a story. As a context it closes every browser that was opened."""

    world: World
    clock: TravellingClock
    teller: Teller
    received: list[Capture] = field(default_factory=list)
    typed: list[TypedText] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Scene:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def cast(self) -> Cast:
        """The people."""
        return self.world.twins.cast

    @property
    def captures(self) -> list[Capture]:
        """Everything that arrived outside so far, in no particular order."""
        twins = self.world.twins
        return [
            *twins.mailbox.captures,
            *twins.slack.captures,
            *twins.marketplace.captures,
            *self.received,
        ]

    def visitor(self, key: str) -> Visitor:
        """Give a person of the cast a browser."""
        return self.stranger(self.cast.person(key).name)

    def stranger(self, name: str) -> Visitor:
        """Give somebody whom nobody knows yet a browser."""
        visitor = Visitor(name, self.clock, self.received)
        self._stack.push_async_callback(visitor.close)
        return visitor

    async def until(self, what: str, look: Callable[[], Found | None], patience: float = PATIENCE) -> Found:
        """Look until something is there. Raises NotProven, saying what was waited for."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        while True:
            found = look()
            if found:
                return found
            if loop.time() > end:
                raise NotProven(f"waited {patience:.0f} s in vain for {what}")
            await asyncio.sleep(LOOK_EVERY)

    def card(self, key: str) -> Message | None:
        """Return the interview's card as a person sees it in Slack, in its present form."""
        for message in self.world.twins.slack.messages(self.cast.person(key).name):
            if any(block.get("block_id") == "people" for block in message.blocks):
                return message
        return None

    def card_says(self, key: str, *words: str) -> Message | None:
        """Return a person's card if it shows all of these words."""
        message = self.card(key)
        if message is None:
            return None
        shown = str(message.blocks) + message.text
        return message if all(word in shown for word in words) else None

    def pass_of(self, key: str) -> str | None:
        """Return the personal link that somebody got when the doors opened, from Slack or from the mail."""
        person = self.cast.person(key)
        if person.in_slack:
            for message in self.world.twins.slack.messages(person.name):
                if any(block.get("block_id") == "pass" for block in message.blocks):
                    element = message.action("join")
                    return str(element["url"]) if element else None
            return None
        home = f"{self.world.url}/i#"
        for mail in self.world.twins.mailbox.mails(key):
            if mail.invitation is None and home in mail.text:
                return home + mail.text.split(home, 1)[1].split()[0]
        return None

    def entry(self, key: str) -> Entry | None:
        """Return the one entry of the interview in a person's calendar."""
        entries = self.world.twins.mailbox.calendar(key)
        return entries[0] if entries else None
