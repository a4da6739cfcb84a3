"""The pass, by mail, when the doors open: for whom nothing nearer than mail is known."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Answer, Event, State
from anteroom.interviews.view import view_for
from anteroom_calendar import NotWritable
from anteroom_mail.letters.courtesy import courtesy
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.wording import background, pass_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import (
    message_id,
    now_in_seconds,
    own_address,
    rendered,
    sender_of,
    unwritable,
)
from anteroom_mail.taking.shown import entry_shown


class PassMail(ByMail):
    """The adapter `pass_mail`: each party's own pass when the doors open, and where it was renewed."""

    kind = "pass_mail"
    on = frozenset({Event.DOORS_OPEN, Event.PASS_RENEWED})
    group = "pass"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None when the doors are shut again or the party has declined."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.state is not State.DOORS_OPEN or view.answer is Answer.DECLINED:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
            before = await entry_shown(conn, view.interview_id, view.party_id)
        now = now_in_seconds(house)
        letter = pass_letter(view, words(view.language), now, whence, owed)
        name = message_id(effect, house)
        references = before.references if before else ()
        try:
            message = letter_mail(
                letter,
                sender_of(view),
                address,
                name,
                now,
                references=references,
                extra=owed.list_headers,
            )
        except NotWritable as error:
            raise unwritable(error) from error
        return rendered(
            house,
            view,
            address,
            message,
            shown=name,
            minted=(name, letter.when.line, *references, *owed.minted),
            date=now,
        )
