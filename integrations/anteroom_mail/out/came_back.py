"""The mail that tells the host whom mail does not reach, where nothing nearer than mail reaches the host."""

from __future__ import annotations

from anteroom.effects.model import Effect
from anteroom.interviews.model import Event
from anteroom.interviews.view import View
from anteroom_mail.letters.host_news import HostNews, News
from anteroom_mail.letters.notices import came_back_letter
from anteroom_mail.letters.words import words


class CameBack(HostNews):
    """The adapter `came_back_mail`: once for each party that became unreachable."""

    kind = "came_back_mail"
    on = frozenset({Event.UNREACHABLE})
    group = "came_back"

    def news(self, view: View, effect: Effect) -> News | None:
        """Return who cannot be reached; None where that is the host, or the interview is over."""
        if view.state.over:
            return None
        whom = next((each for each in view.lines if each.party_id == effect.data["unreachable"]), None)
        if whom is None or whom.own:
            return None
        spoken = words(view.language)
        way = effect.data.get("way", "mail")
        return News(
            lambda now, whence, owed: came_back_letter(view, spoken, now, whence, owed, whom, way=way)
        )
