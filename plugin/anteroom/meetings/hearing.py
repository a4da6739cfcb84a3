"""What tools say of the calls that we made in them: each thing is taken once, and nobody is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import attendance
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Interview, Party, State
from anteroom.meetings import calls
from anteroom.meetings.calls import Call
from anteroom.meetings.falling_back import fall_back
from anteroom.meetings.provider import Happening, Heard
from anteroom.once import Joined


class CallListener:
    """Hears for one house; its `hear` is a listener of `house.meetings`."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def hear(self, provider: str, news: Heard) -> None:
        """Take what a tool said. A call that is none of ours, and a repeat, change nothing."""
        async with self._house.database.transaction() as conn:
            inside = replace(self._house, database=Joined(conn))
            call = await calls.of_outside(conn, self._house, provider, news.outside_id)
            if call is None:
                return
            interview, _ = await interviews.load_with_proposal(conn, call.interview_id)
            at = min(news.at, self._house.clock.now())
            party = _party(self._house, interview, call, news.seat)
            if not await _fresh(conn, call, news, party, at):
                return
            if news.happening is Happening.GONE:
                await calls.gone(conn, call.name)
                await fall_back(inside, interview.id, "gone", call=call.name)
            elif call.wanted_for(interview) and interview.state is State.DOORS_OPEN:
                await _attend(conn, interview, news.happening, party, at)


def seat_in(house: House, call: str, party: Party) -> str:
    """Return the id by which a tool knows who joins: opaque, and another in each call."""
    return f"seat-{house.vault.blind('seat', f'{call}:{party.id}').hex()[:24]}"


def _party(house: House, interview: Interview, call: Call, seat: str) -> Party | None:
    return next(
        (each for each in interview.present if seat and seat_in(house, call.name, each) == seat), None
    )


async def _fresh(conn: Connection, call: Call, news: Heard, party: Party | None, at: datetime) -> bool:
    return bool(
        await conn.fetchval(
            """insert into call_heard (name, id, happening, party_id, at) values ($1, $2, $3, $4, $5)
            on conflict do nothing returning true""",
            call.name,
            news.id[:300],
            news.happening.value,
            party.id if party else None,
            at,
        )
    )


async def _attend(
    conn: Connection, interview: Interview, happening: Happening, party: Party | None, at: datetime
) -> None:
    """Note who came and left, where the tool knows by the seat; at its end nobody is there any more."""
    if happening is Happening.ENDED:
        for visit in await attendance.visits(conn, interview.id):
            if visit.left_at is None:
                await attendance.left(conn, visit.party_id, at)
    elif party is not None and happening is Happening.CAME:
        await attendance.came(conn, interview, party.id, at)
    elif party is not None and happening is Happening.LEFT:
        await attendance.left(conn, party.id, at)
