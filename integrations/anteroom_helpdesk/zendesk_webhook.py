"""Where Zendesk tells of tickets: proven by its signature, taken once, and only then believed.

developer.zendesk.com/documentation/webhooks/verifying: base64(HMAC-SHA256(timestamp + body)) under the
webhook's signing secret. Events as in .../webhooks/event-types/ticket-events.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from aiohttp import web
from multidict import CIMultiDictProxy

from anteroom.api.body import Unread, read_within
from anteroom.api.doorway import FIXED_WORDS
from anteroom.cases.heard import News, TicketNews, hear
from anteroom.cases.model import State
from anteroom.database.connection import Connection
from anteroom.effects.wish import want_one_off
from anteroom.house import House
from anteroom.once import once
from anteroom_helpdesk.said import MARK, MEANS
from anteroom_helpdesk.zendesk import DESK
from anteroom_helpdesk.zendesk_joining import HEARD

log = structlog.get_logger()

PATH = "/helpdesk/zendesk/webhook"
LARGEST = 256 * 1024
TOLERANCE = timedelta(hours=1)
"""What did not arrive is sent again later, and a repeat is known by its id for a week."""
PREFIX = "zen:event-type:ticket."
OURS = re.compile(r"case_[a-z2-7]{20}")
NUMBER = re.compile(r"[1-9][0-9]{0,18}")


class Detail(msgspec.Struct, frozen=True):
    """The ticket as it stands after the event."""

    id: str | int
    external_id: str | None = None


class TicketEvent(msgspec.Struct, frozen=True):
    """One event. What `event` holds differs from type to type."""

    type: str
    id: str
    detail: Detail
    event: dict[str, Any] = {}


class ZendeskWebhook:
    """`POST /helpdesk/zendesk/webhook`."""

    def __init__(self, house: House, secret: str) -> None:
        self._house = house
        self._secret = secret.encode()

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where Zendesk calls."""
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer 204; 401 for what nobody proves, 413 for too much, 400 for what cannot be read."""
        request[FIXED_WORDS] = True  # nothing but a status
        try:
            body = await read_within(request, LARGEST)
        except Unread as error:
            return web.Response(status=error.status)
        if not self._genuine(request.headers, body):
            log.info("helpdesk.webhook_refused", kind=DESK)
            return web.Response(status=401)
        try:
            told = msgspec.json.decode(body, type=TicketEvent)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return web.Response(status=400)
        if told.type.startswith(PREFIX) and NUMBER.fullmatch(str(told.detail.id)) and told.id:

            async def act(house: House, conn: Connection) -> dict[str, Any]:
                await _take(house, conn, told)
                return {}

            await once(self._house, DESK, told.id, act)
        return web.Response(status=204)

    def _genuine(self, headers: CIMultiDictProxy[str], body: bytes) -> bool:
        stamp = headers.get("X-Zendesk-Webhook-Signature-Timestamp", "")
        given = headers.get("X-Zendesk-Webhook-Signature", "")
        digest = hmac.new(self._secret, stamp.encode("utf-8", "replace") + body, hashlib.sha256).digest()
        if not hmac.compare_digest(b64encode(digest), given.encode("utf-8", "replace")):
            return False
        try:
            at = datetime.fromisoformat(stamp)
        except ValueError:
            return False
        return at.tzinfo is not None and abs(self._house.clock.now() - at) <= TOLERANCE


async def _take(house: House, conn: Connection, told: TicketEvent) -> None:
    ticket, kind = str(told.detail.id), told.type.removeprefix(PREFIX)
    if kind == "created":
        if not OURS.fullmatch(told.detail.external_id or ""):
            await want_one_off(conn, house, HEARD, f"{HEARD}:{ticket}", {"ticket": ticket})
        return
    news = _news(kind, told.event)
    if news is not None:
        owner = f"{DESK}:{told.event.get('current')}" if news is News.ASSIGNED else ""
        await hear(conn, house, TicketNews(DESK, ticket, news, owner))


def _news(kind: str, event: dict[str, Any]) -> News | None:
    """Return what an event means to a case; None where it means nothing to it."""
    match kind:
        case "status_changed":
            now, before = (MEANS.get(str(event.get(each, "")).lower()) for each in ("current", "previous"))
            if now is State.SOLVED:
                return News.SOLVED
            return News.REOPENED if before is State.SOLVED and now is not None else None
        case "agent_assignment_changed":
            return News.ASSIGNED if NUMBER.fullmatch(str(event.get("current", ""))) else None
        case "comment_added":
            comment = event.get("comment")
            written = comment.get("body") if isinstance(comment, dict) else None
            return None if isinstance(written, str) and MARK.search(written) else News.COMMENTED
        case _:
            return None
