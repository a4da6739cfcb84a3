"""What the app says without the Web API: in its answer to a command, and through a response URL."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack.chat_methods import said
from anteroom.sandbox.slack.model import Ack, JsonObject, Message
from anteroom.sandbox.slack.recorder import Exchange, read_object
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.tickets import ResponseUrl


def command_message(state: State, ack: Ack, user: str, channel: str) -> Message | None:
    """Show what the app answered to a command: nothing, plain text, or JSON. Raises Refusal."""
    if not ack.body.strip():
        return None
    if ack.headers.get("Content-Type", "").startswith("application/json"):
        try:
            answer: Any = json.loads(ack.body)
        except ValueError as fault:
            raise Refusal("invalid_command_response") from fault
        if not isinstance(answer, dict):
            raise Refusal("invalid_command_response")
        if not answer:
            return None
    else:
        answer = {"text": ack.body.decode(errors="replace")}
    return _say(state, answer, user, channel)


async def response_url(state: State, request: web.Request) -> web.Response:
    """POST /response/{key}: five uses within thirty minutes (…/interactivity/handling-user-interaction)."""
    raw, space = await request.read(), state.workspace
    arrived, readers = space.now(), set[str]()
    try:
        ticket = state.tickets.take_response(request.match_info["key"], arrived)
        try:
            body: Any = json.loads(raw)
        except ValueError as fault:
            raise Refusal("invalid_payload") from fault
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        readers = _respond(state, ticket, body)
        done: JsonObject = {"ok": True}
        answer = web.json_response(done)
    except Refusal as refusal:
        gone = refusal.error in ("expired_url", "used_url", "invalid_url")
        done = {"ok": False, "error": refusal.error}
        answer = web.json_response(done, status=404 if gone else 400)
    state.exchanges.append(Exchange("response_url", "response_url", read_object(raw), done))
    names = space.names(readers)
    state.captures.append(Capture(arrived, "slack", "app", names, raw, dict(request.headers), request.path))
    return answer


def _respond(state: State, ticket: ResponseUrl, body: JsonObject) -> set[str]:
    space = state.workspace
    original = next(
        (m for m in space.messages if m.channel == ticket.channel and m.ts == ticket.message_ts), None
    )
    if body.get("delete_original"):
        if original is not None:
            space.remove(original)
        return set()
    if body.get("replace_original") and original is not None:
        text, blocks = said(body, space)
        space.edit(original, text, blocks)
        return space.readers(original)
    message = _say(state, body, ticket.user, ticket.channel)
    return space.readers(message)


def _say(state: State, body: JsonObject, user: str, channel: str) -> Message:
    """Speak in the conversation: to one person unless `response_type` is in_channel."""
    space = state.workspace
    text, blocks = said(body, space)
    alone = None if body.get("response_type") == "in_channel" else user
    return space.post(channel, space.bot_user.id, text, blocks, only_for=alone)
