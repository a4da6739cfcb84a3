"""The mail that tells the host of another time that somebody proposed, where no card does."""

from __future__ import annotations

from anteroom.effects.model import Effect
from anteroom.interviews.model import Event
from anteroom.interviews.view import View
from anteroom_mail.letters.host_news import CardlessNews, News
from anteroom_mail.letters.notices import countered_letter
from anteroom_mail.letters.words import words


class Countered(CardlessNews):
    """The adapter `countered_mail`: once for each counter, to a host whom no surface of the own shows it."""

    kind = "countered_mail"
    on = frozenset({Event.COUNTERED})

    def news(self, view: View, effect: Effect) -> News | None:
        """Return the proposed time; None once that counter is no longer open."""
        counter = next((each for each in view.counters if each.id == effect.data["counter"]), None)
        if counter is None:
            return None
        spoken = words(view.language)
        return News(
            lambda now, whence, owed: countered_letter(view, spoken, now, whence, owed, counter),
            lambda now: (spoken.time(counter.starts_at, counter.ends_at, view.zone, now).line,),
        )
