"""The mail that brings a client a freelancer's interview offer, where nothing nearer than mail does."""

from __future__ import annotations

from email.utils import format_datetime

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.house import House
from anteroom.interview_offers import store
from anteroom.interview_offers.outcomes import GROUP
from anteroom.interview_offers.words import seen_by_client
from anteroom.people.refusals import mailbox_of
from anteroom.proposals.address import interview_address
from anteroom_calendar import NotWritable
from anteroom_mail.letters.courtesy import NEVER_PATH
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.offer_letter import offer_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import (
    Outgoing,
    generated,
    message_id,
    now_in_seconds,
    own_address,
    unwritable,
)
from anteroom_mail.pages.never_address import never_local


class OfferMail(ByMail):
    """The adapter `interview_offer_mail`: once for each offer, from the proposal's interview address.

    Whoever adds that address to an event of the own calendar schedules, too.
    """

    kind = "interview_offer_mail"
    per = "interview"
    group = GROUP
    rank = 1

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether we know an address, and the deployment lets mail begin a talk."""
        return house.settings.interviews.offers_by_mail and await super().reaches(conn, house, person_id)

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None for an offer that is over already."""
        async with house.database.transaction() as conn:
            offer = await store.load(conn, effect.data["offer"])
            if not offer.open:
                return None
            seen = await seen_by_client(conn, house, offer)
            address = await own_address(conn, house, seen.proposal.client_id)
            ours = await interview_address(conn, house, seen.proposal.id)
        secrets, settings = house.settings.secrets, house.settings
        local = never_local(secrets.link_key, mailbox_of(secrets.index_key, address))
        never = f"{settings.public_url}{NEVER_PATH}{local}"
        abuse = settings.mail.abuse_address
        letter = offer_letter(seen, words(seen.say.language), never, abuse)
        now, name = now_in_seconds(house), message_id(effect, house)
        headers = (
            ("X-Auto-Response-Suppress", "All"),
            ("List-Unsubscribe", f"<mailto:{local}@{settings.relay_domain}>, <{never}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )
        try:
            message = letter_mail(letter, (ours, seen.marketplace), address, name, now, extra=headers)
        except NotWritable as error:
            raise unwritable(error) from error
        minted = (offer.id, ours, name, never, local, abuse, seen.url, letter.when.line, format_datetime(now))
        return Rendered(
            body=msgspec.json.encode(Outgoing(ours, address, message, name)),
            parts=(Part("message/rfc822", message),),
            minted=(*minted, *generated(b"", message)),
            readers=(seen.proposal.client_id,),
        )
