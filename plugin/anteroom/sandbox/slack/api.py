"""The Web API: one table of methods, and what holds for all of them (tokens, scopes, arguments, limits).

Rules: docs.slack.dev/apis/web-api, …/rate-limits and …/reference/methods.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack import app_methods, chat_methods, people_methods, unfurl, view_methods
from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.slack.people_methods import Answer, need_scope
from anteroom.sandbox.slack.recorder import Exchange
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State

# These come as JSON text inside a form, and may come so inside JSON too.
NESTED = ("view", "blocks", "metadata", "attachments")


@dataclass(frozen=True, slots=True)
class Method:
    """One row: what does it, the scope and arguments it needs, whether it takes a JSON body."""

    handler: Callable[[State, JsonObject], Answer]
    scope: str | None = None
    required: tuple[str, ...] = ()
    takes_json: bool = True


METHODS: dict[str, Method] = {
    "auth.test": Method(app_methods.auth_test),
    "auth.revoke": Method(app_methods.auth_revoke, None, (), False),
    "oauth.v2.access": Method(app_methods.oauth_access, None, (), False),
    "oauth.v2.exchange": Method(app_methods.oauth_exchange, None, (), False),
    "apps.uninstall": Method(app_methods.apps_uninstall, None, (), False),
    "users.info": Method(people_methods.users_info, "users:read", ("user",), False),
    "users.list": Method(people_methods.users_list, "users:read", (), False),
    "users.lookupByEmail": Method(
        people_methods.users_lookup_by_email, "users:read.email", ("email",), False
    ),
    "conversations.open": Method(people_methods.conversations_open),
    "conversations.info": Method(people_methods.conversations_info, None, ("channel",), False),
    "chat.postMessage": Method(chat_methods.post_message, "chat:write", ("channel",)),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, "chat:write", ("channel", "user")),
    "chat.update": Method(chat_methods.update_message, "chat:write", ("channel", "ts")),
    "chat.delete": Method(chat_methods.delete_message, "chat:write", ("channel", "ts")),
    "chat.unfurl": Method(unfurl.chat_unfurl, "links:write"),
    "views.open": Method(view_methods.views_open, None, ("trigger_id", "view")),
    "views.push": Method(view_methods.views_push, None, ("trigger_id", "view")),
    "views.update": Method(view_methods.views_update, None, ("view",)),
    "views.publish": Method(view_methods.views_publish, None, ("user_id", "view")),
}


BY_CLIENT = frozenset({"oauth.v2.access", "oauth.v2.exchange", "apps.uninstall"})
"""Methods that take the app's id and secret."""
BY_TOKEN = frozenset({"auth.test", "auth.revoke", "oauth.v2.exchange", "apps.uninstall"})
"""Methods about a token itself, whichever workspaces it opens."""


