"""The mail that tells whoever reported something that people looked at it, and in a word what they found."""

from __future__ import annotations

from anteroom.conduct.reports import store
from anteroom.conduct.reports.model import Outcome
from anteroom.conduct.reports.news import BY_MAIL
from anteroom.conduct.reports.words import outcome_said
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.view import view_for
from anteroom_mail.letters.notices import notice
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class ReportMail(ByMail):
    """The adapter `report_mail`: to the reporter alone, about the interview that the report is about."""

    kind = BY_MAIL

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None for who was removed, and for what was reopened since."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            report = await store.load(conn, effect.data["report"])
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or report.outcome is None or report.outcome.value != effect.data["outcome"]:
                return None
            reader = await reader_of(conn, house, view)
        now, spoken = now_in_seconds(house), words(view.language)
        said = outcome_said(Outcome(effect.data["outcome"]), spoken.language, view.marketplace, report.id)
        letter = notice(view, spoken, now, reader.whence, reader.owed, "report", said.found, (said.nobody,))
        return by_letter(effect, house, reader, letter, now, minted=(report.id,))
