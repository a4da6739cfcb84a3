"""The calendar entry as a surface: one mail per recipient, brought up to date as the interview lives."""

from __future__ import annotations

from datetime import datetime

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Answer, Event, Role, State
from anteroom.interviews.view import Line, View, view_for, view_of_removed
from anteroom.people.persons import known_zone
from anteroom_calendar import (
    Attendee,
    CalendarMail,
    Invitation,
    Method,
    NotWritable,
    Organizer,
    Partstat,
    compose,
    write,
)
from anteroom_calendar import Role as Attendance
from anteroom_mail.letters.courtesy import courtesy
from anteroom_mail.letters.letter import Letter, plain
from anteroom_mail.letters.letter_html import html
from anteroom_mail.letters.wording import OVER, News, background, description, invitation_letter
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
from anteroom_mail.taking.shown import Held, Shown, hold_shown

PARTSTATS = {
    Answer.NONE: Partstat.NEEDS_ACTION,
    Answer.ACCEPTED: Partstat.ACCEPTED,
    Answer.DECLINED: Partstat.DECLINED,
    Answer.TENTATIVE: Partstat.TENTATIVE,
}
# An out-of-office note would be noise. Not Auto-Submitted: some servers skip invitations that bear it.
QUIET = (("X-Auto-Response-Suppress", "OOF, AutoReply"),)


class CalendarEntry(ByMail):
    """The adapter `calendar`: a party's entry, as REQUEST while the interview lives, then as CANCEL."""

    kind = "calendar"
    on = frozenset(
        {Event.PROPOSED, Event.MOVED, Event.CANCELLED, Event.VOID, Event.HANDED_OVER, Event.REWORDED}
        | {Event.PLACED, Event.FELL_BACK, Event.PARTY_ADDED, Event.PARTY_REMOVED, Event.NDA_CHANGED}
    )
    lasting = True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the newest entry; None for an interview held, and for one that ended before it was shown."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None:
                view = await view_of_removed(conn, house, effect.interview_id, effect.party_id)
            if view is None:
                return None
            before = Shown.of(effect.outside_id)
            held = None if before else await hold_shown(conn, view.party_id, view.uid)
            news = _news(view, effect, before, held)
            if news is None:
                return None
            before = before or (held.shown if held else None)
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
            owed = await courtesy(conn, house, view, address)
        now = now_in_seconds(house)
        minutes = house.settings.interviews.doors_open_before_minutes
        said = words(view.language)
        # What was only held is no invitation that has changed.
        old = None if held else before
        letter = invitation_letter(view, said, news, now, whence, owed, minutes, old)
        method = Method.CANCEL if news in OVER else Method.REQUEST
        name = message_id(effect, house)
        try:
            calendar = write(entry(view, method, address, now))
            extra = (*QUIET, *owed.list_headers)
            message = compose(mail(view, method, calendar, letter, address, now, name, before, extra))
        except NotWritable as error:
            raise unwritable(error) from error
        first = before.first_id if before else name
        times = [letter.when, *([letter.before] if letter.before else [])]
        return rendered(
            house,
            view,
            address,
            message,
            calendar=calendar,
            shown=Shown(name, view.sequence, view.starts_at, view.ends_at, first).kept(),
            minted=(
                name,
                *(before.references if before else ()),
                *(time.line for time in times),
                *owed.minted,
            ),
            date=now,
        )


def entry(view: View, method: Method, own: str, now: datetime, *, comment: str = "") -> Invitation:
    """Return a viewer's entry: the own address as it is, everybody else as alias and label."""
    over = method is Method.CANCEL
    said = words(view.language)
    return Invitation(
        method=method,
        uid=view.uid,
        sequence=view.sequence,
        dtstamp=now,
        start=view.starts_at,
        end=view.ends_at,
        organizer=Organizer(view.reply_address, view.host.label),
        attendees=tuple(_attendee(line, own) for line in view.lines if line.own or not view.removed),
        summary=view.title,
        description=description(view, said, over=over),
        conference="" if over else view.pass_link,
        conference_label="" if over else said.say("join"),
        zone=view.zone if known_zone(view.zone) else None,
        created=view.created_at,
        last_modified=now,
        comment=comment,
        removal=view.removed,
    )


def mail(
    view: View,
    method: Method,
    calendar: bytes,
    letter: Letter,
    own: str,
    now: datetime,
    name: str,
    before: Shown | None,
    extra: tuple[tuple[str, str], ...] = QUIET,
) -> CalendarMail:
    """Return the mail around an entry: From is its ORGANIZER, To its own ATTENDEE.

    It hangs in the thread of what the entry was shown `before`.
    """
    from_address, from_label = sender_of(view)
    return CalendarMail(
        method=method,
        calendar=calendar,
        from_address=from_address,
        from_label=from_label,
        to_address=own,
        subject=letter.subject,
        date=now,
        message_id=name,
        text=plain(letter),
        html=html(letter),
        in_reply_to=before.message_id if before else "",
        references=before.references if before else (),
        extra=extra,
    )


def _news(view: View, effect: Effect, before: Shown | None, held: Held | None) -> News | None:
    if view.removed:
        return News.REMOVED if before is not None or held is not None else None
    match view.state:
        case State.CANCELLED | State.VOID:
            # Whoever never got an invitation gets no cancellation either; whoever may have got one does.
            if effect.shown == 0 and effect.uncertain == 0 and held is None:
                return None
            return News.CANCELLED if view.state is State.CANCELLED else News.VOID
        case State.HELD | State.MISSED | State.TECHNICAL | State.EXPIRED:
            return None
        case State.PROPOSED | State.SCHEDULED | State.DOORS_OPEN:
            if before is None:
                return News.INVITATION
            moved = (before.starts_at, before.ends_at) != (view.starts_at, view.ends_at)
            return News.MOVED if moved else News.UPDATED


def _attendee(line: Line, own: str) -> Attendee:
    role = Attendance.REQUIRED if line.required else Attendance.OPTIONAL
    return Attendee(
        address=own if line.own else line.alias,
        label=line.label,
        partstat=PARTSTATS[line.answer],
        role=Attendance.CHAIR if line.role is Role.HOST else role,
        rsvp=line.own and line.role is not Role.HOST,
    )
