"""The mail that tells the writer of a held text that it is held, or what became of it."""

from __future__ import annotations

from anteroom.conduct.lessons.words import told_of_held
from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.view import view_for
from anteroom.texts import store
from anteroom.texts.model import News
from anteroom.texts.notices import BY_MAIL
from anteroom_mail.letters.notices import Appealable, held_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds
from anteroom_mail.pages.held_address import held_page


async def appealable(conn: Connection, house: House, held_id: str) -> Appealable | None:
    """Return why a text is held and where to appeal; None where nothing is held, or not any more."""
    content = await store.content(conn, house, held_id) if held_id else None
    if content is None:
        return None
    page = held_page(house.settings.secrets.link_key, held_id)
    lesson = await told_of_held(conn, house, held_id)
    return Appealable(content.why, f"{house.settings.public_url}{page}", house.settings.reviewed, lesson)


class HeldMail(ByMail):
    """The adapter `held_mail`, once for each piece of news."""

    kind = BY_MAIL

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None for a writer who was removed."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None:
                return None
            reader = await reader_of(conn, house, view)
            held = await appealable(conn, house, effect.data["held"])
        now = now_in_seconds(house)
        news, sent = News(effect.data["news"]), bool(effect.data.get("interview"))
        if news is News.HELD and held is None:
            return None
        letter = held_letter(
            view, words(view.language), now, reader.whence, reader.owed, news, held, sent=sent
        )
        links = tuple(each.link for each in (letter.way, letter.instead) if each)
        return by_letter(effect, house, reader, letter, now, minted=links)
