"""What a person does outside modals: commands, clicks, shortcuts, the Home tab."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from anteroom.sandbox.slack import payloads
from anteroom.sandbox.slack.app_line import AppLine
from anteroom.sandbox.slack.app_methods import uninstalled
from anteroom.sandbox.slack.chat_methods import message_object
from anteroom.sandbox.slack.modals import Modals
from anteroom.sandbox.slack.model import (
    Ack,
    ClickAnswer,
    CommandAnswer,
    JsonObject,
    Message,
    View,
    elements_of,
)
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.speech import command_message
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.unfurl import link_shared


class Hands:
    """Acts for the people of the workspace."""

    def __init__(self, state: State, line: AppLine, modals: Modals) -> None:
        self.url = ""  # of this service; known once it listens
        self._state = state
        self._line = line
        self._modals = modals

    async def command(self, user: str, name: str, text: str, channel: str | None) -> CommandAnswer:
        """Type a slash command; a late or failed answer is told by Slackbot."""
        space = self._state.workspace
        person = space.person(user)
        where = space.channel(channel) if channel else space.direct(person.id)
        assert where is not None
        if person.id not in where.members:
            raise KeyError(f"{person.real_name} is not in {where.name}")
        if self._state.screens.top(person.id) is not None:
            raise RuntimeError(f"a modal covers {person.real_name}'s composer: submit or close it first")
        url = self._response_url(person.id, where.id, None)
        form = payloads.command(self._state, person, where, name, text, url)
        ack = await self._line.form("command", person.id, form)
        message, error = None, _complaint(ack)
        if error is None:
            try:
                message = command_message(self._state, ack, person.id, where.id)
                self._readers(ack, message)
            except Refusal as refusal:
                error = refusal.error
        if error is not None:
            sentence = f'{name} failed with the error "{error}"'
            _ = space.post(where.id, space.slackbot.id, sentence, [], only_for=person.id)
        return CommandAnswer(ack, message, error)

    def _readers(self, ack: Ack, message: Message | None) -> None:
        """An answer with `in_channel` is read by everybody in the conversation: say so in its capture."""
        captures, space = self._state.captures, self._state.workspace
        for index in reversed(range(len(captures))):
            if message is not None and captures[index].body is ack.body:
                captures[index] = replace(captures[index], to=space.names(space.readers(message)))
                return

    async def click(
        self,
        user: str,
        where: str | Message | View,
        action_id: str,
        choice: Any,
        block_id: str | None = None,
    ) -> ClickAnswer:
        """Use an element of a message, of the open modal or of the Home tab."""
        person = self._state.workspace.person(user)
        place = self._place(person.id, where)
        block_id, element = _element(place.blocks, action_id, block_id)
        if isinstance(place, View):
            payload = payloads.in_view(self._state, person, place, block_id, element, choice)
        else:
            url = self._response_url(person.id, place.channel, place.ts)
            payload = payloads.in_message(self._state, person, place, block_id, element, choice, url)
        ack = await self._line.interaction(payload)
        self._state.workspace.touch()
        return ClickAnswer(ack, element.get("url"), _complaint(ack))

    def _place(self, user: str, where: str | Message | View) -> Message | View:
        if where == "modal":
            return self._modals.top(user)
        if where == "home":
            return self._state.screens.homes[user]
        if isinstance(where, View):
            return self._state.screens.homes[user] if where.body["type"] == "home" else self._modals.top(user)
        ts = where.ts if isinstance(where, Message) else where
        for message in self._state.workspace.visible(user):
            if message.ts == ts:
                return message
        raise KeyError(f"no message {ts} that this person can see")

    async def shortcut(self, user: str, callback_id: str) -> Ack:
        """Use a global shortcut (docs.slack.dev/reference/interaction-payloads/shortcuts…)."""
        space = self._state.workspace
        person = space.person(user)
        return await self._line.interaction(
            payloads.common("shortcut", person, space)
            | {
                "callback_id": callback_id,
                "trigger_id": self._state.tickets.trigger(person.id, space.now()),
                "action_ts": space.next_ts(),
            }
        )

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Ack:
        """Use a shortcut on a message."""
        space = self._state.workspace
        person, channel = space.person(user), space.channels[message.channel]
        return await self._line.interaction(
            payloads.common("message_action", person, space)
            | {
                "callback_id": callback_id,
                "trigger_id": self._state.tickets.trigger(person.id, space.now()),
                "action_ts": space.next_ts(),
                "response_url": self._response_url(person.id, channel.id, message.ts),
                "message_ts": message.ts,
                "channel": {"id": channel.id, "name": channel.name},
                "message": message_object(message, space),
            }
        )

    async def open_home(self, user: str) -> View | None:
        """Open the Home tab (docs.slack.dev/reference/events/app_home_opened)."""
        space = self._state.workspace
        person = space.person(user)
        _ = await self._line.event(
            {
                "type": "app_home_opened",
                "user": person.id,
                "channel": space.bot_direct(person.id).id,
                "tab": "home",
                "event_ts": space.next_ts(),
            }
        )
        return self._state.screens.homes.get(person.id)

    async def say(self, user: str, where: str, text: str) -> Message:
        """Post a message as a person; the app is told of its links."""
        space = self._state.workspace
        person, channel = space.person(user), space.channel(where)
        message = space.post(channel.id, person.id, text, [])
        event = link_shared(self._state, person, channel, text, message)
        if event is not None:
            _ = await self._line.event(event)
        return message

    async def compose(self, user: str, where: str, text: str) -> dict[str, JsonObject]:
        """Type a message without sending it; return what the app shows beside its links, as yet."""
        space = self._state.workspace
        event = link_shared(self._state, space.person(user), space.channel(where), text, None)
        if event is None:
            return {}
        _ = await self._line.event(event)
        return self._state.unfurls[str(event["unfurl_id"])].shown

    async def uninstall(self) -> None:
        """Remove the app. Slack promises no order of the two events (docs…/events/app_uninstalled)."""
        space, known = self._state.workspace, self._state.installations
        known.uninstall(known.grants[space.enterprise if space.by_organisation else space.team])
        for event in uninstalled(self._state):
            _ = await self._line.event({**event, "event_ts": space.next_ts()})
        space.touch()

    def _response_url(self, user: str, channel: str, message_ts: str | None) -> str:
        now = self._state.workspace.now()
        return f"{self.url}/response/{self._state.tickets.response(user, channel, now, message_ts)}"


def _complaint(ack: Ack) -> str | None:
    if ack.ok:
        return None
    return "operation_timeout" if ack.failure == "http_timeout" else "dispatch_failed"


def _element(blocks: list[JsonObject], action_id: str, within: str | None) -> tuple[str, JsonObject]:
    for block in blocks:
        if within not in (None, block["block_id"]):
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block["block_id"], element
    raise KeyError(f"no element {action_id!r} here")
