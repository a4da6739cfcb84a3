"""What happens to seats: opened, knocked, let in, refused, put out, come, dropped, gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.effects.wish import wish
from anteroom.errors import Conflict, NotAllowed
from anteroom.gate import instead, store
from anteroom.gate.keeping import Gate, gate_of
from anteroom.gate.model import Seat, Stands, Way, advanced, stepped
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Event, Happened, Interview, Party, Role, State
from anteroom.ledger import chain
from anteroom.once import Joined
from anteroom.proposals import store as proposals

TELL_AGAIN_AFTER = timedelta(minutes=10)
"""How long the host is not told once more that the same seat waits."""
YOU_WAIT = "You have not been let in yet."


async def look(house: House, interview: Interview) -> Gate:
    """Return the gate as it is now; nothing is held."""
    async with house.database.connection() as conn:
        proposal = await proposals.proposal(conn, interview.proposal_id)
        return await gate_of(conn, house, interview, proposal)


async def step(
    conn: Connection, house: House, interview: Interview, seat: Seat, to: Stands, actor: str
) -> Seat:
    """Let a seat stand there next and note it; the interview's row is held. Raises Conflict."""
    now = house.clock.now()
    after = stepped(seat, to, now)
    if after != seat:
        await store.put(conn, interview.id, after, now)
        await chain.write(conn, interview.id, now, f"seat.{to.value}", actor, {"seat": seat.party_id})
    return after


async def advance(house: House, interview_id: str, party_id: str, to: Stands) -> None:
    """Keep that a party came one step further before it knocked; one that is beyond that stays there."""
    async with house.database.transaction() as conn:
        interview = await interviews.load(conn, interview_id, lock=True)
        party = interview.party(party_id)
        if party is None:
            return
        seat = await store.seat_of(conn, party.id, party.epoch)
        if advanced(seat, to, house.clock.now()) != seat:
            await step(conn, house, interview, seat, to, party_id)


async def knock(house: House, interview_id: str, party_id: str) -> Way:
    """Come to the gate: in, or waiting, of which the host is told who is not there to see it.

    Raises AlreadyOver, ProposalNotLiving, NotAllowed, Conflict before the doors are open.
    """
    async with house.database.transaction() as conn:
        interview, proposal = await actions.load_living(conn, interview_id)
        if interview.state is not State.DOORS_OPEN:
            raise Conflict("The doors are not open yet.")
        gate = await gate_of(conn, house, interview, proposal)
        party = _party(interview, party_id)
        way, seat = gate.way(house, party), gate.seats[party.id]
        if way is Way.IN and not seat.stands.inside:
            await step(conn, house, interview, _opened(seat), Stands.ADMITTED, party.id)
        elif way is Way.WAIT:
            waiting = await step(conn, house, interview, _opened(_gone(seat)), Stands.WAITING, party.id)
            await _tell_host(conn, house, gate, waiting)
    return way


async def admit(house: House, interview_id: str, by_party: str, party_id: str = "") -> None:
    """Let in who waits, was put out, or asks for something; everybody who waits where nobody is named.

    Raises NotAllowed for who does not keep the gate, and for all but the host where somebody was put out or
    not let in before; Conflict where there is nothing to grant, and what `instead.allow` raises.
    """
    async with house.database.transaction() as conn:
        interview, proposal = await actions.load_living(conn, interview_id)
        gate = await gate_of(conn, house, interview, proposal)
        gate.require_keeper(by_party)
        if not party_id:
            for waits in gate.seats.values():
                if waits.stands is Stands.WAITING and interview.party(waits.party_id) is not None:
                    await step(conn, house, interview, waits, Stands.ADMITTED, by_party)
            return
        party, seat = _party(interview, party_id), gate.seats[party_id]
        if seat.stands is Stands.REMOVED and not gate.may_let_back(by_party):
            # On another device, or under another name, it would be let in again all the same.
            raise NotAllowed("Only the host can let somebody in again.")
        if party.id in gate.instead:
            if party.id == by_party:
                # A second would give itself another name.
                raise NotAllowed("Somebody else has to decide who comes instead of you.")
            await instead.allow(conn, house, interview, party, by_party)
        elif seat.asking is not None:
            now = house.clock.now()
            await store.put(conn, interview.id, replace(seat, allowed=True), now)
            await chain.write(conn, interview.id, now, "seat.move_allowed", by_party, {"seat": party.id})
        elif seat.stands not in (Stands.ADMITTED, Stands.IN_CALL, Stands.DROPPED):
            if seat.stands not in (Stands.WAITING, Stands.REMOVED):
                raise Conflict("Nobody waits at this seat any more.")
            await step(conn, house, interview, seat, Stands.ADMITTED, by_party)


