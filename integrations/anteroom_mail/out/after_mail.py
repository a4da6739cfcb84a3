"""The mail that tells of a call that failed or did not take place, was looked at again, or is tried again."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Answer
from anteroom.interviews.view import view_for
from anteroom.verdicts.words import NOTED, note_of
from anteroom_mail.letters.notices import after_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class AfterMail(ByMail):
    """The adapter `after_mail`: one to each party, where nothing nearer than mail tells it.

    The calendar entry stays as it is: an entry of something past is nobody's business any more.
    """

    kind = "after_mail"
    on = NOTED
    group = "after"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None for who declined, and for what is out of date."""
        if effect.interview_id is None:
            return None
        data, now = effect.data, now_in_seconds(house)
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.answer is Answer.DECLINED:
                return None
            note = note_of(view, data["event"], data.get("decision", ""), data.get("by", ""))
            if note is None:
                return None
            reader = await reader_of(conn, house, view)
        letter = after_letter(view, words(view.language), now, reader.whence, reader.owed, note)
        return by_letter(effect, house, reader, letter, now)
