"""Calendars that people open to us: each kind that is set up says when its owner is busy."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.integration import Integration
from anteroom.settings.deployment import Settings
from anteroom_availability.asking import Asking
from anteroom_availability.caldav import CaldavCalendars
from anteroom_availability.connected import ConnectedCalendars
from anteroom_availability.connecting import Connecting
from anteroom_availability.examined import vendor_findings
from anteroom_availability.fetching import Fetching
from anteroom_availability.published import PublishedCalendars
from anteroom_availability.read import Reading
from anteroom_availability.vendors import vendors_of


class AvailabilityIntegration:
    """The entry point `availability`."""

    name = "availability"

    def attach(self, app: web.Application, house: House) -> None:
        """Register every kind that is set up, and those that need nothing to be."""
        asking = Asking(allow_private=house.settings.allow_private_targets)
        for vendor in vendors_of(house.settings):
            house.availability.register(ConnectedCalendars(house, asking, vendor))
            app.add_routes(Connecting(house, asking, vendor).routes)
        fetching, reading = Fetching(allow_private=house.settings.allow_private_targets), Reading()
        house.availability.register(PublishedCalendars(fetching, reading))
        house.availability.register(CaldavCalendars(fetching, reading))

        async def session(_: web.Application) -> AsyncIterator[None]:
            await asking.open()
            await fetching.open()
            yield
            await fetching.close()
            await asking.close()

        app.cleanup_ctx.append(session)

    async def findings(self, settings: Settings) -> list[Finding]:
        """Try the apps that are set up; nobody's calendar is asked."""
        return await vendor_findings(settings)


def integration() -> Integration:
    """Return the integration, for the entry point."""
    return AvailabilityIntegration()
