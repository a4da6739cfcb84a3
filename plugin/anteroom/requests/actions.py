"""What a calendar event asks of us: each message of it is taken in one transaction, in its order, once.

The interview is made and changed by the same actions as from anywhere else, inside that transaction; what
they refuse is answered to the event's organizer and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_surface
from anteroom.errors import AnteroomError, ContactInText, NotAllowed, ProposalNotLiving
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews import store as interview_store
from anteroom.interviews.invite import refuse_unless_scheduler
from anteroom.ledger import chain
from anteroom.once import Joined
from anteroom.proposals import store as proposals
from anteroom.requests import follow, meant, store
from anteroom.requests.model import CalendarEvent, CalendarRequest, Order, Refusal, order
from anteroom.requests.refused import Refused
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way

ANSWER = "request_reply"
"""The kind of surface that shows the organizer's calendar what we answer."""
DAY = timedelta(days=1)
MOST_A_DAY = 20
"""How many new events one organizer may bring within a day; what is beyond is not even answered."""
MOST_MESSAGES = 100
"""How many changes of one event are followed: each may write to everybody."""


class Heard(StrEnum):
    """What became of one message."""

    SCHEDULED = "scheduled"
    FOLLOWED = "followed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    OLDER = "older"
    REPEATED = "repeated"
    TOO_OFTEN = "too-often"
    NOT_THEIRS = "not-theirs"


async def ask(house: House, event: CalendarEvent) -> Heard:
    """Take a new event or a change of a known one; schedule or follow, and answer the organizer."""
    async with house.database.transaction() as conn:
        known = await store.load(conn, house, event.uid, event.organizer_id, lock=True)
        if not await _may_act(conn, known, event.sender_id):
            return Heard.NOT_THEIRS
        content = _content(house, event)
        match order(known, event.sequence, event.stamp, content, cancels=False):
            case Order.OLDER:
                return Heard.OLDER
            case Order.REPEATED:
                return Heard.REPEATED
            case Order.NEWER:
                pass
        if await _too_often(conn, house, known, event.organizer_id):
            return Heard.TOO_OFTEN
        heard, request = await _followed(conn, house, known or _new(house, event), event)
        request = replace(
            request,
            local=event.local,
            sequence=event.sequence,
            stamp=event.stamp,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            content=content,
            words=words_of(house, event),
            cancelled=False,
            heard=request.heard + 1,
        )
        await store.save(conn, house, request, event.uid)
        await _note(conn, house, request, f"request.{heard}", event.sender_id)
        await want_surface(conn, house, ANSWER, surface_key(request), interview_id=request.interview_id)
    return heard


async def call_off(house: House, event: CalendarEvent, comment: str) -> Heard:
    """Take the cancellation of an event, or our removal from it: the interview is cancelled by its host.

    The cancellation of an event that we never heard of is kept, so that the event cannot come after it.
    """
    async with house.database.transaction() as conn:
        known = await store.load(conn, house, event.uid, event.organizer_id, lock=True)
        if not await _may_act(conn, known, event.sender_id):
            return Heard.NOT_THEIRS
        match order(known, event.sequence, event.stamp, b"", cancels=True):
            case Order.OLDER:
                return Heard.OLDER
            case Order.REPEATED:
                return Heard.REPEATED
            case Order.NEWER:
                pass
        if await _too_often(conn, house, known, event.organizer_id, cancels=True):
            return Heard.TOO_OFTEN
        before = known or _new(house, event)
        request = replace(
            before, sequence=event.sequence, stamp=event.stamp, cancelled=True, heard=before.heard + 1
        )
        await store.save(conn, house, request, event.uid)
        stood = await _cancel(conn, house, request, comment)
        await _note(conn, house, request, "request.cancelled", event.sender_id, refusal=stood)
    return Heard.CANCELLED


def surface_key(request: CalendarRequest) -> str:
    """Return what names the answer's surface: the interview, whose events change it, or else the request."""
    return f"{request.interview_id}:all" if request.interview_id else request.id


def words_of(house: House, event: CalendarEvent) -> bytes:
    """Return what stands for an event's title and description."""
    return store.digest(house, "words", event.title, event.description)


