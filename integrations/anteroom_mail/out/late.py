"""The mail that tells everybody else that somebody runs late, where nothing nearer than mail does."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.lateness import told_of
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_for
from anteroom_mail.letters.notices import late_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class Late(ByMail):
    """The adapter `late_mail`: one to each other party, each time somebody says so."""

    kind = "late_mail"
    on = frozenset({Event.LATE})
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
            reader = await reader_of(conn, house, view)
        letter = late_letter(view, words(view.language), now, reader.whence, reader.owed, *told)
        return by_letter(effect, house, reader, letter, now)
