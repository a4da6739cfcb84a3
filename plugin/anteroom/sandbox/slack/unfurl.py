"""Links in messages: whom Slack tells of them, and what the app may show beside them.

Rules: docs.slack.dev/messaging/unfurling-links-in-messages, …/reference/events/link_shared (sent while a link
stands in the composer and once it is posted, never for the app's own messages),
…/reference/methods/chat.unfurl.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from anteroom.sandbox.slack.blocks import check_blocks
from anteroom.sandbox.slack.model import JsonObject, Message, SlackChannel, SlackPerson
from anteroom.sandbox.slack.people_methods import Answer
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State

SOURCES = ("composer", "conversations_history")
COMPOSER = "COMPOSER"
_URL = re.compile(r"https?://[^\s<>|]+")


@dataclass(slots=True)
class Ticket:
    """What an `unfurl_id` stands for: a posted message, or (None) a draft; and who reads what is shown."""

    source: str
    urls: tuple[str, ...]
    readers: frozenset[str]
    message: Message | None
    shown: dict[str, JsonObject]


def link_shared(
    state: State, person: SlackPerson, channel: SlackChannel, text: str, message: Message | None
) -> JsonObject | None:
    """Return the event for a text with links of the app's domains; None where there is none, or no scope."""
    space = state.workspace
    urls = tuple(dict.fromkeys(_URL.findall(text)))
    ours = tuple(url for url in urls if (urlsplit(url).hostname or "") in state.unfurl_domains)
    if not ours or "links:read" not in space.scopes:
        return None
    source = SOURCES[1] if message else SOURCES[0]
    unfurl_id = space.new_id("", 24)
    readers = frozenset(space.readers(message)) if message else frozenset({person.id})
    state.unfurls[unfurl_id] = Ticket(source, ours, readers, message, {})
    return {
        "type": "link_shared",
        "user": person.id,
        "channel": channel.id if message else COMPOSER,
        "message_ts": message.ts if message else space.new_id("", 36),
        "links": [{"url": url, "domain": urlsplit(url).hostname} for url in ours],
        "source": source,
        "unfurl_id": unfurl_id,
        "is_bot_user_member": space.bot_user.id in channel.members,
        "event_ts": space.next_ts(),
    }


def chat_unfurl(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/chat.unfurl: for a draft or message of which the app was told."""
    ticket = _ticket(state, args)
    unfurls = args.get("unfurls")
    if not unfurls:
        raise Refusal("missing_unfurls")
    if isinstance(unfurls, str):
        try:
            unfurls = json.loads(unfurls)
        except ValueError as fault:
            raise Refusal("invalid_unfurls_format") from fault
    if not isinstance(unfurls, dict):
        raise Refusal("invalid_unfurls_format")
    for url, shown in unfurls.items():
        if url not in ticket.urls:
            raise Refusal("cannot_unfurl_url")
        _fit(shown)
    ticket.shown.update(copy.deepcopy(unfurls))
    if ticket.message is not None:
        ticket.message.unfurls.update(copy.deepcopy(unfurls))
    state.workspace.touch()
    return {}, set(ticket.readers)


def _ticket(state: State, args: JsonObject) -> Ticket:
    if args.get("channel") or args.get("ts"):
        for name in ("channel", "ts"):
            if not args.get(name):
                raise Refusal(f"missing_{name}")
        for ticket in state.unfurls.values():
            message = ticket.message
            if message is not None and (message.channel, message.ts) == (args["channel"], args["ts"]):
                return ticket
        raise Refusal("cannot_unfurl_message")
    for name in ("unfurl_id", "source"):
        if not args.get(name):
            raise Refusal(f"missing_{name}")
    if args["source"] not in SOURCES:
        raise Refusal("invalid_source")
    found = state.unfurls.get(str(args["unfurl_id"]))
    if found is None or found.source != args["source"]:
        raise Refusal("invalid_unfurl_id")
    return found


def _fit(shown: Any) -> None:
    if not isinstance(shown, dict):
        raise Refusal("invalid_unfurls_format")
    blocks = shown.get("blocks")
    if blocks is not None and (not isinstance(blocks, list) or list(check_blocks(blocks, "messages"))):
        raise Refusal("cannot_parse_attachment")
