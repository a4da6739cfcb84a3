"""Mails about what people typed: the note to somebody of the same side, and what was kept back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from anteroom.effects.model import Effect, Refused, Rendered
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.interviews.typed import Letter, forget_letter, open_letter
from anteroom.interviews.typed_reading import Fate
from anteroom.interviews.view import View, view_for
from anteroom_calendar import NotWritable
from anteroom_calendar.mail_header import identifier
from anteroom_mail.letters.courtesy import Courtesy, courtesy
from anteroom_mail.letters.letter import Letter as MailLetter
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.notices import kept_back_letter, note_letter
from anteroom_mail.letters.wording import background
from anteroom_mail.letters.words import words
from anteroom_mail.out.held_mail import appealable
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable


class _AboutTyped(ByMail):
    """What both share: one mail to one party, whose letter is forgotten when it has arrived."""

    per: Literal["party", "interview"] = "party"
    on: frozenset[Event] = frozenset()
    lasting = False

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
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            typed = await open_letter(conn, house, effect.data["letter"])
            if typed is None:
                return None
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            lines = view.lines if view is not None else ()
            writer = next((each for each in lines if each.party_id == effect.data["from"]), None)
            if view is None or writer is None:
                raise Refused("its writer or its reader was removed")
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        now = now_in_seconds(house)
        letter = note_letter(view, words(view.language), now, whence, owed, writer, typed.text)
        sender = writer.alias, f"{writer.label} ({view.marketplace})"
        mail = _mail(effect, house, view, letter, sender, address, now, owed)
        return replace(mail, permitted=(typed.text,) if typed.permitted else ())


class KeptBack(_AboutTyped):
    """The adapter `kept_back`: tells who typed something what of it was not passed on."""

    kind = "kept_back"
    group = ""
    rank = 0

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once it has arrived, and for a party that was removed."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            typed = await open_letter(conn, house, effect.data["letter"])
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if typed is None or view is None:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
            held = await appealable(conn, house, effect.data.get("held", ""))
        now = now_in_seconds(house)
        fate, missing = Fate(effect.data["fate"]), effect.data["missing"].split()
        letter = kept_back_letter(view, words(view.language), now, whence, owed, fate, missing, held)
        sender = view.reply_address, view.marketplace
        return _mail(effect, house, view, letter, sender, address, now, owed, answers=typed)


def _mail(
    effect: Effect,
    house: House,
    view: View,
    letter: MailLetter,
    sender: tuple[str, str],
    to: str,
    now: datetime,
    owed: Courtesy,
    *,
    answers: Letter | None = None,
) -> Rendered:
    name = message_id(effect, house)
    try:
        message = letter_mail(
            letter,
            sender,
            to,
            name,
            now,
            references=_readable(answers.mail) if answers else (),
            auto_submitted="auto-replied" if answers else "",
            extra=(("X-Auto-Response-Suppress", "All"), ("X-Loop", house.settings.relay_domain)),
        )
    except NotWritable as error:
        raise unwritable(error) from error
    links = (letter.way.link,) if letter.way else ()
    minted = (name, letter.when.line, *links, *owed.minted)
    return rendered(house, view, to, message, shown=name, minted=minted, date=now)


def _readable(message_id: str) -> tuple[str, ...]:
    """The Message-ID of what is answered, if it is one: somebody else's program made it."""
    try:
        identifier(message_id)
    except NotWritable:
        return ()
    return (message_id,)
