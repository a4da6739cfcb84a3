"""The people, an app that answers as each test says, and pieces of Block Kit."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from anteroom.sandbox.slack import SlackPerson

START = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
SECRET = "a signing secret"
TOKEN = "xoxb-sandbox-token"
CLARA = SlackPerson("U0CLARA", "clara", "Clara Weiss", "clara@client.example", "Europe/Berlin")
DANA = SlackPerson("U0DANA", "dana", "Dana Okoye", "dana@client.example", "America/New_York")
STRANGER = SlackPerson("U0STRANGE", "sam", "Sam Else", "sam@else.example", stranger=True, restricted=True)
GONE = SlackPerson("U0GONE", "gone", "Gil Gone", "gil@client.example", deleted=True)


@dataclass
class Received:
    """One signed request as the app got it."""

    headers: dict[str, str]
    raw: bytes
    payload: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.payload.get("type", "command"))


Answer = Callable[[Received], Awaitable[web.Response]]


@dataclass
class TheApp:
    """The app's one URL. `answer` may be replaced; without it everything gets an empty 200."""

    received: list[Received] = field(default_factory=list)
    answer: Answer | None = None

    async def handle(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if request.content_type == "application/json":
            payload = json.loads(raw)
        else:
            form = {key: values[0] for key, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
            payload = json.loads(form["payload"]) if "payload" in form else form
        got = Received(dict(request.headers), raw, payload)
        self.received.append(got)
        return await self.answer(got) if self.answer else web.Response()

    def last(self, kind: str) -> Received:
        return [got for got in self.received if got.kind == kind][-1]


def section(text: str = "Hello") -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain_text("Go"), **more}


def field_block(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(block_id.title()),
        "element": element,
        **more,
    }


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = {"type": "modal", "title": plain_text("Interview"), "blocks": list(blocks) or [section()]}
    if any(block.get("type") == "input" for block in blocks):
        shown["submit"] = plain_text("Send")
    return shown | more
