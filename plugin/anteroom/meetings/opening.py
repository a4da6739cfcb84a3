"""The click that opens a tool: everything is looked at once more, and a call of ours gets its link then."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from anteroom.database.connection import Connection
from anteroom.effects.model import Part
from anteroom.errors import AlreadyOver, Conflict, NotAllowed
from anteroom.gate.actions import YOU_WAIT
from anteroom.gate.keeping import gate_of
from anteroom.gate.model import Way
from anteroom.house import House
from anteroom.interviews import actions, agreement, attendance
from anteroom.interviews.model import Interview, Party, State
from anteroom.interviews.overtime import room_closes_at
from anteroom.ledger import chain
from anteroom.meetings import calls, life, store
from anteroom.meetings.calls import Call
from anteroom.meetings.falling_back import fall_back
from anteroom.meetings.hearing import seat_in
from anteroom.meetings.model import Kind
from anteroom.meetings.provider import Entrant, Meeting, MeetingFault, ProviderRefused
from anteroom.people.sealed import Plain
from anteroom.policy.model import Purpose
from anteroom.policy.ruling import ruling_for

log = structlog.get_logger()

OPENED = "party.tool_opened"
"""What the ledger alone hears: who was led to the tool, and when."""
CHANGED = "What this tool shows was not agreed to, or has changed. Please read it again."
PUT_OUT = "The host has not let you into this call. Only the host can let you in again."
NOTETAKER = "This seat is a notetaker’s. It comes in once everybody has agreed to a recording."
NOT_READY = "The call is being made ready. Please try again in a moment."


@dataclass(frozen=True, slots=True)
class _Way:
    """What one click found. `link` is the company's own; `meeting` a call of ours, with who is there."""

    interview: Interview
    party: Party
    permitted: bool
    link: Plain | None = None
    call: Call | None = None
    meeting: Meeting | None = None
    others_there: bool = False


async def open_tool(house: House, interview_id: str, party_id: str, epoch: int) -> Plain | None:
    """Return the link for one click, and note who opened it; None where one meets in the room after all.

    Everything is looked at once more, under the locks under which a withdrawal or a removal would happen: the
    proposal, the pass (`epoch`), the doors, what was agreed to, whether the gate lets this seat in, and the
    policy. A tool is asked between two such looks. Raises NotAllowed, AlreadyOver, Conflict,
    ProposalNotLiving.
    """
    async with house.database.transaction() as conn:
        way = await _looked(conn, house, interview_id, party_id, epoch)
        if way.permitted and way.link is not None:
            return await _led(conn, house, way, way.link)
    if not way.permitted:
        await fall_back(house, interview_id, "policy")
        return None
    if way.call is None or way.meeting is None:
        if way.call is not None and house.clock.now() < way.interview.starts_at:
            raise Conflict(NOT_READY)
        await fall_back(house, interview_id, "down", call=way.call.name if way.call else "")
        return None
    link = await _joined(house, way, way.call, way.meeting)
    if link is None:
        return None
    async with house.database.transaction() as conn:
        again = await _looked(conn, house, interview_id, party_id, epoch)
        if not again.permitted or again.call is None or again.call.name != way.call.name:
            raise Conflict(CHANGED)
        return await _led(conn, house, again, link)


async def _looked(conn: Connection, house: House, interview_id: str, party_id: str, epoch: int) -> _Way:
    interview, proposal = await actions.load_living(conn, interview_id)
    party = interview.party(party_id)
    if party is None or party.epoch != epoch:
        raise NotAllowed("This pass is not open any more.")
    refuse_unless_ready(interview, party)
    way_in = (await gate_of(conn, house, interview, proposal)).way(house, party)
    if way_in is Way.REMOVED:
        raise NotAllowed(PUT_OUT)
    if way_in is not Way.IN:
        raise Conflict(YOU_WAIT)
    ruling = await ruling_for(conn, house, proposal, purpose=Purpose.COMPANY_TOOL)
    way = _Way(interview, party, ruling.permits)
    if interview.place.kind is Kind.LINK:
        link = await store.open_link(conn, house.vault, interview_id)
        if link is None:
            raise Conflict(life.HERE)
        return _Way(interview, party, ruling.permits, link)
    call = await calls.of_interview(conn, house, interview_id)
    if call is None or interview.place.shows is None or not interview.place.ready:
        return _Way(interview, party, way.permitted, call=call)
    meeting = await calls.meeting_of(conn, house, call, interview.place.shows)
    visits = await attendance.visits(conn, interview_id)
    there = any(each.left_at is None and each.party_id != party_id for each in visits)
    return _Way(interview, party, way.permitted, None, call, meeting, there)


def refuse_unless_ready(interview: Interview, party: Party) -> None:
    """Raise AlreadyOver, NotAllowed or Conflict while something but the gate stands before the tool."""
    if interview.state is not State.DOORS_OPEN:
        raise AlreadyOver("The doors are not open.")
    if life.kept_out(interview, party):
        raise NotAllowed(NOTETAKER)
    if agreement.must_sign(interview, party) or life.must_agree(interview, party):
        raise Conflict(CHANGED)
    if not interview.place.outside:
        raise Conflict(life.HERE)


async def _led(conn: Connection, house: House, way: _Way, link: Plain) -> Plain:
    now = house.clock.now()
    facts = {"tool": str(way.interview.place.tool)}
    await chain.write(conn, way.interview.id, now, OPENED, way.party.id, facts)
    await attendance.came(conn, way.interview, way.party.id, now)
    return link


async def _joined(house: House, way: _Way, call: Call, meeting: Meeting) -> Plain | None:
    """Ask the tool for this one's link; where it has none, move everybody into the room, and return None.

    Who is there already is not left alone for an answer that was lost: the link that led there leads there.
    """
    provider = house.meetings.of(call.provider)
    if provider is None:
        await fall_back(house, way.interview.id, "not-set-up", call=call.name)
        return None
    await _look_at_label(house, way)
    entrant = Entrant(
        seat_in(house, call.name, way.party),
        way.party.label,
        way.party.id == way.interview.host.id,
        room_closes_at(way.interview, house.hours),
    )
    try:
        return await provider.join(meeting, entrant)
    except ProviderRefused:
        because = "gone"
    except MeetingFault as fault:
        if meeting.link is not None and way.others_there:
            return meeting.link
        because = fault.because
    log.warning("meetings.not_joined", kind=call.provider, reason=because)
    await fall_back(house, way.interview.id, because, call=call.name)
    return None


@dataclass(frozen=True, slots=True)
class _Label:
    parts: tuple[Part, ...]
    minted: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()


async def _look_at_label(house: House, way: _Way) -> None:
    """Let the door look at what the tool will show as the name. Raises Withheld."""
    label = _Label((Part("text/plain", way.party.label.encode()),))
    async with house.database.connection() as conn:
        await house.door.inspect(conn, way.interview.id, label)
