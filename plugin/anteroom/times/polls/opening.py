"""How a poll begins: made from a wish, beside the interview that it is to give a time to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.commands import PollWish
from anteroom.interviews.model import Interview, Party, Polling
from anteroom.times.polls import holds, store
from anteroom.times.polls.model import Mark, Offered, Poll, PollState, Voice, check_offer, timed


def begin(house: House, interview: Interview, wish: PollWish, now: datetime) -> Poll:
    """Return the poll that a wish asks for. The host has said yes to all that it offers. Raises BadInput."""
    deadline = check_offer(wish.times, wish.deadline, now)
    token = house.randomness.token
    times = tuple(
        Offered(f"ptm_{token(20)}", rank, starts_at, ends_at)
        for rank, (starts_at, ends_at) in enumerate(wish.times)
    )
    poll = Poll(
        id=f"poll_{token(20)}",
        interview_id=interview.id,
        automatic=wish.automatic,
        stage=Polling.TEAM if wish.team_first else Polling.EVERYBODY,
        state=PollState.OPEN,
        sequence=interview.sequence,
        opened_at=now,
        deadline=deadline,
        times=times,
        # The team has half of the time at most: the rest is the freelancer's.
        team_until=now + (deadline - now) / 2 if wish.team_first else None,
    )
    return timed(with_voices(house, interview, poll))


def with_voices(house: House, interview: Interview, poll: Poll) -> Poll:
    """Return the poll with a voice of everybody who is asked by now for every open time."""
    known = {(each.time_id, each.party_id) for each in poll.voices}
    made = tuple(
        _voice(house, interview, time, party)
        for time in poll.open
        for party in poll.asked(interview)
        if (time.id, party.id) not in known
    )
    return replace(poll, voices=(*poll.voices, *made)) if made else poll


async def write(conn: Connection, house: House, interview: Interview, poll: Poll) -> None:
    """Keep a new poll and want its entries in everybody's calendar. The interview is saved already."""
    await store.save(conn, poll)
    await holds.bring(conn, house, interview, None, poll)


def _voice(house: House, interview: Interview, time: Offered, party: Party) -> Voice:
    mark = Mark.YES if party.id == interview.host.id else Mark.NONE
    return Voice(time.id, party.id, f"{house.randomness.token(32)}@{house.settings.relay_domain}", mark)
