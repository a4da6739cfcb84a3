"""A DECLINECOUNTER (RFC 5546, 3.2.8): the host keeps the time, and who proposed another hears it."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_of
from anteroom_calendar import Method, NotWritable, compose, write
from anteroom_mail.letters.courtesy import courtesy
from anteroom_mail.letters.wording import background, kept_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.calendar_mail import entry, mail
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable
from anteroom_mail.taking.shown import entry_shown


class CounterDeclined(ByMail):
    """The adapter `decline_counter`: sent once, to the counter's author only."""

    kind = "decline_counter"
    on = frozenset({Event.COUNTER_DECLINED})

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None when the interview is over or the author is gone: another mail says that."""
        if effect.interview_id is None or effect.party_id is None:
            return None
        async with house.database.connection() as conn:
            interview = await store.load(conn, effect.interview_id)
            author = interview.party(effect.party_id)
            counter = interview.counter(effect.data["counter"])
            # A move meanwhile has answered the counter better than this mail could.
            if author is None or counter is None or interview.state.over:
                return None
            if counter.sequence != interview.sequence:
                return None
            view = await view_of(conn, house, interview, author)
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
            before = await entry_shown(conn, view.interview_id, view.party_id)
        now = now_in_seconds(house)
        letter = kept_letter(view, words(view.language), now, whence, owed, counter)
        name = message_id(effect, house)
        try:
            calendar = write(entry(view, Method.DECLINECOUNTER, address, now))
            message = compose(mail(view, Method.DECLINECOUNTER, calendar, letter, address, now, name, before))
        except NotWritable as error:
            raise unwritable(error) from error
        proposed = words(view.language).time(counter.starts_at, counter.ends_at, view.zone, now)
        return rendered(
            house,
            view,
            address,
            message,
            calendar=calendar,
            shown=name,
            minted=(
                name,
                letter.when.line,
                proposed.line,
                *(before.references if before else ()),
                *owed.minted,
            ),
            date=now,
        )
