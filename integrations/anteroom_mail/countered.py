"""The mail that tells the host of another time that somebody proposed, where no card does."""

from __future__ import annotations

from typing import Literal

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Happened, Role
from anteroom.interviews.view import view_for
from anteroom_calendar import NotWritable
from anteroom_mail.courtesy import courtesy
from anteroom_mail.letter_mail import letter_mail
from anteroom_mail.notices import countered_letter
from anteroom_mail.outbox import ByMail
from anteroom_mail.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable
from anteroom_mail.wording import background
from anteroom_mail.words import words


class Countered(ByMail):
    """The adapter `countered_mail`: once for each counter, to a host whom no surface of the own shows it."""

    kind = "countered_mail"
    per: Literal["party", "interview"] = "party"
    on = frozenset({Event.COUNTERED})
    lasting = False
    group = ""
    rank = 1

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether mail reaches the person and nothing that stays and changes, like a card, does."""
        if not await super().reaches(conn, house, person_id):
            return False
        for adapter in house.adapters.for_event(Happened(Event.COUNTERED, "")):
            if adapter.lasting and adapter.per == "party" and await adapter.reaches(conn, house, person_id):
                return False
        return True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail for the host; None for everybody else, and once the counter is no longer open."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.role is not Role.HOST:
                return None
            counter = next((each for each in view.counters if each.id == effect.data["counter"]), None)
            if counter is None:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        now = now_in_seconds(house)
        letter = countered_letter(view, words(view.language), now, whence, owed, counter)
        name = message_id(effect, house)
        sender = view.reply_address, view.marketplace
        extra = (("X-Auto-Response-Suppress", "All"), ("X-Loop", house.settings.relay_domain))
        try:
            message = letter_mail(letter, sender, address, name, now, extra=extra)
        except NotWritable as error:
            raise unwritable(error) from error
        proposed = words(view.language).time(counter.starts_at, counter.ends_at, view.zone, now)
        minted = (name, letter.when.line, proposed.line, *owed.minted)
        return rendered(house, view, address, message, shown=name, minted=minted, date=now)
