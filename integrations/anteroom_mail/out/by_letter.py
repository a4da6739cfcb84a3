"""A letter about an interview to one of its parties, as a mail of its own that no machine is to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.view import View
from anteroom_calendar import NotWritable
from anteroom_mail.letters.courtesy import Courtesy, courtesy
from anteroom_mail.letters.letter import Letter
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.wording import Background, background
from anteroom_mail.out.outgoing import message_id, own_address, rendered, unwritable


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for, with the own address, what the letter tells of itself and what it owes."""

    view: View
    address: str
    whence: Background
    owed: Courtesy


async def reader_of(conn: Connection, house: House, view: View) -> Reader:
    """Return whom a letter about this view is for. Raises Refused where there is no address to write to."""
    whence = await background(conn, view)
    address = await own_address(conn, house, view.person_id)
    return Reader(view, address, whence, await courtesy(conn, house, view, address))


def by_letter(
    effect: Effect,
    house: House,
    reader: Reader,
    letter: Letter,
    now: datetime,
    *,
    minted: Sequence[str] = (),
    sender: tuple[str, str] | None = None,
    references: Sequence[str] = (),
    auto_submitted: str = "auto-generated",
) -> Rendered:
    """Return the letter as a mail ready to leave; from the reader's own reply address unless said otherwise.

    `minted` are strings of ours in it besides its time and what is owed. Raises Refused where no mail can
    carry it.
    """
    view, name = reader.view, message_id(effect, house)
    try:
        message = letter_mail(
            letter,
            sender or (view.reply_address, view.marketplace),
            reader.address,
            name,
            now,
            references=references,
            auto_submitted=auto_submitted,
            extra=(("X-Auto-Response-Suppress", "All"), ("X-Loop", house.settings.relay_domain)),
        )
    except NotWritable as error:
        raise unwritable(error) from error
    ours = (name, letter.when.line, *minted, *reader.owed.minted)
    return rendered(house, view, reader.address, message, shown=name, minted=ours, date=now)
