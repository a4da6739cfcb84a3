"""The mail that tells everybody else that somebody runs late, where nothing nearer than mail does."""

from __future__ import annotations

from typing import Literal

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.lateness import told_of
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_for
from anteroom_calendar import NotWritable
from anteroom_mail.letters.courtesy import courtesy
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.notices import late_letter
from anteroom_mail.letters.wording import background
from anteroom_mail.letters.words import words
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable


class Late(ByMail):
    """The adapter `late_mail`: one to each other party, each time somebody says so."""

    kind = "late_mail"
    per: Literal["party", "interview"] = "party"
    on = frozenset({Event.LATE})
    lasting = False
    group = "late"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None for who runs late, for who does not come, and where it is over or old."""
        if effect.interview_id is None:
            return None
        now = now_in_seconds(house)
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            told = told_of(view, effect.data["late"], now) if view is not None else None
            if view is None or told is None:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        letter = late_letter(view, words(view.language), now, whence, owed, *told)
        name = message_id(effect, house)
        sender = view.reply_address, view.marketplace
        extra = (("X-Auto-Response-Suppress", "All"), ("X-Loop", house.settings.relay_domain))
        try:
            message = letter_mail(letter, sender, address, name, now, extra=extra)
        except NotWritable as error:
            raise unwritable(error) from error
        minted = (name, letter.when.line, *owed.minted)
        return rendered(house, view, address, message, shown=name, minted=minted, date=now)
