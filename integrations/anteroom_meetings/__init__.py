"""Tools that make calls, each where it is set up."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.clock import SystemClock
from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.integration import Integration
from anteroom.settings.deployment import Settings
from anteroom_meetings.calls import Calls
from anteroom_meetings.examined import tool_findings
from anteroom_meetings.kind import Making
from anteroom_meetings.tools import tools_of
from anteroom_meetings.webhooks_in import WebhooksIn


class MeetingsIntegration:
    """The entry point `meetings`."""

    name = "meetings"

    def attach(self, app: web.Application, house: House) -> None:
        """Register every tool that is set up; take what they say."""
        calls = Calls(house.clock, allow_private=house.settings.allow_private_targets)
        for tool in tools_of(house.settings, Making(calls, house.clock, house.randomness, house)):
            house.meetings.register(tool)
            app.add_routes(tool.routes)
        app.add_routes(WebhooksIn(house).routes)

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
