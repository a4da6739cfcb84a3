"""Who hosts when somebody leaves the company or may schedule no more: nothing is orphaned.

It is somebody of the client's side who may schedule: the proposal's client, if in the interview; else a
colleague who is, hiring managers first; else the client is brought in. Who takes over was not asked before,
so that the own answer is open, and it can be handed on, moved or cancelled like any other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.conduct.blocks import NotReachable
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews import actions, life, roster, store
from anteroom.interviews.invite import member_party, refuse_unless_scheduler
from anteroom.interviews.model import Decision, Event, Happened, Interview, Party, Role, Side
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

NOBODY = "Nobody is there any more who could host it."


async def may_host(conn: Connection, proposal: Proposal, person_id: str) -> bool:
    """Tell whether a person may schedule for a proposal."""
    try:
        await refuse_unless_scheduler(conn, proposal, person_id)
    except NotAllowed:
        return False
    return True


async def succeed(
    conn: Connection, house: House, proposal: Proposal, person_id: str, *, gone: bool
) -> list[Interview]:
    """Have others host what a person hosts on a proposal, which is locked; return the changed interviews.

    Whoever is `gone` is let go; who only may not schedule any more stays as a guest.
    """
    changed = []
    for interview in await store.of_proposal(conn, proposal.id, lock=True):
        if not interview.state.over and interview.host.person_id == person_id:
            changed.append(await succeed_in(conn, house, proposal, interview, gone=gone))
    return changed


async def succeed_in(
    conn: Connection, house: House, proposal: Proposal, interview: Interview, *, gone: bool
) -> Interview:
    """Have somebody else host one interview; void where whom that would be is blocked by the other side."""
    now = house.clock.now()
    heir = await _heir(conn, house, proposal, interview)
    decision = taken_over(interview, heir, now, gone=gone)
    try:
        async with conn.transaction():
            return await actions.commit(conn, house, interview, decision, counted=False)
    except NotReachable:
        return await actions.commit(conn, house, interview, life.void(interview, NOBODY, now))


def taken_over(interview: Interview, heir: Party, now: datetime, *, gone: bool) -> Decision:
    """Let `heir` host, who need not be in it yet. Pure."""
    before, happened = interview.host, []
    if interview.party(heir.id) is None:
        heir = replace(heir, position=1 + max(each.position for each in interview.parties))
        interview = replace(interview, parties=(*interview.parties, heir))
        happened.append(Happened(Event.PARTY_ADDED, before.id, {"party": heir.id}))
    decision = life.hand_over(interview, heir.id, before.id)
    happened += decision.happened
    if not gone:
        return Decision(decision.interview, tuple(happened))
    without = roster.removed(decision.interview, before.id, heir.id, now)
    return Decision(without.interview, (*happened, *without.happened))


async def _heir(conn: Connection, house: House, proposal: Proposal, interview: Interview) -> Party:
    ranked: list[tuple[int, int, Party]] = []
    for party in interview.present:
        if party.side is not Side.CLIENT or party.role is not Role.GUEST or party.notetaker:
            continue
        if party.person_id == proposal.client_id:
            return party
        if await may_host(conn, proposal, party.person_id):
            manages = "hiring_manager" in await proposals.roles_of(conn, party.person_id)
            ranked.append((0 if manages else 1, party.position, party))
    if ranked:
        return min(ranked, key=lambda each: each[:2])[2]
    return replace(await member_party(conn, house, proposal.client_id, Role.HOST, 0), role=Role.GUEST)
