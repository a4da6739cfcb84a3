"""Mails about offered times: which of them suit, and to the host that none was found."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Role, Side
from anteroom.interviews.view import View, view_for
from anteroom_mail.letters.host_news import CardlessNews, News
from anteroom_mail.letters.poll_letters import deadline_in_words, poll_letter, undecided_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class PollMail(ByMail):
    """The adapter `poll_mail`: once when somebody is asked about times, and once when more are offered."""

    kind = "poll_mail"
    on = frozenset({Event.POLL_OPENED, Event.POLL_WIDENED, Event.POLL_EXTENDED, Event.PARTY_ADDED})
    group = "poll"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None for the host, for whoever was asked before, and once nothing is asked."""
        if effect.interview_id is None:
            return None
        now = now_in_seconds(house)
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.poll is None or view.role is Role.HOST:
                return None
            own = next(line for line in view.lines if line.own)
            if effect.data["event"] == Event.POLL_WIDENED and own.side is Side.CLIENT:
                return None
            reader = await reader_of(conn, house, view)
        said = words(view.language)
        letter = poll_letter(view, view.poll, said, now, reader.whence, reader.owed)
        until = deadline_in_words(view, view.poll, said, now)
        return by_letter(effect, house, reader, letter, now, minted=(*letter.agenda.splitlines(), until))


class PollUndecided(CardlessNews):
    """The adapter `poll_undecided_mail`: to a host whom no surface of the own shows it."""

    kind = "poll_undecided_mail"
    on = frozenset({Event.POLL_UNDECIDED})

    def news(self, view: View, effect: Effect) -> News | None:
        """Return that no time could be chosen; None once the search is over."""
        if view.poll is None:
            return None
        said = words(view.language)
        return News(lambda now, whence, owed: undecided_letter(view, said, now, whence, owed))
