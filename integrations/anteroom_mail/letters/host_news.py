"""A mail that tells the host alone of something, where nothing nearer than mail does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Role
from anteroom.interviews.view import View, view_for
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Letter
from anteroom_mail.letters.wording import Background
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: `letter` writes it; `minted` are times it names, which the door is to pass."""

    letter: Callable[[datetime, Background, Courtesy], Letter]
    minted: Callable[[datetime], tuple[str, ...]] = lambda now: ()


class HostNews(ByMail, ABC):
    """An adapter whose mails go to the host, once for each event of `on`."""

    kind: str
    rank = 1

    @abstractmethod
    def news(self, view: View, effect: Effect) -> News | None:
        """Return what the host is told; None where there is nothing to tell any more."""

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail for the host; None for everybody else, and where there is no news."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.role is not Role.HOST:
                return None
            news = self.news(view, effect)
            if news is None:
                return None
            reader = await reader_of(conn, house, view)
        now = now_in_seconds(house)
        letter = news.letter(now, reader.whence, reader.owed)
        return by_letter(effect, house, reader, letter, now, minted=news.minted(now))


class CardlessNews(HostNews, ABC):
    """Host news of what a host's own card shows as well: for a host who has none."""

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether mail reaches the person and nothing that stays and changes, like a card, does."""
        if not await super().reaches(conn, house, person_id):
            return False
        for adapter in house.adapters.for_event(next(iter(self.on))):
            if adapter.lasting and adapter.per == "party" and await adapter.reaches(conn, house, person_id):
                return False
        return True
