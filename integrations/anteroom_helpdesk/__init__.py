"""The help desk: cases are shown at Zendesk or by plain mail, and follow what happens to tickets there."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.integration import Integration
from anteroom.settings.deployment import Settings
from anteroom_helpdesk.calls import Calls
from anteroom_helpdesk.examined import desk_findings
from anteroom_helpdesk.mail import MailTickets
from anteroom_helpdesk.zendesk import ZendeskTickets
from anteroom_helpdesk.zendesk_joining import TicketHeard, TicketJoined
from anteroom_helpdesk.zendesk_webhook import ZendeskWebhook


class HelpdeskIntegration:
    """The entry point `helpdesk`."""

    name = "helpdesk"

    def attach(self, app: web.Application, house: House) -> None:
        """Show cases where the settings say; without an address or an account the console alone does."""
        support, secrets = house.settings.support, house.settings.secrets
        if support.desk == "mail" and support.address is not None:
            house.adapters.register(MailTickets())
        if support.desk != "zendesk" or support.zendesk is None:
            return
        calls = Calls(
            support.zendesk.url,
            support.zendesk.user,
            secrets.zendesk_token,
            allow_private=house.settings.allow_private_targets,
        )
        for adapter in (ZendeskTickets(calls), TicketHeard(calls), TicketJoined(calls)):
            house.adapters.register(adapter)
        if secrets.zendesk_webhook_secret:
            app.add_routes(ZendeskWebhook(house, secrets.zendesk_webhook_secret).routes)

        async def session(_: web.Application) -> AsyncIterator[None]:
            await calls.open()
            yield
            await calls.close()

        app.cleanup_ctx.append(session)

    async def findings(self, settings: Settings) -> list[Finding]:
        """Try the help desk that is set up; nothing is made there."""
        return await desk_findings(settings)


def integration() -> Integration:
    """Return the integration, for the entry point."""
    return HelpdeskIntegration()
