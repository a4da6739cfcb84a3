"""What the organizer of an event hears of us, as of any attendee: accepted, declined, or another time."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Event, Interview
from anteroom.people.persons import zone_and_language
from anteroom.requests import store
from anteroom.requests.actions import ANSWER
from anteroom.requests.model import CalendarRequest, Said, Standing, standing
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
from anteroom_mail.letters.request_words import RequestLetter, request_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import (
    Outgoing,
    generated,
    message_id,
    now_in_seconds,
    own_address,
    unwritable,
)

UNWRITTEN = timedelta(minutes=30)
METHODS = {Said.ACCEPTED: Method.REPLY, Said.DECLINED: Method.REPLY, Said.COUNTER: Method.COUNTER}
PARTSTATS = {
    Said.ACCEPTED: Partstat.ACCEPTED,
    Said.DECLINED: Partstat.DECLINED,
    Said.COUNTER: Partstat.TENTATIVE,
}


class RequestReply(ByMail):
    """The adapter `request_reply`: our answer to an event that asked for an interview, as it is true now."""

    kind = ANSWER
    per = "interview"
    on = frozenset({Event.MOVED, Event.CANCELLED, Event.VOID})
    lasting = True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the answer; None for an interview that no event asked for, and for what was said before."""
        async with house.database.connection() as conn:
            request = await self._request(conn, effect)
            if request is None or request.interview_id != effect.interview_id:
                return None
            interview = await interviews.load(conn, request.interview_id) if request.interview_id else None
            stands = standing(request, interview)
            if stands is None or effect.outside_id == _told(request, stands, interview):
                return None
            uid = await store.uid_of(conn, house, request.id)
            zone, language = await zone_and_language(conn, request.organizer_id)
            address = await own_address(conn, house, request.organizer_id)
        now = now_in_seconds(house)
        letter = request_letter(
            request, stands, interview, words(language), zone, now, house.settings.marketplace.name
        )
        ours = f"{request.local}@{house.settings.relay_domain}"
        name = message_id(effect, house)
        try:
            calendar = write(_answer(house, request, stands, letter, uid, ours, address))
            message = compose(_mail(house, stands, letter, calendar, ours, address, name))
        except NotWritable as error:
            raise unwritable(error) from error
        outgoing = Outgoing(ours, address, message, _told(request, stands, interview))
        return Rendered(
            body=msgspec.json.encode(outgoing),
            parts=(Part("message/rfc822", message),),
            # The UID is the organizer's own text, and goes back to nobody else.
            minted=(ours, name, uid, format_datetime(now), *letter.minted, *generated(calendar, message)),
            readers=(request.organizer_id,),
        )

    async def _request(self, conn: Connection, effect: Effect) -> CalendarRequest | None:
        if effect.interview_id is not None:
            return await store.of_interview(conn, effect.interview_id)
        return await store.by_id(conn, effect.id.removeprefix(f"{self.kind}:"))


def _told(request: CalendarRequest, stands: Standing, interview: Interview | None) -> str:
    """What is remembered of an answer: where it would be the same again, it is not sent again."""
    moment = stands.starts_at.isoformat() if stands.starts_at else ""
    state = interview.state.value if interview and interview.state.over else ""
    because = (request.refusal.value, *(note.value for note in request.notes))
    return " ".join((stands.said.value, str(request.sequence), moment, state, *because))


def _answer(
    house: House,
    request: CalendarRequest,
    stands: Standing,
    letter: RequestLetter,
    uid: str,
    ours: str,
    organizer: str,
) -> Invitation:
    now = now_in_seconds(house)
    start, end = stands.starts_at or request.starts_at, stands.ends_at or request.ends_at
    undated = start is None or end is None or end <= start
    return Invitation(
        method=METHODS[stands.said],
        uid=uid,
        sequence=request.sequence,
        dtstamp=now,
        # Where the event's own time could not be told, none is written: `undated`.
        start=now if start is None or undated else start,
        end=now + UNWRITTEN if end is None or undated else end,
        organizer=Organizer(organizer),
        attendees=(Attendee(ours, letter.sender, PARTSTATS[stands.said]),),
        summary=letter.title,
        comment=letter.comment,
        undated=undated,
    )


def _mail(
    house: House,
    stands: Standing,
    letter: RequestLetter,
    calendar: bytes,
    ours: str,
    organizer: str,
    name: str,
) -> CalendarMail:
    return CalendarMail(
        method=METHODS[stands.said],
        calendar=calendar,
        from_address=ours,
        from_label=letter.sender,
        to_address=organizer,
        subject=letter.subject,
        date=now_in_seconds(house),
        message_id=name,
        text=letter.text,
        # RFC 3834: whatever answers by itself must not answer this.
        auto_submitted="auto-replied",
    )