class Api:
    """Answers /api/{method}."""

    def __init__(self, state: State, tell: Callable[[State, JsonObject], None]) -> None:
        self._state = state
        self._tell = tell

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one call: record it, refuse or do it, answer as Slack does (200 with `ok`, or 429)."""
        state, name = self._state, request.match_info["method"]
        arrived = state.workspace.now()
        raw = await request.read()
        seconds = state.weather.delay(name)
        if seconds:
            await asyncio.sleep(seconds)
        cut, readers = state.weather.cut(name), set[str]()
        args: JsonObject = {}
        answer: JsonObject
        try:
            args = arguments(request, raw)
            if cut is False:
                raise Refusal("the connection was cut")
            wait = state.weather.limit(name)
            if wait is None:
                state = self._spoken_to(request, args)
                wait = state.limits.wait(name, str(args.get("channel", "")), arrived)
            if wait is not None:
                refused = {"ok": False, "error": "ratelimited"}
                return web.json_response(refused, status=429, headers={"Retry-After": str(wait)})
            done, readers = self._call(state, name, args, request)
            answer = {"ok": True, **done}
        except Refusal as refusal:
            answer = {"ok": False, "error": refusal.error, **refusal.extra}
            if refusal.messages:
                answer["response_metadata"] = {"messages": refusal.messages}
        finally:
            state.captures.append(
                Capture(
                    arrived,
                    "slack",
                    "app",
                    state.workspace.names(readers),
                    raw if _is_json(request) else json.dumps(args, ensure_ascii=False).encode(),
                    dict(request.headers),
                    request.path,
                )
            )
        state.exchanges.append(Exchange("call", name, args, answer, _is_json(request)))
        if cut is not None and request.transport is not None:
            request.transport.close()
        for event in state.outbox:
            self._tell(state, event)
        state.outbox.clear()
        method = METHODS.get(name)
        headers = {"X-OAuth-Scopes": ",".join(sorted(state.workspace.scopes))}
        if method is not None and method.scope:
            headers["X-Accepted-OAuth-Scopes"] = method.scope
        return web.json_response(answer, headers=headers)

    def _spoken_to(self, request: web.Request, args: JsonObject) -> State:
        """Return the workspace whose token it is; the first one where none is named, which then refuses."""
        known = self._state.installations
        grant = known.grant_of(_token(request, args) or "")
        if grant is None:
            return self._state
        if grant.whole:
            return known.states.get(str(args.get("team_id", "")), self._state)
        return known.states[grant.home]

    def _call(self, state: State, name: str, args: JsonObject, request: web.Request) -> Answer:
        method = METHODS.get(name)
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        injected = state.weather.refusal(name)
        if injected is not None:
            raise Refusal(injected)
        if name in BY_CLIENT:
            args |= _basic(request)
        if name != "oauth.v2.access":
            self._authenticate(state, name, request, args)
        if method.scope:
            need_scope(state.workspace, method.scope)
        if _is_json(request) and not method.takes_json:
            args.clear()  # Slack reads no JSON bodies for these, and then misses its arguments
        missing = [key for key in method.required if args.get(key) in (None, "")]
        if missing:
            lines = [f"[ERROR] missing required field: {key}" for key in missing]
            raise Refusal("invalid_arguments", lines)
        return method.handler(state, args)

    def _authenticate(self, state: State, name: str, request: web.Request, args: JsonObject) -> None:
        token = _token(request, args)
        args.pop("token", None)
        if not token:
            raise Refusal("not_authed")
        known = state.installations
        grant = known.authenticate(token)
        if name not in BY_TOKEN:
            _ = known.state_for(grant, args.get("team_id"))
        state.calling, state.calling_token = grant, token


def arguments(request: web.Request, raw: bytes) -> JsonObject:
    """Return a call's arguments from the address, a form or JSON. Raises Refusal."""
    args: JsonObject = dict(request.query)
    try:
        text = raw.decode()
    except UnicodeDecodeError as fault:
        raise Refusal("invalid_charset") from fault
    if _is_json(request):
        try:
            body = json.loads(text)
        except json.JSONDecodeError as fault:
            raise Refusal("invalid_json") from fault
        if not isinstance(body, dict):
            raise Refusal("json_not_object")
        args |= body
    elif request.content_type == "application/x-www-form-urlencoded":
        args |= dict(parse_qsl(text, keep_blank_values=True))
    elif raw:
        raise Refusal("invalid_post_type")
    for key in NESTED:
        if isinstance(args.get(key), str):
            args[key] = _nested(key, args[key])
    return args


def _nested(key: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        if key == "blocks":
            raise Refusal("invalid_blocks_format") from fault
        raise Refusal("invalid_arguments", [f"[ERROR] must be valid JSON [json-pointer:/{key}]"]) from fault


def _is_json(request: web.Request) -> bool:
    return request.content_type == "application/json"


def _token(request: web.Request, args: JsonObject) -> str | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ")
    if _is_json(request) or "token" in request.query:
        return None  # in a form it may stand there; in JSON and in the address it may not
    token = args.get("token")
    return token if isinstance(token, str) else None


def _basic(request: web.Request) -> JsonObject:
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return {}
    user, _, password = base64.b64decode(header[6:]).decode().partition(":")
    return {"client_id": user, "client_secret": password}
