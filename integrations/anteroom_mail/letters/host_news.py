"""A mail that tells the host alone of something, where nothing nearer than mail does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event, Role
from anteroom.interviews.view import View, view_for
from anteroom_calendar import NotWritable
from anteroom_mail.letters.courtesy import Courtesy, courtesy
from anteroom_mail.letters.letter import Letter
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.wording import Background, background
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: `letter` writes it; `minted` are times it names, which the door is to pass."""

    letter: Callable[[datetime, Background, Courtesy], Letter]
    minted: Callable[[datetime], tuple[str, ...]] = lambda now: ()


class HostNews(ByMail, ABC):
    """An adapter whose mails go to the host, once for each event of `on`."""

    kind: str
    per: Literal["party", "interview"] = "party"
    on: frozenset[Event]
    lasting = False
    group = ""
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
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        now = now_in_seconds(house)
        letter = news.letter(now, whence, owed)
        name = message_id(effect, house)
        sender = view.reply_address, view.marketplace
        extra = (("X-Auto-Response-Suppress", "All"), ("X-Loop", house.settings.relay_domain))
        try:
            message = letter_mail(letter, sender, address, name, now, extra=extra)
        except NotWritable as error:
            raise unwritable(error) from error
        minted = (name, letter.when.line, *news.minted(now), *owed.minted)
        return rendered(house, view, address, message, shown=name, minted=minted, date=now)
