"""Where Slack's requests come in: signature, age, size and shape are judged here, before anybody hears them.

Bolt reads a body before it verifies it and answers a timestamp that is no number with 500.
docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hmac

import structlog
from aiohttp import web

from anteroom.api.body import Unread, read_within
from anteroom.api.doorway import FIXED_WORDS, PASSAGE
from anteroom.errors import BadInput
from anteroom_slack.hearing import Acknowledgement, Hearing
from anteroom_slack.install.presence_in import PRESENCE
from anteroom_slack.left_to_bolt import LeftToBolt
from anteroom_slack.line import Line
from anteroom_slack.payload import Happening, Payload, SslCheck, domain_of, parse, place_of

log = structlog.get_logger()

PATH = "/slack/events"
WINDOW = 5 * 60
LARGEST = 512 * 1024
"""A view may be 250 kB (views.open, view_too_large) and comes back percent-encoded."""


class Front:
    """Guards what is heard."""

    def __init__(self, line: Line, hearing: Hearing, bolt: LeftToBolt) -> None:
        self._line = line
        self._keyed = hmac.new(line.house.settings.secrets.slack_signing_secret.encode(), digestmod="sha256")
        self._hearing = hearing
        self._bolt = bolt

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where Slack calls: commands, interactions and events alike."""
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: 401 unsigned or stale, 413 too large, 400 unreadable, else what comes of it."""
        try:
            raw = await read_within(request, LARGEST)
        except Unread as error:
            return _refused(error.status, str(error))
        if not self._signed(request, raw):
            return _refused(401, "signature")
        try:
            payload = parse(request.content_type, raw.decode())
        except (UnicodeDecodeError, BadInput):
            return _refused(400, "unreadable")
        if isinstance(payload, SslCheck):
            return web.Response()
        place = place_of(payload)
        if not place.spelt:
            return _refused(400, "unreadable")
        if _needs_us(payload) and place.known and not await self._line.installed(place):
            return web.Response()
        self._line.answer_for(place, domain_of(payload))
        return await self._answered(request, payload)

    async def _answered(self, request: web.Request, payload: Payload) -> web.Response:
        said = await self._hearing.heard(payload)
        if said is None:
            left = await self._bolt.answer(payload)
            if left is None:
                return _refused(404, "unknown")
            said = Acknowledgement(left)
        request[PASSAGE] = said.passage
        # Most presses are acknowledged with nothing, and what is nothing gives nothing away.
        request[FIXED_WORDS] = not said.body or said.fixed
        kind = "application/json" if said.body else "text/plain"
        return web.Response(body=said.body, content_type=kind)

    def _signed(self, request: web.Request, raw: bytes) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        given = request.headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            return False
        if abs(self._line.house.clock.now().timestamp() - int(stamp)) > WINDOW:
            return False
        expected = self._keyed.copy()
        expected.update(f"v0:{stamp}:".encode() + raw)
        said = given.encode("utf-8", "surrogateescape")
        return hmac.compare_digest(f"v0={expected.hexdigest()}".encode(), said)


def _refused(status: int, reason: str) -> web.Response:
    log.info("slack.request_refused", status=status, reason=reason)
    return web.Response(status=status, text="")


def _needs_us(payload: Payload) -> bool:
    """Whether it is nothing where Anteroom is not installed. Who types a command is told so, further on.

    A press that was under way when we were put out still counts: Slack signed it, and its account is known.
    """
    return isinstance(payload, Happening) and payload.kind not in PRESENCE
