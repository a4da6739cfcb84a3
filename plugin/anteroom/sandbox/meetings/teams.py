"""Microsoft's sign-in and Graph, as far as meetings go.

Written from learn.microsoft.com: "Get access without a user", "Create onlineMeeting", "onlineMeeting:
createOrGet", "Microsoft Graph throttling guidance", and "Allow applications to access online meetings on
behalf of a user".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from anteroom.sandbox.server import Refusal, Server, form_of

SCOPES = {"organizer", "everyone", "organization", "invited", "organizationAndFederated"}


class SandboxTeams(Server):
    """`meetings` by id; `allowed` are the users whom the access policy lets the app act for."""

    def __init__(
        self, tenant: str, client_id: str, secret: str, user: str, now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self.meetings: dict[str, dict[str, Any]] = {}
        self.allowed = {user}
        self._tenant, self._client_id, self._secret, self._now = tenant, client_id, secret, now
        self.tokens: dict[str, float] = {}
        self._count = 0

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve one call."""
        parts = request.path.strip("/").split("/")
        if parts == [self._tenant, "oauth2", "v2.0", "token"]:
            return self._signed_in(form_of(body))
        if parts[:2] != ["v1.0", "users"] or parts[3:4] != ["onlineMeetings"]:
            raise _refusal(404, "ResourceNotFound")
        self._check(request.headers.get("Authorization", "").removeprefix("Bearer "), parts[2])
        said = json.loads(body) if body else {}
        if request.method == "POST" and len(parts) == 4:
            return web.json_response(self._make(said), status=201)
        if request.method == "POST" and parts[4:] == ["createOrGet"]:
            return self._made_or_got(said)
        if len(parts) < 5 or parts[4] not in self.meetings:
            raise _refusal(404, "NotFound")
        if request.method == "DELETE":
            del self.meetings[parts[4]]
            return web.Response(status=204)
        if request.method == "PATCH":
            self.meetings[parts[4]] |= _settings(said) | _times(said)
        return web.json_response(self.meetings[parts[4]])

    def _signed_in(self, form: dict[str, str]) -> web.Response:
        if form.get("grant_type") != "client_credentials" or form.get("scope") != f"{self.url}/.default":
            raise Refusal(400, {"error": "invalid_request"})
        if (form.get("client_id"), form.get("client_secret")) != (self._client_id, self._secret):
            raise Refusal(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})
        token = f"eyJ.{len(self.tokens)}"
        self.tokens[token] = self._now().timestamp() + 3599
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": token})

    def _check(self, token: str, user: str) -> None:
        if self.tokens.get(token, 0) <= self._now().timestamp():
            raise _refusal(401, "InvalidAuthenticationToken")
        if user not in self.allowed:
            raise _refusal(403, "Forbidden")

    def _made_or_got(self, said: dict[str, Any]) -> web.Response:
        name = said.get("externalId")
        if not name or not said.keys() <= {"externalId", "subject", "startDateTime", "endDateTime"}:
            raise _refusal(400, "BadRequest")
        there = next((each for each in self.meetings.values() if each.get("externalId") == name), None)
        if there is not None:
            return web.json_response(there)
        return web.json_response(self._make(said), status=201)

    def _make(self, said: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        number = f"MSo1N2Y5{self._count}"
        context = "%7b%22Tid%22%3a%22t-1%22%2c%22Oid%22%3a%22o-1%22%7d"
        link = (
            f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{number}%40thread.v2/0?context={context}"
        )
        made = {
            **_settings(said),
            **_times(said),
            "id": number,
            "joinWebUrl": link,
            "participants": {"organizer": {"upn": "dana@larkfield.example"}},
            "joinInformation": {"content": "data:text/html,Larkfield%20+1%20555%200100"},
        }
        self.meetings[number] = made
        return made


def _settings(said: dict[str, Any]) -> dict[str, Any]:
    if said.get("lobbyBypassSettings", {}).get("scope", "organizer") not in SCOPES:
        raise _refusal(400, "BadRequest")
    return said


def _times(said: dict[str, Any]) -> dict[str, str]:
    try:
        start, end = (datetime.fromisoformat(said[key]) for key in ("startDateTime", "endDateTime"))
    except (KeyError, ValueError) as error:
        raise _refusal(400, "BadRequest") from error
    if end <= start:
        raise _refusal(400, "BadRequest")
    return {key: said[key] for key in ("startDateTime", "endDateTime")}


def _refusal(status: int, code: str) -> Refusal:
    return Refusal(
        status, {"error": {"code": code, "message": "The words of a vendor about dana@larkfield.example."}}
    )
