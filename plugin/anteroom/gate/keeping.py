"""The gate of one interview now: where everybody stands, who is vouched for, what the policy says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from anteroom.conduct.blocks import Blocks, standing
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.gate import store
from anteroom.gate.model import Lobby, Seat, Stands, Vouched, Way, gate_is_kept, keeps_gate, way_in
from anteroom.house import House
from anteroom.interviews import attendance
from anteroom.interviews.model import Interview, Party, Role
from anteroom.policy.model import Purpose
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal
from anteroom.rooms.messages import Waiting

ALONE_AFTER = timedelta(minutes=5)
"""After the start, where the policy lets people in without their host and does not say when."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What is decided upon.

    `instead` holds the names under which somebody asks to come instead of a seat. `there` are the parties in
    the call: those who sit in the room, or were led to the company's tool, which does not say who left.
    """

    interview: Interview
    seats: Mapping[str, Seat]
    vouched: Mapping[str, Vouched]
    lobby: Lobby
    instead: Mapping[str, str]
    there: frozenset[str]
    blocks: Blocks

    @property
    def kept(self) -> bool:
        """Tell whether somebody is in the call who can let others in."""
        return gate_is_kept(self.interview, self.there)

    def way(self, house: House, party: Party) -> Way:
        """Say what stands between a party and the call now."""
        seat, now = self.seats[party.id], house.clock.now()
        way = way_in(self.interview, party, seat, self.there, self.vouched[party.id], self.lobby, now)
        kept_apart = party.id not in self.there and any(
            self.blocks.apart(party.person_id, other.person_id)
            for other in self.interview.present
            if other.id in self.there
        )
        return Way.APART if kept_apart and way is not Way.REMOVED else way

    def blocks_somebody_there(self, party: Party) -> bool:
        """Tell whether it is a party's own block that keeps it out."""
        others = [each for each in self.interview.present if each.id in self.there]
        return any(self.blocks.blocks(party.person_id, each.person_id) for each in others)

    def keeper(self, party: Party) -> bool:
        """Tell whether a party may let others in."""
        return keeps_gate(self.interview, party, self.there)

    def may_let_back(self, party_id: str) -> bool:
        """Tell whether a party may let in again who was put out, or not let in: whoever hosts now."""
        return party_id == self.interview.host.id

    def require_keeper(self, party_id: str) -> Party:
        """Return the party that keeps the gate. Raises NotAllowed for anybody else."""
        party = self.interview.party(party_id)
        if party is None or not self.keeper(party):
            raise NotAllowed("Only the host decides who comes in.")
        return party

    def waiting(self, keeper: Party) -> list[Waiting]:
        """Return everybody about whom a keeper of the gate can decide something, in the parties' order."""
        found = []
        for party in self.interview.present:
            seat = self.seats[party.id]
            if seat.stands is Stands.REMOVED and not self.may_let_back(keeper.id):
                continue
            known = self.vouched[party.id] is not Vouched.NOBODY
            if party.id in self.instead:
                found.append(Waiting(party.id, party.label, "instead", False, self.instead[party.id]))
            elif seat.asking is not None and not seat.allowed:
                found.append(Waiting(party.id, party.label, "device", False))
            elif seat.stands is Stands.WAITING:
                found.append(Waiting(party.id, party.label, "enter", known))
            elif seat.stands is Stands.REMOVED:
                found.append(Waiting(party.id, party.label, "again", known))
        return found


async def gate_of(conn: Connection, house: House, interview: Interview, proposal: Proposal) -> Gate:
    """Return the gate of an interview, with everything asked anew."""
    seats = await store.seats_of(conn, interview)
    return Gate(
        interview,
        seats,
        await _vouched(conn, house, interview, seats),
        await _lobby(conn, house, proposal),
        await store.asked_instead(conn, interview.id),
        await _there(conn, interview, seats),
        await standing(conn, interview.proposal_id),
    )


async def _there(conn: Connection, interview: Interview, seats: Mapping[str, Seat]) -> frozenset[str]:
    if not interview.place.outside:
        return frozenset(each.party_id for each in seats.values() if each.stands.inside)
    visits = await attendance.visits(conn, interview.id)
    return frozenset(each.party_id for each in visits if each.left_at is None)


async def _vouched(
    conn: Connection, house: House, interview: Interview, seats: Mapping[str, Seat]
) -> dict[str, Vouched]:
    people = [party.person_id for party in interview.present]
    rows = await conn.fetch("select person_id from member where person_id = any($1::text[])", people)
    members = {row["person_id"] for row in rows}
    company: set[str] = set()
    guests = [each for each in people if each not in members]
    for vouches in house.vouchers if guests else ():
        company |= await vouches(conn, guests)
    return {party.id: _who(party, seats[party.id], members, company) for party in interview.present}


def _who(party: Party, seat: Seat, members: set[str], company: set[str]) -> Vouched:
    if party.person_id in members:
        return Vouched.MARKETPLACE
    if party.person_id in company:
        return Vouched.COMPANY
    return Vouched.CODE if seat.proved else Vouched.NOBODY


async def _lobby(conn: Connection, house: House, proposal: Proposal) -> Lobby:
    straight = await ruling_for(conn, house, proposal, purpose=Purpose.STRAIGHT_IN)
    late = await ruling_for(conn, house, proposal, purpose=Purpose.LATE_HOST)
    after = timedelta(minutes=late.minutes) if late.minutes is not None else ALONE_AFTER
    return Lobby(straight.permits, after if late.permits else None)


def may_send_instead(party: Party) -> bool:
    """Tell whether somebody else can come in a party's place: without its host and freelancer it is none."""
    return party.role not in (Role.HOST, Role.CANDIDATE)
