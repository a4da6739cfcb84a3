"""As whom somebody asks for common times: people of one side share what they may learn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.interviews.model import Interview, Party, Role, Side
from anteroom.proposals import store as proposals


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and for which side: people of one side share what they may learn.

    `own` are the persons of that side. Whoever `hosts` reads reasons.
    """

    person_id: str
    side: str
    own: frozenset[str]
    hosts: bool = False


async def asker_of(conn: Connection, interview: Interview, person_id: str) -> Asker:
    """Return as whom a party of an interview asks. Raises NotAllowed for who is none."""
    party = interview.party_of(person_id)
    if party is None:
        raise NotAllowed("You are not part of this interview.")
    own = [each.person_id for each in interview.present if each.side is party.side]
    side = await _side_in(conn, interview, party)
    return Asker(person_id, side, frozenset(own), party.role is Role.HOST)


async def asker_for(conn: Connection, person_id: str, own: Iterable[str]) -> Asker:
    """Return as whom a member asks who is about to schedule, with the own people."""
    return Asker(person_id, await _side(conn, person_id), frozenset({person_id, *own}), hosts=True)


async def _side_in(conn: Connection, interview: Interview, party: Party) -> str:
    """Return what stands for the side of a party: its member's, since guests ask for those who asked them."""
    if party.side is Side.NEITHER:
        return await _side(conn, party.person_id)
    proposal = await proposals.proposal(conn, interview.proposal_id)
    return await _side(conn, proposal.client_id if party.side is Side.CLIENT else proposal.freelancer_id)


async def _side(conn: Connection, person_id: str) -> str:
    """Return a member's organisation, or else the person."""
    member = await proposals.member_by_person(conn, person_id)
    organisation = member.organisation_id if member is not None else None
    return f"organisation:{organisation}" if organisation else f"person:{person_id}"
