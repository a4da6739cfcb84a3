"""The mail that tells the freelancer of times that the host offers, and where one is taken."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Role
from anteroom.interviews.view import view_for
from anteroom_mail.letters.notices import offered_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class Offered(ByMail):
    """The adapter `offered_mail`: once each time the host offers; a calendar entry has one time only."""

    kind = "offered_mail"
    on = frozenset({Event.OFFERED})

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail for the freelancer; None for everybody else, and once nothing is offered."""
        if effect.interview_id is None:
            return None
        now = now_in_seconds(house)
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.role is not Role.CANDIDATE or not view.offers:
                return None
            reader = await reader_of(conn, house, view)
        letter = offered_letter(view, words(view.language), now, reader.whence, reader.owed)
        return by_letter(effect, house, reader, letter, now, minted=letter.agenda.splitlines())
