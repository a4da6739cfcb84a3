"""From an event to an interview: which proposal it means, what of it may be used, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.agreements.notetakers import is_notetaker
from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews import hosting, hours, life
from anteroom.interviews import store as interview_store
from anteroom.interviews.commands import (
    LONGEST_AGENDA,
    LONGEST_LABEL,
    LONGEST_TITLE,
    MOST_PEOPLE,
    GuestWish,
    ScheduleInterview,
)
from anteroom.interviews.invite import refuse_unless_scheduler
from anteroom.interviews.model import Interview, Role, State
from anteroom.people.persons import person_with_email
from anteroom.plain_text import lines, one_line
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.requests import store
from anteroom.requests.meant import proposal_meant
from anteroom.requests.model import CalendarEvent, CalendarRequest, Note, Refusal
from anteroom.requests.refused import Refused
from anteroom.texts.errand import ToReword
from anteroom.texts.holding import hold
from anteroom.texts.judging import Judged, judge
from anteroom.texts.model import Way


@dataclass(frozen=True, slots=True)
class Usable:
    """What of an event may be passed on, and what was left out; `unfit` is what is to be held, by field."""

    title: str
    agenda: str
    guests: tuple[GuestWish, ...]
    notes: tuple[Note, ...]
    unfit: Mapping[str, Judged]

    @property
    def people(self) -> tuple[str, ...]:
        """The guests' persons."""
        return tuple(wish.person_id for wish in self.guests if wish.person_id)


async def schedule(
    conn: Connection, house: House, request: CalendarRequest, event: CalendarEvent
) -> CalendarRequest:
    """Schedule an interview from an event and return the request that says so.

    Raises Refused, and whatever scheduling raises.
    """
    proposal = await _proposal(conn, house, event)
    await _refuse_what_ended(conn, request, event)
    starts_at, ends_at = _time(house, event)
    usable = await _usable(conn, house, proposal, event)
    command = ScheduleInterview(
        proposal_id=proposal.id,
        actor=event.organizer_id,
        starts_at=starts_at,
        ends_at=ends_at,
        title=usable.title,
        agenda=usable.agenda,
        guests=usable.guests,
    )
    interview = await interviews.schedule(house, command)
    await _hold(conn, house, proposal, interview.id, event, usable)
    return _taken(request, usable, interview, proposal.id)


async def change(
    conn: Connection, house: House, request: CalendarRequest, event: CalendarEvent, interview_id: str
) -> CalendarRequest:
    """Change the interview as its event has changed since we last heard of it. Raises as `schedule`.

    What others changed meanwhile stays: only a difference between two of the event's own states is followed.
    """
    interview = await interview_store.load(conn, interview_id)
    proposal = await proposals.proposal(conn, interview.proposal_id)
    await refuse_unless_scheduler(conn, proposal, event.organizer_id)
    await refuse_unless_scheduler(conn, proposal, event.sender_id)
    moved = (event.starts_at, event.ends_at) != (request.starts_at, request.ends_at)
    if moved or request.refusal or event.trouble:
        starts_at, ends_at = _time(house, event)
        if moved:
            await interviews.move(house, interview_id, event.organizer_id, starts_at, ends_at)
    usable = await _usable(conn, house, proposal, event)
    await _follow_people(house, request, event, interview, usable)
    notes = usable.notes
    if store.digest(house, "words", event.title, event.description) != request.words:
        # What could not be passed on leaves the words as they were.
        title = interview.title if Note.TITLE in notes else usable.title
        agenda = interview.agenda if Note.AGENDA in notes else usable.agenda
        await hosting.reword(house, interview_id, event.organizer_id, title=title, agenda=agenda)
    await _hold(conn, house, proposal, interview_id, event, usable)
    return _taken(request, usable, interview, proposal.id)


def _taken(
    request: CalendarRequest, usable: Usable, interview: Interview, proposal_id: str
) -> CalendarRequest:
    return replace(
        request,
        interview_id=interview.id,
        proposal_id=proposal_id,
        refusal=Refusal.NONE,
        sentence="",
        notes=usable.notes,
        guests=usable.people,
    )


async def _proposal(conn: Connection, house: House, event: CalendarEvent) -> Proposal:
    if event.proposal_id is None:
        return await proposal_meant(conn, house, event)
    proposal = await proposals.proposal(conn, event.proposal_id)
    await refuse_unless_scheduler(conn, proposal, event.organizer_id)
    await refuse_unless_scheduler(conn, proposal, event.sender_id)
    return proposal


