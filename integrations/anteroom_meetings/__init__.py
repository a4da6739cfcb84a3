"""Tools that make calls: Jitsi, LiveKit, Zoom, Microsoft Teams and Google Meet, each where it is set up."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.clock import SystemClock
from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.integration import Integration
from anteroom.settings import Settings
from anteroom_meetings.calls import Calls
from anteroom_meetings.examined import tool_findings
from anteroom_meetings.tools import tools_of
from anteroom_meetings.webhooks_in import WebhooksIn
from anteroom_meetings.zoom_accounts import ZoomAccounts
from anteroom_meetings.zoom_connecting import Connecting


class MeetingsIntegration:
    """The entry point `meetings`."""

    name = "meetings"

    def attach(self, app: web.Application, house: House) -> None:
        """Register every tool that is set up; take what they say."""
        calls = Calls(house.clock, allow_private=house.settings.allow_private_targets)
        zoom, zooms = house.settings.meetings.zoom, None
        if zoom is not None and zoom.client_id:
            zooms = ZoomAccounts(house, zoom, calls)
            app.add_routes(Connecting(zooms, zoom).routes)
        for tool in tools_of(house.settings, calls, house.clock, house.randomness, zooms=zooms):
            house.meetings.register(tool)
        app.add_routes(WebhooksIn(house, zooms).routes)

        async def session(_: web.Application) -> AsyncIterator[None]:
            await calls.open()
            yield
            await calls.close()

        app.cleanup_ctx.append(session)

    async def findings(self, settings: Settings) -> list[Finding]:
        """Try each tool that is set up; nothing is made there."""
        return await tool_findings(settings, SystemClock())


def integration() -> Integration:
    """Return the integration, for the entry point."""
    return MeetingsIntegration()
