"""What the sandbox's Slack is made of: people, conversations, messages, views, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JsonObject = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]

BASE_SCOPES = frozenset({"commands", "chat:write", "im:write", "users:read"})


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """Somebody in the workspace.

    `name` is the handle, `real_name` what others read (and what a capture's `to` says), `tz` an IANA name.
    `restricted` is a guest, `stranger` somebody of another company in a shared channel.
    """

    id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "UTC"
    tz_label: str = ""
    restricted: bool = False
    ultra_restricted: bool = False
    stranger: bool = False
    bot: bool = False
    deleted: bool = False


@dataclass(slots=True)
class SlackChannel:
    """A conversation: `channel` is public, `group` private, `im` a direct message, `mpim` a group one.

    `ext_shared`: another company reads there; `pending_ext_shared`: it was invited; `org_shared`: other
    workspaces of one's own organisation do.
    """

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    kind: Kind = "channel"
    ext_shared: bool = False
    archived: bool = False
    pending_ext_shared: bool = False
    org_shared: bool = False


@dataclass(slots=True)
class Message:
    """A message in its present form. `only_for` is the one person who sees an ephemeral one, else None.

    `unfurls` is what the app shows beside each link in it.
    """

    ts: str
    channel: str
    author: str
    text: str
    blocks: list[JsonObject]
    only_for: str | None = None
    edited: bool = False
    thread_ts: str | None = None
    metadata: JsonObject | None = None
    unfurls: dict[str, JsonObject] = field(default_factory=dict)

    def action(self, action_id: str) -> JsonObject | None:
        """Return the element that bears `action_id`, or None."""
        return find_element(self.blocks, action_id)


@dataclass(slots=True)
class View:
    """A modal or a Home tab as the person sees it. `values` is block_id → action_id → what was filled in."""

    id: str
    body: JsonObject
    hash: str
    root_id: str
    previous_id: str | None
    viewer: str
    values: dict[str, dict[str, JsonObject]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    suggestions: dict[str, list[JsonObject]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[JsonObject]:
        """The view's blocks."""
        found: list[JsonObject] = self.body["blocks"]
        return found

    @property
    def title(self) -> str:
        """The modal's title; empty for a Home tab."""
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """The app's own name for the view; may be empty."""
        return str(self.body.get("callback_id", ""))


@dataclass(frozen=True, slots=True)
class Ack:
    """How the app answered one signed request. `status` 0: no answer within the limit, or no connection."""

    at: datetime
    kind: str
    user: str
    seconds: float
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    retry: int = 0

    @property
    def ok(self) -> bool:
        """Whether Slack takes it as received: 2xx within the limit."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """What a person sees right after a slash command.

    `message` if the app answered with one, `error` if Slack itself complains (`operation_timeout`,
    `dispatch_failed`), else neither.
    """

    ack: Ack
    message: Message | None
    error: str | None


@dataclass(frozen=True, slots=True)
class ClickAnswer:
    """What follows a click at once: `url` is what the browser opens, `error` Slack's own mark."""

    ack: Ack
    url: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu."""

    text: str
    value: str


def elements_of(block: JsonObject) -> list[JsonObject]:
    """Return the interactive or shown elements of `block`: accessory, elements, element."""
    found: list[JsonObject] = []
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            found.append(block[key])
    if isinstance(block.get("elements"), list):
        found.extend(element for element in block["elements"] if isinstance(element, dict))
    return found


def find_element(blocks: list[JsonObject], action_id: str) -> JsonObject | None:
    """Return the element of `blocks` that bears `action_id`, or None."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return element
    return None