async def _refuse_what_ended(conn: Connection, request: CalendarRequest, event: CalendarEvent) -> None:
    """An event whose interview is over asks for another one only with another time."""
    if request.interview_id is None or (event.starts_at, event.ends_at) != (
        request.starts_at,
        request.ends_at,
    ):
        return
    ended = await interview_store.load(conn, request.interview_id)
    sentence = life.OVER_WORDS[ended.state]
    refusal = Refusal.CLOSED if ended.state is State.VOID else Refusal.OTHER
    raise Refused(refusal, sentence, request.proposal_id)


def _time(house: House, event: CalendarEvent) -> tuple[datetime, datetime]:
    """Return when it is to take place. Raises Refused, by the rules of `hours.check_time`."""
    if event.trouble:
        raise Refused(event.trouble, proposal_id=event.proposal_id)
    if event.starts_at is None or event.ends_at is None:
        raise Refused(Refusal.UNDATED, proposal_id=event.proposal_id)
    now = house.clock.now()
    if event.starts_at <= now:
        raise Refused(Refusal.PAST, proposal_id=event.proposal_id)
    if event.starts_at - now > hours.FURTHEST:
        raise Refused(Refusal.FAR, proposal_id=event.proposal_id)
    if not hours.SHORTEST <= event.ends_at - event.starts_at <= hours.LONGEST:
        raise Refused(Refusal.LENGTH, proposal_id=event.proposal_id)
    return event.starts_at, event.ends_at


async def _usable(conn: Connection, house: House, proposal: Proposal, event: CalendarEvent) -> Usable:
    notes: list[Note] = []
    unfit: dict[str, Judged] = {}

    async def fit(text: str, field: str, note: Note, longest: int, behind: str = "") -> str:
        if len(text) <= longest and not tangled(text):
            judged = await judge(conn, house, proposal, event.organizer_id, text, surface=field)
            if judged.passes and behind and text and not judged.permitted:
                both = await judge(
                    conn,
                    house,
                    proposal,
                    event.organizer_id,
                    judged.text,
                    surface=field,
                    behind=behind,
                    kept=False,
                )
                judged = judged if both.passes else both
            if judged.passes:
                return judged.text
            unfit[field] = judged
        notes.append(note)
        return ""

    title = await fit(one_line(event.title)[:LONGEST_TITLE], "title", Note.TITLE, LONGEST_TITLE)
    agenda = await fit(lines(event.description), "agenda", Note.AGENDA, LONGEST_AGENDA, title)
    if event.place:
        notes.append(Note.PLACE)
    guests, left_out = await _guests(conn, house, proposal, event)
    if event.left_out:
        left_out.add(Note.LEFT_OUT)
    notes += sorted(left_out)
    return Usable(title, agenda, guests, tuple(notes), unfit)


async def _hold(
    conn: Connection,
    house: House,
    proposal: Proposal,
    interview_id: str,
    event: CalendarEvent,
    usable: Usable,
) -> None:
    """Hold what could not be passed on. The answer to the event says that it was left out, a mail why."""
    for field, judged in usable.unfit.items():
        errand = ToReword(interview_id, event.organizer_id)
        await hold(conn, house, judged.unsent(proposal, field, errand), Way.CALENDAR)


async def _guests(
    conn: Connection, house: House, proposal: Proposal, event: CalendarEvent
) -> tuple[tuple[GuestWish, ...], set[Note]]:
    """Return whom the event invites, and why somebody in it is left out: no address, or a notetaker.

    Should one of them be the freelancer's own, nothing is different: to do anything else would tell whose
    address was guessed.
    """
    found: dict[str, GuestWish] = {}
    left_out: set[Note] = set()
    for each in event.invited:
        if is_notetaker(each.label, each.address):
            left_out.add(Note.NOTETAKER)
            continue
        try:
            person_id = await person_with_email(
                conn,
                house.vault,
                house.randomness,
                house.clock.now(),
                each.address,
                but=proposal.freelancer_id,
            )
        except BadInput:
            left_out.add(Note.LEFT_OUT)
            continue
        if person_id != event.organizer_id:
            label = one_line(each.label)[:LONGEST_LABEL]
            found.setdefault(person_id, GuestWish(label, person_id=person_id, required=each.required))
    if len(found) > MOST_PEOPLE:
        raise Refused(Refusal.PEOPLE, proposal_id=proposal.id)
    return tuple(found.values()), left_out


async def _follow_people(
    house: House, request: CalendarRequest, event: CalendarEvent, interview: Interview, usable: Usable
) -> None:
    """Let go whom the event invites no more, loop in whom it invites now; other guests stay."""
    for person_id in request.guests:
        party = interview.party_of(person_id)
        if person_id not in usable.people and party is not None and party.role is Role.GUEST:
            await hosting.remove_party(house, interview.id, event.organizer_id, party.id)
    for wish in usable.guests:
        if wish.person_id not in request.guests and interview.party_of(wish.person_id or "") is None:
            await hosting.add_guest(house, interview.id, event.organizer_id, wish)
