"""Mails about a party's own answer, to that party alone; none of them goes to whoever else wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews import doubted, store
from anteroom.interviews.doubted import Doubted
from anteroom.interviews.view import View, view_of
from anteroom.texts.store import waiting
from anteroom_calendar import Method, NotWritable, compose, write
from anteroom_mail.letters.answer_letters import confirm_letter, delegation_letter, read_letter
from anteroom_mail.letters.courtesy import Courtesy, courtesy
from anteroom_mail.letters.letter import Letter
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.notices import Appealable
from anteroom_mail.letters.wording import Background, background
from anteroom_mail.letters.words import Words, words
from anteroom_mail.out.calendar_mail import QUIET, entry, mail
from anteroom_mail.out.held_mail import appealable
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import (
    message_id,
    now_in_seconds,
    own_address,
    rendered,
    sender_of,
    unwritable,
)
from anteroom_mail.taking.shown import Shown, entry_shown
from anteroom_mail.ways_in.outcome import Telling

ALONE = (("X-Auto-Response-Suppress", "All"),)
Write = Callable[[View, Words, datetime, Background, Courtesy], Letter]


@dataclass(frozen=True, slots=True)
class _Reader:
    """The party written to, and what every mail to it needs.

    `asked` is what it may still confirm, `held` its comment if the guard holds one.
    """

    view: View
    whence: Background
    address: str
    owed: Courtesy
    before: Shown | None
    asked: tuple[Doubted, ...]
    held: Appealable | None = None


class AboutAnswer(ByMail):
    """What these adapters share: wanted by hand, one-offs, for one party."""

    kind = ""

    def letter(self, effect: Effect, reader: _Reader) -> Write | None:
        """Return who writes the letter; None when there is nothing to say any more."""
        raise NotImplementedError

    def message(self, reader: _Reader, letter: Letter, now: datetime, name: str) -> tuple[bytes, bytes]:
        """Return the mail, and the calendar message in it, if any."""
        references = reader.before.references if reader.before else ()
        sender = sender_of(reader.view)
        mailed = letter_mail(letter, sender, reader.address, name, now, references=references, extra=ALONE)
        return mailed, b""

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None when the interview is over, the party gone or the matter settled."""
        reader = await _reader(effect, house)
        write_letter = self.letter(effect, reader) if reader is not None else None
        if reader is None or write_letter is None:
            return None
        view, now, name = reader.view, now_in_seconds(house), message_id(effect, house)
        said = words(view.language)
        letter = write_letter(view, said, now, reader.whence, reader.owed)
        try:
            message, calendar = self.message(reader, letter, now, name)
        except NotWritable as error:
            raise unwritable(error) from error
        proposed = [
            said.time(*each.said.times, view.zone, now).line for each in reader.asked if each.said.times
        ]
        earlier = reader.before.references if reader.before else ()
        links = tuple(each.link for each in (letter.way, letter.instead) if each)
        return rendered(
            house,
            view,
            reader.address,
            message,
            calendar=calendar,
            shown=name,
            minted=(name, letter.when.line, *links, *proposed, *earlier, *reader.owed.minted),
            date=now,
        )


class ConfirmAnswer(AboutAnswer):
    """The adapter `confirm_answer`: an answer came that we cannot take for the party's; was it?"""

    kind = doubted.ASKING

    def letter(self, effect: Effect, reader: _Reader) -> Write | None:
        """Return the question, unless it was answered or has lapsed."""
        asked = next((each for each in reader.asked if each.id == effect.data["doubted"]), None)
        if asked is None:
            return None
        return partial(confirm_letter, doubted=asked)


class AnswerRead(AboutAnswer):
    """The adapter `answer_read`: how an answer was understood, where it was not as it was written."""

    kind = "answer_read"

    def letter(self, effect: Effect, reader: _Reader) -> Write | None:
        """Return what the party is told."""
        telling = [Telling(each) for each in effect.data["telling"].split()]
        return partial(read_letter, telling=telling, held=reader.held)


class DelegationRefused(AboutAnswer):
    """The adapter `delegation_refused`: the entry as it stands, and how the host adds somebody.

    A REQUEST at the same SEQUENCE with a fresh DTSTAMP restates whose it is (RFC 5546, 3.2.2.3 lets an
    organizer say no to a delegation only so).
    """

    kind = "delegation_refused"

    def letter(self, effect: Effect, reader: _Reader) -> Write | None:
        """Return the letter around the entry."""
        return delegation_letter

    def message(self, reader: _Reader, letter: Letter, now: datetime, name: str) -> tuple[bytes, bytes]:
        """Return the entry in its mail."""
        calendar = write(entry(reader.view, Method.REQUEST, reader.address, now))
        around = mail(
            reader.view,
            Method.REQUEST,
            calendar,
            letter,
            reader.address,
            now,
            name,
            reader.before,
            (*QUIET, *reader.owed.list_headers),
        )
        return compose(around), calendar


async def _reader(effect: Effect, house: House) -> _Reader | None:
    if effect.interview_id is None or effect.party_id is None:
        return None
    async with house.database.connection() as conn:
        interview = await store.load(conn, effect.interview_id)
        party = interview.party(effect.party_id)
        if party is None or interview.state.over:
            return None
        view = await view_of(conn, house, interview, party)
        address = await own_address(conn, house, view.person_id)
        return _Reader(
            view=view,
            whence=await background(conn, view),
            address=address,
            owed=await courtesy(conn, house, view, address),
            before=await entry_shown(conn, interview.id, party.id),
            asked=tuple(await doubted.open_of(conn, house, interview, party)),
            held=await appealable(conn, house, await waiting(conn, view.person_id, interview.id, "comment")),
        )
