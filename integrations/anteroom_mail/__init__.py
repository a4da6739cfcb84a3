"""Mail: calendar invitations and passes out over SMTP; answers in over SMTP, LMTP and a webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.house import House
from anteroom.integration import INBOX_PORT, Integration
from anteroom_mail.out.after_mail import AfterMail
from anteroom_mail.out.agreed import NdaDeclined, RecordingEnded, SignedCopy
from anteroom_mail.out.answer_mail import AnswerRead, ConfirmAnswer, DelegationRefused
from anteroom_mail.out.calendar_mail import CalendarEntry
from anteroom_mail.out.came_back import CameBack
from anteroom_mail.out.countered import Countered
from anteroom_mail.out.decline_counter import CounterDeclined
from anteroom_mail.out.gate_mail import CodeMail, KnockMail
from anteroom_mail.out.held_mail import HeldMail
from anteroom_mail.out.hold_mail import CalendarHold
from anteroom_mail.out.late import Late
from anteroom_mail.out.nudge_mail import EscalationMail, NudgeMail, NudgeUnsaid
from anteroom_mail.out.offer_mail import OfferMail
from anteroom_mail.out.offered import Offered
from anteroom_mail.out.pass_mail import PassMail
from anteroom_mail.out.poll_mail import PollMail, PollUndecided
from anteroom_mail.out.report_mail import ReportMail
from anteroom_mail.out.request_reply import RequestReply
from anteroom_mail.out.typed_mail import KeptBack, NoteMail
from anteroom_mail.pages.courtesy_pages import ROUTES as PAGES
from anteroom_mail.pages.held_pages import ROUTES as HELD_PAGES
from anteroom_mail.ways_in.inbox import Inbox
from anteroom_mail.ways_in.listening import certificate_of, receiving
from anteroom_mail.ways_in.webhook import MailWebhook

LMTP_PORT = web.AppKey("lmtp_port", int)
"""Where mail is really taken by LMTP, once the application runs; 0: not by a port."""


class MailIntegration:
    """The entry point `mail`."""

    name = "mail"

    def attach(self, app: web.Application, house: House) -> None:
        """Register every kind of mail; take answers as long as the application runs."""
        for kind in (
            CalendarEntry(),
            CalendarHold(),
            PollMail(),
            PollUndecided(),
            PassMail(),
            CounterDeclined(),
            NoteMail(),
            KeptBack(),
            HeldMail(),
            ReportMail(),
            CameBack(),
            Countered(),
            Late(),
            AfterMail(),
            KnockMail(),
            CodeMail(),
            Offered(),
            OfferMail(),
            NudgeMail(),
            NudgeUnsaid(),
            EscalationMail(),
            RequestReply(),
            ConfirmAnswer(),
            AnswerRead(),
            DelegationRefused(),
            SignedCopy(),
            NdaDeclined(),
            RecordingEnded(),
        ):
            house.adapters.register(kind)

        app.add_routes([*PAGES, *HELD_PAGES])
        inbox = Inbox(house)
        tls = certificate_of(house.settings.mail.in_.certificate)

        async def listening(app: web.Application) -> AsyncIterator[None]:
            async with receiving(inbox, tls) as bound:
                app[INBOX_PORT], app[LMTP_PORT] = bound.smtp or 0, bound.lmtp or 0
                yield

        app.cleanup_ctx.append(listening)
        secret = house.settings.secrets.inbound_secret
        if house.settings.mail.in_.webhook and secret is not None:
            app.add_routes(MailWebhook(inbox, secret).routes)


def integration() -> Integration:
    """Return the integration for the entry-point group `anteroom.integrations`."""
    return MailIntegration()
