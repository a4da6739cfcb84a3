"""The tentative entry that holds an offered time: one surface for each party and time.

When its time is chosen it becomes the party's invitation, under the same UID; from then on that is another
surface's (`calendar_mail.py`). Any other is cancelled.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.view import View, view_for, view_of_removed
from anteroom.times.polls import store
from anteroom.times.polls.holds import KIND
from anteroom.times.polls.model import Mark, Offered, Poll, Voice
from anteroom_calendar import Invitation, Method, NotWritable, Partstat, Status, compose, write
from anteroom_mail.letters.courtesy import courtesy
from anteroom_mail.letters.poll_letters import hold_letter, hold_title, let_go_letter
from anteroom_mail.letters.wording import background
from anteroom_mail.letters.words import Words, words
from anteroom_mail.out.calendar_mail import QUIET, entry, mail
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable
from anteroom_mail.taking.shown import Shown

PARTSTATS = {
    Mark.NONE: Partstat.NEEDS_ACTION,
    Mark.YES: Partstat.ACCEPTED,
    Mark.IF_NEED_BE: Partstat.TENTATIVE,
    Mark.NO: Partstat.DECLINED,
}


class CalendarHold(ByMail):
    """The adapter `calendar_hold`: REQUEST and tentative while the time may be chosen, then CANCEL."""

    kind = KIND
    lasting = True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the entry; None for the chosen one, and for one that goes before it was ever shown."""
        assert effect.interview_id is not None and effect.party_id is not None
        before, now = Shown.of(effect.outside_id), now_in_seconds(house)
        async with house.database.connection() as conn:
            found = await _found(conn, effect)
            if found is None:
                return None
            poll, time, voice = found
            if not (voice.held or before or effect.uncertain):
                return None
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None:
                view = await view_of_removed(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.uid == voice.uid:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        said = words(view.language)
        held = replace(view, starts_at=time.starts_at, ends_at=time.ends_at)
        chosen = "" if voice.held or poll.chosen is None else _chosen(poll.chosen, view, said, now)
        if voice.held:
            letter = hold_letter(held, said, now, whence, owed)
        else:
            letter = let_go_letter(held, said, now, whence, owed, chosen)
        method = Method.REQUEST if voice.held else Method.CANCEL
        name, sequence = message_id(effect, house), poll.sequence + (0 if voice.held else 1)
        try:
            calendar = write(_entry(held, poll, voice, method, sequence, address, now, said))
            extra = (*QUIET, *owed.list_headers)
            message = compose(mail(held, method, calendar, letter, address, now, name, before, extra))
        except NotWritable as error:
            raise unwritable(error) from error
        first = before.first_id if before else name
        return rendered(
            house,
            held,
            address,
            message,
            calendar=calendar,
            shown=Shown(name, sequence, time.starts_at, time.ends_at, first).kept(),
            minted=(
                name,
                voice.uid,
                letter.when.line,
                *([chosen.partition(" (")[0]] if chosen else []),
                *(before.references if before else ()),
                *owed.minted,
            ),
            date=now,
        )


def _entry(
    view: View,
    poll: Poll,
    voice: Voice,
    method: Method,
    sequence: int,
    own: str,
    now: datetime,
    said: Words,
) -> Invitation:
    """Return the entry as its owner alone sees it: who else is asked stands in the invitation."""
    whole = entry(view, method, own, now)
    mine = next(each for each in whole.attendees if each.address == own)
    mine = replace(mine, partstat=PARTSTATS[voice.mark])
    held = method is Method.REQUEST
    parts = [said.say("hold.description", link=view.pass_link)] if held else []
    parts.append(said.say("description.hidden", marketplace=view.marketplace))
    return replace(
        whole,
        uid=voice.uid,
        sequence=sequence,
        attendees=(mine,),
        summary=hold_title(view, said),
        description="\n\n".join(parts),
        conference="",
        conference_label="",
        created=poll.opened_at,
        status=Status.TENTATIVE if held else None,
        removal=False,
    )


def _chosen(time: Offered, view: View, said: Words, now: datetime) -> str:
    return said.time(time.starts_at, time.ends_at, view.zone, now).whole


async def _found(conn: Connection, effect: Effect) -> tuple[Poll, Offered, Voice] | None:
    assert effect.interview_id is not None and effect.party_id is not None
    poll = await store.of_interview(conn, effect.interview_id)
    time = poll.time(effect.data["time"]) if poll else None
    voice = poll.voice(effect.data["time"], effect.party_id) if poll else None
    return (poll, time, voice) if poll and time and voice else None
