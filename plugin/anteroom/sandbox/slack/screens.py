"""What each person has open: a stack of at most three modals, and the app's Home tab."""

from __future__ import annotations

import copy
import json
from typing import Any

from anteroom.sandbox.slack.blocks import check_view
from anteroom.sandbox.slack.fields import start_values
from anteroom.sandbox.slack.model import JsonObject, View, elements_of
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.workspace import Workspace

STACK = 3
LARGEST = 250_000  # docs.slack.dev/reference/methods/views.open: view_too_large


class Screens:
    """The views on everybody's screen."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """Return the modal that `user` sees, or None."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def push(self, user: str, body: Any, previous: View | None) -> View:
        """Show `body` above `previous` (None: as a new root). Raises Refusal."""
        self._fit(body, "modal")
        self._unique(body, None)
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= STACK:
            raise Refusal("push_limit_reached")
        view = self._made(user, body, previous)
        stack.append(view)
        self._workspace.touch()
        return view

    def update(self, view: View, body: Any, given_hash: str | None) -> View:
        """Replace a view in place; fields of the same ids keep their values. Raises Refusal."""
        self._fit(body, "modal")
        self._unique(body, view)
        if given_hash is not None and given_hash != view.hash:
            raise Refusal("hash_conflict")
        view.body = self.completed(body)
        view.hash = self._hash()
        view.values = start_values(view.blocks, view.values)
        view.errors = {}
        self._workspace.touch()
        return view

    def publish(self, user: str, body: Any, given_hash: str | None) -> View:
        """Set a person's Home tab. Raises Refusal."""
        self._fit(body, "home")
        before = self.homes.get(user)
        if given_hash is not None and before is not None and given_hash != before.hash:
            raise Refusal("hash_conflict")
        view = self._made(user, body, None)
        if before is not None:
            view.id = view.root_id = before.id
        self.homes[user] = view
        self._workspace.touch()
        return view

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """Return the open view. Raises Refusal `not_found`: it was closed, or never was."""
        for stack in self.stacks.values():
            for view in stack:
                if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                    return view
        raise Refusal("not_found")

    def drop(self, user: str, *, everything: bool = False) -> list[View]:
        """Take the top view (or all) off the person's screen; return what went, topmost first."""
        stack = self.stacks.get(user, [])
        gone = list(reversed(stack)) if everything else stack[-1:]
        del stack[len(stack) - len(gone) :]
        self._workspace.touch()
        return gone

    def completed(self, body: JsonObject) -> JsonObject:
        """Return a copy with the ids that Slack gives to blocks and elements without one."""
        complete = copy.deepcopy(body)
        name_blocks(complete["blocks"], self._workspace)
        return complete

    def _made(self, user: str, body: JsonObject, previous: View | None) -> View:
        view_id = self._workspace.new_id("V")
        complete = self.completed(body)
        return View(
            view_id,
            complete,
            self._hash(),
            previous.root_id if previous else view_id,
            previous.id if previous else None,
            user,
            start_values(complete["blocks"], {}),
        )

    def _hash(self) -> str:
        return f"{int(self._workspace.now().timestamp())}.{self._workspace.new_id('', 8)}"

    def _fit(self, body: Any, kind: str) -> None:
        if len(json.dumps(body, ensure_ascii=False).encode()) > LARGEST:
            raise Refusal("view_too_large")
        found = check_view(body)
        if not found and body["type"] != kind:
            found = [f"must be of type {kind} [json-pointer:/view/type]"]
        if found:
            raise Refusal("invalid_arguments", [f"[ERROR] {line}" for line in found])

    def _unique(self, body: JsonObject, but: View | None) -> None:
        external = body.get("external_id")
        for stack in self.stacks.values():
            if external and any(
                view.body.get("external_id") == external and view is not but for view in stack
            ):
                raise Refusal("duplicate_external_id")


def name_blocks(blocks: list[JsonObject], workspace: Workspace) -> None:
    """Give every block a block_id and every interactive element an action_id, in place."""
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = workspace.new_id("", 5)
        for element in elements_of(block):
            if element.get("type") not in ("image", "mrkdwn", "plain_text") and not element.get("action_id"):
                element["action_id"] = workspace.new_id("", 5)