async def refuse(house: House, interview_id: str, by_party: str, party_id: str) -> None:
    """Do not let in who waits, or do not grant what is asked for. Raises NotAllowed."""
    async with house.database.transaction() as conn:
        interview, proposal = await actions.load_living(conn, interview_id)
        gate = await gate_of(conn, house, interview, proposal)
        gate.require_keeper(by_party)
        party, seat = _party(interview, party_id), gate.seats[party_id]
        if party.id in gate.instead:
            await instead.refuse(conn, house, interview, party, by_party)
        elif seat.asking is not None:
            kept = replace(seat, asking=None, allowed=False)
            now = house.clock.now()
            await store.put(conn, interview.id, kept, now)
            await chain.write(conn, interview.id, now, "seat.move_refused", by_party, {"seat": party.id})
        elif seat.stands is Stands.WAITING:
            await step(conn, house, interview, seat, Stands.REMOVED, by_party)


async def dismiss(house: House, interview_id: str, by_party: str, party_id: str) -> Interview:
    """Put somebody out of the call; who asks the room for it cuts the media. Nobody but a host does it.

    The person stays a party: only whoever keeps the gate can let it in again. Raises NotAllowed.
    """
    async with house.database.transaction() as conn:
        interview, _ = await actions.load_living(conn, interview_id)
        if interview.host.id != by_party:
            raise NotAllowed("Only the host can do this.")
        party = _party(interview, party_id)
        if party.role is Role.HOST:
            raise NotAllowed("A host leaves, or ends the call for all.")
        seat = await store.seat_of(conn, party.id, party.epoch)
        await step(conn, house, interview, _opened(seat), Stands.REMOVED, by_party)
    return interview


async def came(conn: Connection, house: House, interview: Interview, party_id: str) -> None:
    """Let a seat be taken in the room; the interview's row is held. Raises NotAllowed for who must wait."""
    proposal = await proposals.proposal(conn, interview.proposal_id)
    gate = await gate_of(conn, house, interview, proposal)
    party = _party(interview, party_id)
    if gate.way(house, party) is not Way.IN:
        raise NotAllowed(YOU_WAIT)
    seat = gate.seats[party.id]
    if not seat.stands.inside:
        seat = await step(conn, house, interview, _opened(_gone(seat)), Stands.ADMITTED, party.id)
    await step(conn, house, interview, seat, Stands.IN_CALL, party.id)


async def away(house: House, party_id: str, *, dropped: bool) -> None:
    """Note that the connection of a seat dropped, or came back in time."""
    await _follow(house, party_id, Stands.DROPPED if dropped else Stands.IN_CALL)


async def gone(conn: Connection, house: House, party_id: str) -> None:
    """Note that a seat in the room is empty; whoever was put out stays put out."""
    await _follow(replace(house, database=Joined(conn)), party_id, Stands.LEFT)


async def _follow(house: House, party_id: str, to: Stands) -> None:
    async with house.database.transaction() as conn:
        interview_id = await interviews.interview_of_party(conn, party_id)
        if interview_id is None:
            return
        interview = await interviews.load(conn, interview_id, lock=True)
        party = interview.party(party_id)
        if party is None:
            return
        seat = await store.seat_of(conn, party.id, party.epoch)
        if seat.stands.inside and advanced(seat, to, house.clock.now()) != seat:
            await step(conn, house, interview, seat, to, party_id)


async def _tell_host(conn: Connection, house: House, gate: Gate, seat: Seat) -> None:
    """Tell a host who does not sit in the call; not for each press of the same person."""
    host, now = gate.interview.host, house.clock.now()
    lately = seat.told_at is not None and now - seat.told_at < TELL_AGAIN_AFTER
    # In a company's tool nobody sees who waits here.
    sees = gate.seats[host.id].stands.inside and not gate.interview.place.outside
    whom = gate.interview.party(seat.party_id)
    blocked = whom is not None and gate.blocks.blocks(host.person_id, whom.person_id)
    if sees or lately or blocked:
        return
    await store.put(conn, gate.interview.id, replace(seat, told_at=now), now)
    facts = {"party": host.id, "knocks": seat.party_id}
    await wish(conn, house, gate.interview, [Happened(Event.KNOCKED, seat.party_id, facts)])


def _party(interview: Interview, party_id: str) -> Party:
    party = interview.party(party_id)
    if party is None:
        raise NotAllowed("There is no such seat in this interview.")
    return party


def _opened(seat: Seat) -> Seat:
    """A seat whose cookie was given before seats were kept was opened all the same."""
    return replace(seat, stands=Stands.OPENED) if seat.stands is Stands.INVITED else seat


def _gone(seat: Seat) -> Seat:
    """A seat that dropped and was not come back to in time was left, though nobody has noted it yet."""
    return replace(seat, stands=Stands.LEFT) if seat.stands is Stands.DROPPED else seat
