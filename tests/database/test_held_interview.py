"""An interview that is held to be changed: whoever waited for it sees what was done meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.database.pool import Database
from anteroom.interviews import store
from anteroom.interviews.model import Answer, Counter, CounterState, Interview, Party, Role, Side, State
from anteroom.meetings.model import Kind, Place, Tool
from anteroom.meetings.provider import Fact, Grade, LeakProfile
from anteroom.proposals.model import Member, Proposal, ProposalState
from anteroom.proposals.store import put_member, put_proposal
from postgres import fresh_database

NOW = datetime(2026, 11, 23, 9, 0, 0, 50, tzinfo=UTC)
START = NOW + timedelta(days=2)
PROPOSAL = Proposal("prp_1", "p-1", "per_maya", "per_leo", "j-1", "Go", "t-1", ProposalState.SHORTLISTED)
WAITS = (
    """select true from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"""
)


def _party(name: str, position: int, role: Role, side: Side) -> Party:
    return Party(name, f"per_{name}", position, role, side, name, True, Answer.NONE, f"{name}@x", f"r-{name}")


HOST = replace(_party("maya", 0, Role.HOST, Side.CLIENT), late_until=START, late_count=1)
CANDIDATE = _party("leo", 1, Role.CANDIDATE, Side.FREELANCER)
INTERVIEW = Interview(
    id="int_1",
    proposal_id=PROPOSAL.id,
    state=State.PROPOSED,
    revision=3,
    sequence=1,
    starts_at=START,
    ends_at=START + timedelta(minutes=45),
    title="Ünterview “Go”",
    agenda="",
    nda="",
    room="room_1",
    neutral="n",
    created_at=NOW,
    parties=(HOST, CANDIDATE),
    counters=(Counter("ctr_1", "leo", NOW, START, "later", 1, CounterState.OPEN, NOW, NOW),),
    readings={"title": "allow"},
    permitted=("one", "two"),
    previous=(NOW, START),
    place=Place(Kind.MADE, Tool.ZOOM, LeakProfile(Grade.A_MINUS, frozenset(Fact)), ready=True),
    due_at=START,
)


async def _begin(conn: Connection) -> None:
    usual = ("basic", 4.9, 12, "Europe/Berlin", "en", ())
    await put_member(conn, Member("per_maya", "m-1", "client", None, "Maya", *usual), [], NOW)
    await put_member(conn, Member("per_leo", "m-2", "freelancer", None, "Leo", *usual), [], NOW)
    await put_proposal(conn, PROPOSAL)
    await store.save(conn, INTERVIEW, new=True)


async def test_it_reads_back_all_that_was_written_and_what_was_added_while_it_waited() -> None:
    database = await Database.connect(await fresh_database())
    added = replace(_party("leo", 2, Role.GUEST, Side.FREELANCER), id="again", uid="again@x", reply_local="r")
    other = replace(INTERVIEW.counters[0], id="ctr_2", made_at=START)

    async def held() -> tuple[Interview, Proposal]:
        async with database.transaction() as conn:
            return await store.load_with_proposal(conn, INTERVIEW.id)

    async with database.transaction() as conn:
        await _begin(conn)
    found, proposal = await held()
    assert found == INTERVIEW
    assert (proposal.id, proposal.state, proposal.living) == (PROPOSAL.id, PROPOSAL.state, True)
    async with database.transaction() as conn, database.connection() as beside:
        now, _ = await store.load_with_proposal(conn, INTERVIEW.id)
        waiting = asyncio.create_task(held())
        while not await beside.fetchval(WAITS):
            pass
        parties, counters = (*now.parties, added), (*now.counters, other)
        await store.save(conn, replace(now, revision=4, parties=parties, counters=counters))
    found, _ = await waiting
    assert (found.revision, found.parties, found.counters) == (4, parties, counters)
    async with database.connection() as conn:
        assert await store.load(conn, INTERVIEW.id) == found
        assert await store.load(conn, INTERVIEW.id, lock=True) == found
        assert await store.of_proposal(conn, PROPOSAL.id) == [found]
    await database.close()
