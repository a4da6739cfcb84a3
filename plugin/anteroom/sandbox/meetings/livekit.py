"""A LiveKit: its RoomService over Twirp, who is let in by a token, and its webhooks.

Written from docs.livekit.io ("Room service API", "Tokens & grants", "Webhooks") and twirp's specification.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from anteroom.sandbox.meetings.tokens import BadToken, read_hs256, write_hs256
from anteroom.sandbox.server import Refusal, Server

LEEWAY = 60
RPC = "/twirp/livekit.RoomService/"
SOURCES = {"CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO"}


class SandboxLiveKit(Server):
    """`rooms` holds, by name, who is in it and what each may do."""

    def __init__(self, api_key: str, secret: str, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.rooms: dict[str, dict[str, dict[str, Any]]] = {}
        self._key, self._secret, self._now = api_key, secret, now

    def enter(self, token: str) -> str:
        """Let a browser in by its token; return the room. Raises BadToken."""
        claims = self._claims(token)
        video = claims.get("video", {})
        if not video.get("roomJoin") or not video.get("room") or not claims.get("sub"):
            raise BadToken("permission denied")
        people = self.rooms.setdefault(video["room"], {})
        people[claims["sub"]] = {"name": claims.get("name", ""), **video}
        return str(video["room"])

    def webhook(self, event: str, room: str, identity: str = "") -> tuple[dict[str, str], bytes]:
        """Return headers and body of a webhook as LiveKit sends it."""
        now = int(self._now().timestamp())
        said: dict[str, Any] = {"event": event, "id": f"EV_{event}{identity}", "createdAt": str(now)}
        said["room"] = {"sid": "RM_1", "name": room, "numParticipants": 1}
        if identity:
            said["participant"] = {"sid": "PA_1", "identity": identity, "name": "Dana"}
        body = json.dumps(said).encode()
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        claims = {"iss": self._key, "nbf": now, "exp": now + 300, "sha256": digest}
        return {
            "Authorization": write_hs256(claims, self._secret),
            "Content-Type": "application/webhook+json",
        }, body

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve one call."""
        if not request.path.startswith(RPC) or request.method != "POST":
            raise Refusal(404, {"code": "bad_route", "msg": "no handler for path"})
        try:
            claims = self._claims(request.headers.get("Authorization", "").removeprefix("Bearer "))
        except BadToken as error:
            raise Refusal(401, {"code": "unauthenticated", "msg": str(error)}) from error
        try:
            said = json.loads(body)
        except ValueError as error:
            raise Refusal(
                400, {"code": "malformed", "msg": "the json request could not be decoded"}
            ) from error
        return web.json_response(self._called(request.path.removeprefix(RPC), said, claims.get("video", {})))

    def _called(self, method: str, said: dict[str, Any], video: dict[str, Any]) -> dict[str, Any]:
        room = said.get("name") if method == "CreateRoom" else said.get("room")
        grant = {"CreateRoom": "roomCreate", "DeleteRoom": "roomCreate", "ListRooms": "roomList"}.get(
            method, "roomAdmin"
        )
        if not video.get(grant) or (grant == "roomAdmin" and video.get("room") != room):
            raise Refusal(403, {"code": "permission_denied", "msg": "permissions denied"})
        if method == "ListRooms":
            return {"rooms": [{"name": name} for name in self.rooms]}
        if not room:
            raise Refusal(400, {"code": "invalid_argument", "msg": "room name is required"})
        if method == "CreateRoom":
            self.rooms.setdefault(room, {})
            return {"sid": "RM_1", "name": room, "maxParticipants": said.get("maxParticipants", 0)}
        if room not in self.rooms:
            raise Refusal(404, {"code": "not_found", "msg": "requested room does not exist"})
        if method == "DeleteRoom":
            del self.rooms[room]
            return {}
        return self._about_one(method, said, self.rooms[room])

    def _about_one(self, method: str, said: dict[str, Any], people: dict[str, Any]) -> dict[str, Any]:
        identity = said.get("identity", "")
        if identity not in people:
            raise Refusal(404, {"code": "not_found", "msg": "participant does not exist"})
        if method == "RemoveParticipant":
            del people[identity]
            return {}
        permission = said["permission"]
        if not set(permission.get("canPublishSources", [])) <= SOURCES:
            raise Refusal(400, {"code": "malformed", "msg": "unknown enum value"})
        people[identity] |= permission
        return {"identity": identity, "permission": permission}

    def _claims(self, token: str) -> dict[str, Any]:
        _, claims = read_hs256(token, self._secret)
        now = self._now().timestamp()
        if claims.get("iss") != self._key:
            raise BadToken("invalid API key")
        if "exp" not in claims or now > claims["exp"] + LEEWAY or now < claims.get("nbf", 0) - LEEWAY:
            raise BadToken("token is expired or not valid yet")
        return claims
