"""The workspace: who is in it, which conversations there are, what has been said, and who can read it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.slack.model import JsonObject, Kind, Message, SlackChannel, SlackPerson

APP_NAME = "Anteroom"


class Workspace:
    """State only; whether the app may do a thing is decided by the methods of the API.

    `enterprise` is the organisation that it is of, or empty; with `approval` an administrator must approve
    apps.
    """

    def __init__(
        self,
        team: str,
        people: Iterable[SlackPerson],
        channels: Iterable[SlackChannel],
        scopes: Iterable[str],
        clock: Clock,
        randomness: Randomness,
        *,
        enterprise: str = "",
        approval: bool = False,
    ) -> None:
        self.team = team
        self.name = team
        self.enterprise = enterprise
        self.approval = approval
        self.approved = False
        self.by_organisation = False  # installed as one of an organisation
        self.app_id = "A0SANDBOX"
        self.bot_id = "B0SANDBOX"
        self.bot_user = SlackPerson("U0SANDBOXBOT", "anteroom", APP_NAME, bot=True)
        self.slackbot = SlackPerson("USLACKBOT", "slackbot", "Slackbot", bot=True)
        self.people = {person.id: person for person in people}
        self.everybody = {**self.people, self.bot_user.id: self.bot_user, self.slackbot.id: self.slackbot}
        self.channels = {channel.id: channel for channel in channels}
        self.scopes = set(scopes)
        self.installed = True
        self.messages: list[Message] = []
        self.version = 0
        self._changed = asyncio.Event()
        self._last_ts = 0
        self._clock = clock
        self._randomness = randomness

    # ---- time and change

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return self._clock.now()

    def new_id(self, prefix: str, length: int = 10) -> str:
        """Return an id in Slack's alphabet: a letter, then capitals and digits."""
        return prefix + self._randomness.token(length).upper()

    def touch(self) -> None:
        """Note that somebody may see something new."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, since: int) -> None:
        """Wait until `version` has gone past `since`; what happened meanwhile is not missed."""
        while self.version <= since:
            _ = await self._changed.wait()

    def next_ts(self) -> str:
        """Return a message's id: seconds with six decimals, unique and rising."""
        micros = max(int(self.now().timestamp() * 1_000_000), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    # ---- people and conversations

    def person(self, user: str) -> SlackPerson:
        """Find a person by id, handle, real name or mention. Raises KeyError."""
        wanted = user.removeprefix("<@").removesuffix(">").split("|")[0]
        for person in self.people.values():
            if wanted in (person.id, person.name, person.real_name):
                return person
        raise KeyError(f"nobody called {user!r} in this workspace")

    def channel(self, channel: str) -> SlackChannel:
        """Find a conversation by id or name (with or without #). Raises KeyError."""
        for found in self.channels.values():
            if channel.removeprefix("#") in (found.id, found.name):
                return found
        raise KeyError(f"no conversation {channel!r} in this workspace")

    def direct(self, *users: str, create: bool = True) -> SlackChannel | None:
        """Return the direct (or group) conversation of exactly these users; make it unless told not to."""
        members = set(users)
        for channel in self.channels.values():
            if channel.kind in ("im", "mpim") and channel.members == members:
                return channel
        if not create:
            return None
        kind: Kind = "im" if len(members) <= 2 else "mpim"
        made = SlackChannel(self.new_id("D" if kind == "im" else "G"), "directmessage", members, kind)
        self.channels[made.id] = made
        return made

    def bot_direct(self, user: str) -> SlackChannel:
        """Return the app's own conversation with `user`."""
        found = self.direct(self.bot_user.id, user)
        assert found is not None
        return found

    def zone_offset(self, person: SlackPerson) -> int:
        """Return the present offset of the person's zone from UTC in seconds."""
        offset = self.now().astimezone(ZoneInfo(person.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def names(self, users: Iterable[str]) -> tuple[str, ...]:
        """Return the real names of the people among `users`, sorted; ("slack",) if there are none."""
        found = sorted(self.people[user].real_name for user in users if user in self.people)
        return tuple(found) or ("slack",)

    def conversation_name(self, channel: SlackChannel, reader: str) -> str:
        """Return what `reader` sees as the conversation's name."""
        if channel.kind in ("channel", "group"):
            return f"#{channel.name}"
        others = channel.members - {reader}
        if not others:
            return "Notes to yourself"
        return ", ".join(sorted(self.everybody[user].real_name for user in others if user in self.everybody))

    # ---- messages

    def post(
        self,
        channel: str,
        author: str,
        text: str,
        blocks: list[JsonObject],
        *,
        only_for: str | None = None,
        thread_ts: str | None = None,
        metadata: JsonObject | None = None,
    ) -> Message:
        """Add a message."""
        message = Message(self.next_ts(), channel, author, text, blocks, only_for, False, thread_ts, metadata)
        self.messages.append(message)
        self.touch()
        return message

    def edit(self, message: Message, text: str | None, blocks: list[JsonObject] | None) -> None:
        """Change a message in place; None leaves that half as it was."""
        if text is not None:
            message.text = text
        if blocks is not None:
            message.blocks = blocks
        message.edited = True
        self.touch()

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self.messages.remove(message)
        self.touch()

    def message(self, channel: str, ts: str) -> Message | None:
        """Return a message that stays in the conversation (no ephemeral one), or None."""
        for message in self.messages:
            if message.channel == channel and message.ts == ts and message.only_for is None:
                return message
        return None

    def readers(self, message: Message) -> set[str]:
        """Return the ids of those who can read `message`."""
        return {message.only_for} if message.only_for else set(self.channels[message.channel].members)

    def visible(self, user: str, channel: str | None = None) -> list[Message]:
        """Return what `user` can see, oldest first."""
        return [
            message
            for message in self.messages
            if user in self.readers(message) and channel in (None, message.channel)
        ]