async def _followed(
    conn: Connection, house: House, request: CalendarRequest, event: CalendarEvent
) -> tuple[Heard, CalendarRequest]:
    """Do what the event asks; where it cannot be done, undo all of it and say why."""
    inside = replace(house, database=Joined(conn))
    interview = await _standing_interview(conn, request)
    try:
        async with conn.transaction():
            if interview is not None:
                return Heard.FOLLOWED, await follow.change(conn, inside, request, event, interview)
            return Heard.SCHEDULED, await follow.schedule(conn, inside, request, event)
    except Refused as refused:
        refusal, proposal_id = refused.refusal, refused.proposal_id
        # Outside of what was undone: the addresses that it lists are there to stay.
        sentence = refused.sentence or await meant.listed(conn, house, refused.choices)
    except ProposalNotLiving as error:
        refusal, sentence, proposal_id = Refusal.CLOSED, error.sentence, event.proposal_id
    except NotAllowed as error:
        refusal, sentence, proposal_id = Refusal.NOT_YOURS, error.sentence, event.proposal_id
    except AnteroomError as error:
        refusal, sentence, proposal_id = Refusal.OTHER, error.sentence, event.proposal_id
    return Heard.REFUSED, replace(
        request,
        refusal=refusal,
        sentence=sentence,
        notes=(),
        proposal_id=request.proposal_id or proposal_id,
    )


async def _standing_interview(conn: Connection, request: CalendarRequest) -> str | None:
    if request.interview_id is None:
        return None
    interview = await interview_store.load(conn, request.interview_id)
    return None if interview.state.over else interview.id


async def _may_act(conn: Connection, known: CalendarRequest | None, sender_id: str) -> bool:
    """Tell whether the sender may act for the organizer of an event that we know.

    Whoever may not must not even be answered: a refusal would take the place of what the organizer says next.
    """
    if known is None or known.proposal_id is None or sender_id == known.organizer_id:
        return True
    try:
        await refuse_unless_scheduler(conn, await proposals.proposal(conn, known.proposal_id), sender_id)
    except NotAllowed:
        return False
    return True


async def _cancel(conn: Connection, house: House, request: CalendarRequest, comment: str) -> str:
    """Cancel the request's interview; return why it stands all the same, if it does."""
    interview_id = await _standing_interview(conn, request)
    if interview_id is None:
        return ""
    inside = replace(house, database=Joined(conn))
    try:
        try:
            await interviews.cancel(inside, interview_id, request.organizer_id, comment)
        except ContactInText as error:
            # That it is called off is worth hearing; why is then not told.
            await interviews.cancel(inside, interview_id, request.organizer_id)
            await hold_refused(inside, error, Way.CALENDAR)
    except AnteroomError as error:
        # For instance: somebody else hosts it by now, and only that one may call it off.
        return error.code
    return ""


async def _too_often(
    conn: Connection, house: House, known: CalendarRequest | None, organizer_id: str, *, cancels: bool = False
) -> bool:
    if known is not None:
        # What is to end may always end.
        return known.heard >= MOST_MESSAGES and not cancels
    since = house.clock.now() - DAY
    return await store.asked_since(conn, organizer_id, since) >= MOST_A_DAY


async def _note(
    conn: Connection,
    house: House,
    request: CalendarRequest,
    event: str,
    by: str,
    *,
    refusal: str | None = None,
) -> None:
    facts = {
        "proposal": request.proposal_id,
        "interview": request.interview_id,
        "organizer": request.organizer_id,
        "sequence": request.sequence,
        "refusal": request.refusal.value if refusal is None else refusal,
    }
    await chain.write(conn, f"request:{request.id}", house.clock.now(), event, by, facts)


def _new(house: House, event: CalendarEvent) -> CalendarRequest:
    return CalendarRequest(
        id=f"crq_{house.randomness.token(20)}",
        organizer_id=event.organizer_id,
        local=event.local,
        proposal_id=event.proposal_id,
        interview_id=None,
        cancelled=False,
        refusal=Refusal.NONE,
        sentence="",
        notes=(),
        sequence=event.sequence,
        stamp=event.stamp,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        content=b"",
        words=b"",
        guests=(),
        heard=0,
    )


def _content(house: House, event: CalendarEvent) -> bytes:
    def written(moment: datetime | None) -> str:
        return moment.isoformat() if moment else ""

    invited = sorted((each.address.casefold(), each.required) for each in event.invited)
    times = (written(event.starts_at), written(event.ends_at), event.trouble.value)
    return store.digest(house, "content", times, event.title, event.description, event.place, invited)
