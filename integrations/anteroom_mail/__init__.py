"""Mail: calendar invitations and passes out over SMTP, answers of calendars in over SMTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.house import House
from anteroom.integration import Integration
from anteroom_mail.calendar_mail import CalendarEntry
from anteroom_mail.decline_counter import CounterDeclined
from anteroom_mail.inbox import receiving
from anteroom_mail.pass_mail import PassMail

INBOX_PORT = web.AppKey("inbox_port", int)
"""Where the SMTP server for answers really listens, once the application has started."""


class MailIntegration:
    """The entry point `mail`."""

    name = "mail"

    def attach(self, app: web.Application, house: House) -> None:
        """Register the three kinds of mail; take answers as long as the application runs."""
        house.adapters.register(CalendarEntry())
        house.adapters.register(PassMail())
        house.adapters.register(CounterDeclined())

        async def inbox(app: web.Application) -> AsyncIterator[None]:
            async with receiving(house) as port:
                app[INBOX_PORT] = port
                yield

        app.cleanup_ctx.append(inbox)


def integration() -> Integration:
    """Return the integration for the entry-point group `anteroom.integrations`."""
    return MailIntegration()
