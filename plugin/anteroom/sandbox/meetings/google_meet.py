"""Google's sign-in for service accounts, and Meet's spaces.

Written from developers.google.com: "Using OAuth 2.0 for server to server applications" and the reference of
Meet's REST API (spaces.create, patch, endActiveConference; google.rpc.Status).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from anteroom.sandbox.server import Refusal, Server, form_of

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/meetings.space.created"
CHOICES = {
    "accessType": {"OPEN", "TRUSTED", "RESTRICTED"},
    "entryPointAccess": {"ALL", "CREATOR_APP_ONLY"},
    "moderation": {"ON", "OFF"},
    "attendanceReportGenerationType": {"GENERATE_REPORT", "DO_NOT_GENERATE"},
}
ARTIFACTS = {
    "recordingConfig": "autoRecordingGeneration",
    "transcriptionConfig": "autoTranscriptionGeneration",
    "smartNotesConfig": "autoSmartNotesGeneration",
}


class SandboxGoogleMeet(Server):
    """`spaces` by name; those in `active` have somebody in them."""

    def __init__(self, account: str, user: str, key: RSAPublicKey, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.spaces: dict[str, dict[str, Any]] = {}
        self.active: set[str] = set()
        self.delegated = {user}
        self._account, self._key, self._now = account, key, now
        self.tokens: dict[str, float] = {}

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve one call."""
        if request.path == "/token":
            return self._signed_in(form_of(body))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, 0) <= self._now().timestamp():
            raise _status(401, "UNAUTHENTICATED")
        if not request.path.startswith("/v2/spaces"):
            raise _status(404, "NOT_FOUND")
        said = json.loads(body) if body else {}
        name, _, verb = request.path.removeprefix("/v2/").partition(":")
        if name == "spaces" and request.method == "POST":
            return web.json_response(self._make(said))
        if name not in self.spaces:
            raise _status(404, "NOT_FOUND")
        if request.method == "GET" and not verb:
            return web.json_response(self.spaces[name])
        if verb == "endActiveConference":
            if name not in self.active:
                raise _status(400, "FAILED_PRECONDITION")
            self.active.remove(name)
            return web.json_response({})
        if request.method != "PATCH" or request.query.get("updateMask") != "config.accessType":
            raise _status(400, "INVALID_ARGUMENT")
        self.spaces[name]["config"]["accessType"] = _checked(said.get("config", {}))["accessType"]
        return web.json_response(self.spaces[name])

    def _make(self, said: dict[str, Any]) -> dict[str, Any]:
        number = len(self.spaces)
        code = f"abc-defg-hi{'abcdefghij'[number % 10]}"
        name = f"spaces/jQCFfuBOdN{number}"
        self.spaces[name] = {
            "name": name,
            "meetingUri": f"https://meet.google.com/{code}",
            "meetingCode": code,
            "config": _checked(said.get("config", {})),
        }
        return self.spaces[name]

    def _signed_in(self, form: dict[str, str]) -> web.Response:
        try:
            head, claims, signature = form.get("assertion", "").split(".")
            said = json.loads(_octets(claims))
            self._key.verify(_octets(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
        except (ValueError, InvalidSignature) as error:
            raise Refusal(400, {"error": "invalid_grant"}) from error
        now = self._now().timestamp()
        right = said.get("iss") == self._account and said.get("aud") == f"{self.url}/token"
        in_time = said.get("iat", 0) <= now + 60 and now < said.get("exp", 0) <= said.get("iat", 0) + 3600
        if form.get("grant_type") != GRANT or not right or not in_time:
            raise Refusal(400, {"error": "invalid_grant"})
        if said.get("sub") not in self.delegated or said.get("scope") != SCOPE:
            raise Refusal(401, {"error": "unauthorized_client"})
        token = f"ya29.{len(self.tokens)}"
        self.tokens[token] = now + 3599
        return web.json_response({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})


def _checked(config: dict[str, Any]) -> dict[str, Any]:
    artifacts = config.get("artifactConfig", {})
    for key, value in config.items():
        if key != "artifactConfig" and value not in CHOICES.get(key, ()):
            raise _status(400, "INVALID_ARGUMENT")
    for key, value in artifacts.items():
        if key not in ARTIFACTS or value not in ({ARTIFACTS[key]: "ON"}, {ARTIFACTS[key]: "OFF"}):
            raise _status(400, "INVALID_ARGUMENT")
    return dict(config)


def _octets(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _status(code: int, status: str) -> Refusal:
    return Refusal(
        code, {"error": {"code": code, "status": status, "message": "About dana@larkfield.example."}}
    )
