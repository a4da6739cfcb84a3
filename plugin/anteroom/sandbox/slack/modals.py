"""What a person does in a modal: fill in, type into a menu, submit, close."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from anteroom.sandbox.slack import payloads
from anteroom.sandbox.slack.app_line import AppLine
from anteroom.sandbox.slack.elements import all_options, check_options
from anteroom.sandbox.slack.fields import client_errors, field_state, find_field, offered_in
from anteroom.sandbox.slack.model import Ack, JsonObject, Option, View
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State

TROUBLE = "We had some trouble connecting. Try again?"
_EXTERNAL = ("external_select", "multi_external_select")


class Modals:
    """Acts on the view on top of a person's stack."""

    def __init__(self, state: State, line: AppLine) -> None:
        self._state = state
        self._line = line

    def top(self, user: str) -> View:
        """Return the view on the person's screen. Raises KeyError."""
        person = self._state.workspace.person(user)
        view = self._state.screens.top(person.id)
        if view is None:
            raise KeyError(f"{person.real_name} has no modal open")
        return view

    async def fill(self, user: str, values: Mapping[str, Any]) -> None:
        """Put values into fields; those that ask for it (`dispatch_action`) tell the app at once."""
        view, space = self.top(user), self._state.workspace
        for name, value in values.items():
            block, element = find_field(view, name)
            block_id = block["block_id"]
            if element["type"] in _EXTERNAL and value:
                for one in [value] if isinstance(value, str) else value:
                    await self._offer(user, view, block_id, element, one)
            offered = offered_in(view, block_id, element)
            if block["type"] == "input" and not block.get("dispatch_action", False):
                state = field_state(element, value, offered, lambda typed: space.person(typed).id)
                view.values[block_id][element["action_id"]] = state
                space.touch()
            else:
                person = space.person(user)
                payload = payloads.in_view(self._state, person, view, block_id, element, value)
                _ = await self._line.interaction(payload)

    async def suggest(self, user: str, field: str, typed: str) -> list[Option]:
        """Type into an external menu and return what it offers; nothing below its least length."""
        view, person = self.top(user), self._state.workspace.person(user)
        block, element = find_field(view, field)
        if element["type"] not in _EXTERNAL:
            raise KeyError(f"{field!r} is no external menu")
        if len(typed) < element.get("min_query_length", 3):
            return []
        payload = payloads.suggestion(self._state, person, view, block["block_id"], element, typed)
        options = _offered(await self._line.interaction(payload))
        view.suggestions[block["block_id"]] = options
        self._state.workspace.touch()
        return [Option(option["text"]["text"], option["value"]) for option in options]

    async def _offer(self, user: str, view: View, block_id: str, element: JsonObject, wanted: str) -> None:
        known = offered_in(view, block_id, element)
        if not any(wanted in (option["value"], option["text"]["text"]) for option in known):
            _ = await self.suggest(user, block_id, wanted)
            view.suggestions[block_id] = known + view.suggestions.get(block_id, [])

    async def submit(self, user: str) -> dict[str, str] | None:
        """Press submit: first Slack's own checks, then the app's answer (`response_action`)."""
        view, person = self.top(user), self._state.workspace.person(user)
        view.errors = client_errors(view)
        if not view.errors:
            payload = payloads.about_view("view_submission", self._state, person, view)
            payload["response_urls"] = []
            ack = await self._line.interaction(payload)
            try:
                view.errors = self._follow(person.id, view, ack)
            except Refusal:
                view.errors = {"*": TROUBLE}
        self._state.workspace.touch()
        return view.errors or None

    def _follow(self, user: str, view: View, ack: Ack) -> dict[str, str]:
        screens = self._state.screens
        if not ack.ok:
            return {"*": TROUBLE}
        answer = _json(ack.body) if ack.body.strip() else {}
        if answer is None:
            return {"*": TROUBLE}
        match answer.get("response_action"):
            case None if not answer:
                if screens.top(user) is view:
                    _ = screens.drop(user)
            case "clear":
                _ = screens.drop(user, everything=True)
            case "update":
                _ = screens.update(view, answer.get("view"), None)
            case "push":
                _ = screens.push(user, answer.get("view"), view)
            case "errors":
                return _field_errors(view, answer.get("errors"))
            case _:
                return {"*": TROUBLE}
        return {}

    async def close(self, user: str, *, everything: bool) -> None:
        """Close; views that asked for it (`notify_on_close`) are reported to the app."""
        view, person = self.top(user), self._state.workspace.person(user)
        clear = everything or bool(view.body.get("clear_on_close"))
        for gone in self._state.screens.drop(person.id, everything=clear):
            if gone.body.get("notify_on_close"):
                _ = await self._line.interaction(payloads.closed(self._state, person, gone, cleared=clear))


def _field_errors(view: View, errors: Any) -> dict[str, str]:
    """Take errors only for input blocks of this view, as Slack does (…/surfaces/modals#displaying_errors)."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    fits = isinstance(errors, dict) and errors and errors.keys() <= inputs
    if not fits or not all(isinstance(sentence, str) and sentence for sentence in errors.values()):
        return {"*": TROUBLE}
    return dict(errors)


def _offered(ack: Ack) -> list[JsonObject]:
    answer = _json(ack.body) if ack.ok else None
    if answer is None or check_options(answer):
        return []
    return all_options(answer)


def _json(body: bytes) -> JsonObject | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
