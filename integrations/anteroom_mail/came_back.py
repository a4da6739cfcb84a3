"""The mail that tells the host whom mail does not reach, where nothing nearer than mail reaches the host."""

from __future__ import annotations

from typing import Literal

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Role
from anteroom.interviews.view import view_for
from anteroom_calendar import NotWritable
from anteroom_mail.courtesy import courtesy
from anteroom_mail.letter_mail import letter_mail
from anteroom_mail.notices import came_back_letter
from anteroom_mail.outbox import ByMail
from anteroom_mail.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable
from anteroom_mail.wording import background
from anteroom_mail.words import words


class CameBack(ByMail):
    """The adapter `came_back_mail`: once for each party that became unreachable."""

    kind = "came_back_mail"
    per: Literal["party", "interview"] = "party"
    on = frozenset({Event.UNREACHABLE})
    lasting = False
    group = "came_back"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail for a host other than the party itself; None for everybody else."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.role is not Role.HOST or view.state.over:
                return None
            whom = next((each for each in view.lines if each.party_id == effect.data["unreachable"]), None)
            if whom is None or whom.own:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        now = now_in_seconds(house)
        letter = came_back_letter(view, words(view.language), now, whence, owed, whom)
        name = message_id(effect, house)
        sender = view.reply_address, view.marketplace
        extra = (("X-Auto-Response-Suppress", "All"), ("X-Loop", house.settings.relay_domain))
        try:
            message = letter_mail(letter, sender, address, name, now, extra=extra)
        except NotWritable as error:
            raise unwritable(error) from error
        minted = (name, letter.when.line, *owed.minted)
        return rendered(house, view, address, message, shown=name, minted=minted, date=now)
