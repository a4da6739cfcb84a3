"""Mails about what people typed: the note to somebody of the same side, and what was kept back."""

from __future__ import annotations

from dataclasses import replace

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.typed import forget_letter, note_for, open_letter
from anteroom.interviews.typed_reading import Fate
from anteroom.interviews.view import view_for
from anteroom_calendar import NotWritable
from anteroom_calendar.mail_header import identifier
from anteroom_mail.letters.notices import kept_back_letter, note_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.held_mail import appealable
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class _AboutTyped(ByMail):
    """What both share: one mail to one party, whose letter is forgotten when it has arrived."""

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send it and forget the letter."""
        shown = await super().send(body, effect, house)
        await forget_letter(house, effect.data["letter"])
        return shown


class NoteMail(_AboutTyped):
    """The adapter `note_mail`: what a party typed, to one other of its side. From is the writer's alias."""

    kind = "note_mail"
    group = "note"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once it has arrived. Raises Refused where either is no party any more."""
        async with house.database.connection() as conn:
            note = await note_for(conn, house, effect)
            if note is None:
                return None
            typed, view, writer = note
            reader = await reader_of(conn, house, view)
        now = now_in_seconds(house)
        letter = note_letter(view, words(view.language), now, reader.whence, reader.owed, writer, typed.text)
        sender = writer.alias, f"{writer.label} ({view.marketplace})"
        links = (letter.way.link,) if letter.way else ()
        mail = by_letter(effect, house, reader, letter, now, minted=links, sender=sender, auto_submitted="")
        return replace(mail, permitted=(typed.text,) if typed.permitted else ())


class KeptBack(_AboutTyped):
    """The adapter `kept_back`: tells who typed something what of it was not passed on."""

    kind = "kept_back"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once it has arrived, and for a party that was removed."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            typed = await open_letter(conn, house, effect.data["letter"])
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if typed is None or view is None:
                return None
            reader = await reader_of(conn, house, view)
            held = await appealable(conn, house, effect.data.get("held", ""))
        now = now_in_seconds(house)
        fate, missing = Fate(effect.data["fate"]), effect.data["missing"].split()
        letter = kept_back_letter(
            view, words(view.language), now, reader.whence, reader.owed, fate, missing, held
        )
        links = tuple(each.link for each in (letter.way, letter.instead) if each)
        answers = _readable(typed.mail)
        return by_letter(
            effect,
            house,
            reader,
            letter,
            now,
            minted=links,
            references=answers,
            auto_submitted="auto-replied",
        )


def _readable(message_id: str) -> tuple[str, ...]:
    """The Message-ID of what is answered, if it is one: somebody else's program made it."""
    try:
        identifier(message_id)
    except NotWritable:
        return ()
    return (message_id,)
