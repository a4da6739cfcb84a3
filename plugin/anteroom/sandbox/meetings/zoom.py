"""A Zoom: tokens for a server and for who consented, meetings, and webhooks.

Written from developers.zoom.us: "OAuth 2.0", "Meetings" (errors 124, 300, 3001, 3002, 4711), "Rate limits",
and "Using webhooks". A refresh token is good once, and brings the next; a code lives five minutes and is good
once. The daily limit's `Retry-After` is an instant, not a number.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from anteroom.sandbox.server import Refusal, Server, form_of

HOUR = 3600
CODE_LIFE = 300
NEEDED = {
    "POST": "meeting:write:meeting",
    "PATCH": "meeting:update:meeting",
    "DELETE": "meeting:delete:meeting",
    "GET": "meeting:read:meeting",
}
"""What each thing that is done with a meeting needs; a list of them needs another."""
LIST = "meeting:read:list_meetings"
SCOPES = frozenset({*NEEDED.values(), LIST, "user:read:user"})
PAGE = 30


@dataclass
class ZoomApp:
    """An app of the marketplace: for one account (server-to-server), or for whoever consents."""

    client_id: str
    secret: str
    account_id: str = ""
    redirect_uri: str = ""
    scopes: frozenset[str] = SCOPES


@dataclass
class _Grant:
    account: str
    until: float
    scopes: frozenset[str] = field(default_factory=frozenset)


class SandboxZoom(Server):
    """`meetings` by number, `going_on` those in which somebody is.

    `forced` settings win over what a meeting asks for, as locked ones do.
    """

    def __init__(self, apps: list[ZoomApp], webhook_secret: str, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.meetings: dict[str, dict[str, Any]] = {}
        self.forced: dict[str, Any] = {}
        self.going_on: set[str] = set()
        self.tokens: dict[str, _Grant] = {}
        self.revoked: list[str] = []
        self.refreshes: dict[str, tuple[ZoomApp, str]] = {}
        self.codes: dict[str, tuple[ZoomApp, str, float]] = {}
        self.apps, self._webhook_secret, self._now = apps, webhook_secret, now
        self._count = 0

    def consent(self, client_id: str, redirect_uri: str, account: str) -> str:
        """Somebody of `account` presses Allow; return the code that comes back. Raises ValueError."""
        app = next(each for each in self.apps if each.client_id == client_id)
        if redirect_uri != app.redirect_uri:
            raise ValueError("Invalid redirect url (4,700)")
        code = self._word("code")
        self.codes[code] = (app, account, self._now().timestamp() + CODE_LIFE)
        return code

    def webhook(self, event: str, payload: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a webhook as Zoom sends it."""
        now = self._now().timestamp()
        body = json.dumps({"event": event, "payload": payload, "event_ts": int(now * 1000)}).encode()
        return self.signed(body), body

    def signed(self, body: bytes, *, at: float | None = None) -> dict[str, str]:
        """Return the headers that prove a body."""
        stamp = str(int(self._now().timestamp() if at is None else at))
        message = f"v0:{stamp}:".encode() + body
        digest = hmac.new(self._webhook_secret.encode(), message, hashlib.sha256).hexdigest()
        return {
            "x-zm-request-timestamp": stamp,
            "x-zm-signature": f"v0={digest}",
            "Content-Type": "application/json",
        }

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve one call."""
        if request.path == "/oauth/token" and request.method == "POST":
            return self._granted(request, dict(request.query) | form_of(body))
        if request.path == "/oauth/revoke" and request.method == "POST":
            self._app(request.headers.get("Authorization", ""))
            self.revoked.append(form_of(body).get("token", ""))
            self.tokens.pop(self.revoked[-1], None)
            return web.json_response({"status": "success"})
        grant = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if grant is None or grant.until <= self._now().timestamp():
            raise _error(401, 124, "Invalid access token.")
        if request.path == "/v2/users/me" and request.method == "GET":
            if "user:read:user" not in grant.scopes:
                raise _error(400, 4711, "Invalid access token, does not contain scopes.")
            return web.json_response({"id": f"user-{grant.account}", "email": "dana@larkfield.example"})
        parts = request.path.strip("/").split("/")
        of_user = parts[:2] == ["v2", "users"] and parts[3:] == ["meetings"]
        if (LIST if of_user and request.method == "GET" else NEEDED.get(request.method)) not in grant.scopes:
            raise _error(400, 4711, "Invalid access token, does not contain scopes.")
        if of_user and request.method == "POST":
            return web.json_response(self._make(grant.account, _object(body)), status=201)
        if of_user and request.method == "GET":
            return web.json_response(self._listed(grant.account, request.query))
        if parts[:2] != ["v2", "meetings"] or len(parts) != 3:
            raise _error(404, 2300, "This API endpoint is not recognized.")
        meeting = self.meetings.get(parts[2])
        if meeting is None or meeting["account"] != grant.account:
            raise _error(404, 3001, f"Meeting does not exist: {parts[2]}.")
        if request.method == "GET":
            return web.json_response(_told(parts[2], meeting))
        if request.method == "DELETE":
            if parts[2] in self.going_on:
                raise _error(400, 3002, "Sorry, you cannot delete this meeting since it's in progress.")
            del self.meetings[parts[2]]
        else:
            meeting |= _checked(_object(body))
        return web.Response(status=204)

    def _make(self, account: str, said: dict[str, Any]) -> dict[str, Any]:
        if said.get("type") != 2 or len(said.get("password", "")) > 10:
            raise _error(400, 300, "Validation Failed.")
        number = str(81234567890 + self._count)
        self._count += 1
        settings = said.get("settings", {}) | self.forced
        meeting = {**said, **_checked(said), "settings": settings, "account": account}
        self.meetings[number] = meeting
        answer = _told(number, meeting)
        if settings.get("approval_type") != 2:
            answer["registration_url"] = f"https://larkfield.zoom.us/meeting/register/{number}"
        return answer

    def _listed(self, account: str, query: Mapping[str, str]) -> dict[str, Any]:
        own = [(number, each) for number, each in self.meetings.items() if each["account"] == account]
        size, begin = min(int(query.get("page_size", "30")), PAGE), int(query.get("next_page_token") or "0")
        rows = [_told(number, each) for number, each in own[begin : begin + size]]
        more = begin + size < len(own)
        # The list tells less of each than the meeting itself.
        listed = [
            {key: row[key] for key in ("id", "topic", "type", "start_time", "join_url")} for row in rows
        ]
        return {"meetings": listed, "next_page_token": str(begin + size) if more else ""}

    def _granted(self, request: web.Request, form: dict[str, str]) -> web.Response:
        app = self._app(request.headers.get("Authorization", ""))
        match form.get("grant_type"):
            case "account_credentials" if app.account_id and form.get("account_id") == app.account_id:
                return self._tokens(app, app.account_id, refresh=False)
            case "authorization_code":
                known, account, until = self.codes.pop(form.get("code", ""), (None, "", 0.0))
                in_time = until > self._now().timestamp()
                if known is app and in_time and form.get("redirect_uri") == app.redirect_uri:
                    return self._tokens(app, account, refresh=True)
            case "refresh_token":
                owner, account = self.refreshes.pop(form.get("refresh_token", ""), (None, ""))
                if owner is app:
                    return self._tokens(app, account, refresh=True)
            case _:
                raise Refusal(400, {"reason": "unsupported grant type", "error": "unsupported_grant_type"})
        raise Refusal(400, {"reason": "Invalid token or code", "error": "invalid_grant"})

    def _app(self, authorization: str) -> ZoomApp:
        for app in self.apps:
            basic = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
            if hmac.compare_digest(authorization, f"Basic {basic}"):
                return app
        raise Refusal(401, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"})

    def _tokens(self, app: ZoomApp, account: str, *, refresh: bool) -> web.Response:
        access = self._word("access")
        self.tokens[access] = _Grant(account, self._now().timestamp() + HOUR, app.scopes)
        said = {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": HOUR,
            "scope": " ".join(sorted(app.scopes)),
        }
        if refresh:
            said["refresh_token"] = self._word("refresh")
            self.refreshes[str(said["refresh_token"])] = (app, account)
        return web.json_response(said)

    def _word(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count:06}"


def _told(number: str, meeting: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meeting.items() if key != "account"} | {
        "id": int(number),
        "uuid": "4444AAAiAAAAAiAiAiiAii==",
        "host_email": "dana@larkfield.example",
        "join_url": f"https://larkfield.zoom.us/j/{number}?pwd=aXlZ.1",
        "start_url": f"https://larkfield.zoom.us/s/{number}?zak=host-key",
    }


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise _error(400, 300, "Request Body should be a valid JSON object.") from error
    if not isinstance(said, dict):
        raise _error(400, 300, "Request Body should be a valid JSON object.")
    return said


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    try:
        datetime.strptime(said["start_time"], "%Y-%m-%dT%H:%M:%SZ")
        whole = said["timezone"] == "UTC" and 1 <= said["duration"] <= 1440
    except (KeyError, ValueError, TypeError) as error:
        raise _error(400, 300, "Validation Failed.") from error
    if not whole:
        raise _error(400, 300, "Validation Failed.")
    return {key: said[key] for key in ("start_time", "duration", "timezone")}


def _error(status: int, code: int, message: str) -> Refusal:
    return Refusal(status, {"code": code, "message": f"{message} (dana@larkfield.example)"})
