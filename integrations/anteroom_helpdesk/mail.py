"""Cases by plain mail: one thread for each, to support's own address. Nothing is read of what is answered."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import msgspec

from anteroom.cases.actions import TICKET
from anteroom.cases.view import view_of
from anteroom.effects.model import Effect, ForInterview, Part, Refused, Rendered
from anteroom.house import House
from anteroom_calendar.mail_header import field, identifier, mailbox, structured
from anteroom_helpdesk import words
from anteroom_mail.out.outbox import deliver
from anteroom_mail.out.outgoing import Outgoing, generated, now_in_seconds

LOCAL = "cases"
"""From which address of the relay domain it comes; nothing is taken there."""


class MailTickets(ForInterview):
    """The adapter `ticket`, where support has no help desk but a mailbox."""

    kind = TICKET
    lasting = True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the next mail of the case's thread; None for one that was solved before it began."""
        settings = house.settings
        if settings.support.address is None:
            raise Refused("there is no address of support")
        async with house.database.connection() as conn:
            view = await view_of(conn, house, effect.id.removeprefix(f"{TICKET}:"))
        if view.case.solved and effect.shown == 0:
            return None
        language, domain = settings.support.language, settings.relay_domain
        first = f"{view.case.id}@{domain}"
        begun = effect.shown > 0
        name = f"{view.case.id}.{effect.wanted}@{domain}" if begun else first
        now, sender = now_in_seconds(house), f"{LOCAL}@{domain}"
        text = words.update(view, effect.wanted, language) if begun else words.body(view, language)
        title = words.subject(view, language)
        headers = [
            mailbox("From", sender, settings.marketplace.name),
            mailbox("To", settings.support.address, ""),
            # An answer goes to the team's own thread: here it would change nothing, and nobody would read it.
            mailbox("Reply-To", settings.support.address, ""),
            field("Subject", f"Re: {title}" if begun else title),
            structured("Date", format_datetime(now)),
            structured("Message-ID", identifier(name)),
            structured("Auto-Submitted", "auto-generated"),
            structured("X-Auto-Response-Suppress", "All"),
        ]
        if begun:
            headers += [structured(each, identifier(first)) for each in ("In-Reply-To", "References")]
        written = EmailMessage(policy=SMTP)
        written.set_content(text, cte="quoted-printable")
        message = b"".join([*headers, written.as_bytes()])
        ours = (first, name, sender, settings.support.address, format_datetime(now))
        return Rendered(
            msgspec.json.encode(Outgoing(sender, settings.support.address, message, first)),
            (Part("message/rfc822", message),),
            minted=(*view.minted, *ours, *generated(b"", message)),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Hand it over; return the thread's first Message-ID. Raises TryLater and Refused."""
        outgoing = msgspec.json.decode(body, type=Outgoing)
        await deliver(outgoing, house.settings.mail.out, house)
        return outgoing.shown
