"""Where tools say what happens in their calls: verified on the raw bytes, and only then believed."""

from __future__ import annotations

import structlog
from aiohttp import web

from anteroom.api.body import Unread, read_within
from anteroom.api.doorway import FIXED_WORDS
from anteroom.house import House
from anteroom.meetings.provider import Challenge, NotGenuine
from anteroom_meetings.tool import Tool

log = structlog.get_logger()

PATH = "/meetings/{provider}/webhook"
LARGEST = 64 * 1024


class WebhooksIn:
    """`POST /meetings/{provider}/webhook`."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where tools call."""
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer 204, or 200 for a challenge; 401 for what nobody proves, 404 without such a tool, 413."""
        request[FIXED_WORDS] = True  # nothing but a word of ours, or a keyed digest
        provider = self._house.meetings.of(request.match_info["provider"])
        if provider is None:
            return web.Response(status=404)
        try:
            body = await read_within(request, LARGEST)
        except Unread as error:
            return web.Response(status=error.status)
        try:
            news = provider.verify_webhook(request.headers, body)
            if isinstance(provider, Tool):
                await provider.believed(body)
        except NotGenuine as error:
            log.info("meetings.webhook_refused", kind=provider.name, reason=str(error))
            return web.Response(status=401)
        if isinstance(news, Challenge):
            return web.Response(body=news.answer, content_type="application/json")
        if news is not None:
            await self._house.meetings.heard(provider.name, news)
        return web.Response(status=204)
