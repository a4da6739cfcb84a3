"""A Jitsi with token authentication: its `config.js`, and its rules of who may enter a room.

The rules are those of jitsi-meet's prosody plugins (`mod_auth_token`, `mod_token_verification`,
`token/util.lib.lua`), with `enable_domain_verification` on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from anteroom.sandbox.meetings.tokens import BadToken, read_hs256
from anteroom.sandbox.server import Refusal, Server

QUIET = """/* eslint-disable */
var config = {
    hosts: { domain: 'meet.example.org', muc: 'conference.meet.example.org' },
    bosh: 'https://meet.example.org/http-bind', // a comment: p2p: { enabled: true }
    p2p: {
        enabled: false,
        stunServers: [{ urls: 'stun:meet.example.org:443' }],
    },
    disableThirdPartyRequests: true,
};
config.localRecording = { disable: true };
"""


class SandboxJitsi(Server):
    """`config_js` is served as it is; opening a room's address with a token enters it."""

    def __init__(self, secret: str, app_id: str, domain: str, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.config_js = QUIET
        self.entered: list[tuple[str, dict[str, Any]]] = []
        self._secret, self._app_id, self._domain, self._now = secret, app_id, domain, now

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve `config.js`, or let somebody in."""
        if request.path == "/config.js":
            return web.Response(text=self.config_js, content_type="application/javascript")
        room = request.path.strip("/")
        try:
            self.entered.append((room, self.judge(request.query.get("jwt", ""), room)))
        except BadToken as error:
            raise Refusal(403, {"error": str(error)}) from error
        return web.Response(text="in")

    def judge(self, token: str, room: str) -> dict[str, Any]:
        """Return the user that a token brings into a room. Raises BadToken with Jitsi's words."""
        if not token:
            raise BadToken("token required")
        _, claims = read_hs256(token, self._secret)
        now = self._now().timestamp()
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now:
            raise BadToken("Not acceptable by exp")
        if "nbf" in claims and claims["nbf"] > now:
            raise BadToken("Not acceptable by nbf")
        if claims.get("iss") != self._app_id:
            raise BadToken("Invalid issuer ('iss' claim)")
        if claims.get("aud") != "jitsi":  # a list is no text, and refused
            raise BadToken("Invalid audience ('aud' claim)")
        named = claims.get("room")
        if not isinstance(named, str):
            raise BadToken("'room' claim is missing")
        if named != "*" and named.lower() != room.lower():
            raise BadToken("Room and token mismatched")
        if claims.get("sub") not in ("*", self._domain):
            raise BadToken("Room and token mismatched")
        user: dict[str, Any] = claims.get("context", {}).get("user", {})
        return user
