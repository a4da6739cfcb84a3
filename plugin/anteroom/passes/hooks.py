"""What a room asks of the heart: may this leave, who came, who went, is it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.effects.model import Part
from anteroom.errors import AlreadyOver, NotFound
from anteroom.gate import actions as gate
from anteroom.house import House
from anteroom.interviews import attendance, passing, store
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Role
from anteroom.interviews.overtime import extend
from anteroom.interviews.written import Written, read_in_call, way_of_writing
from anteroom.rooms.hooks import Chat, Room, Seat
from anteroom.rooms.messages import Waiting
from anteroom.rooms.page_messages import Admit, AtTheGate, Refuse


@dataclass(frozen=True, slots=True)
class _Message:
    parts: tuple[Part, ...]
    minted: tuple[str, ...]
    readers: tuple[str, ...]


class InterviewHooks:
    """The heart behind every room of this process."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def outgoing(self, room: Room, seat: Seat, text: str, permitted: Sequence[str]) -> str:
        """Let the door look at a signalling message for one seat. Raises Withheld."""
        async with self._house.database.connection() as conn:
            row = await conn.fetchrow("select interview_id, person_id from party where id = $1", seat)
            if row is None:
                raise NotFound("There is no such seat.")
            parts = (Part("application/json", text.encode()),)
            message = _Message(parts, (room, seat), (row["person_id"],))
            await self._house.door.inspect(conn, row["interview_id"], message, permitted=permitted)
        return text

    async def chat(self, room: Room, seats: frozenset[Seat]) -> Chat:
        """Ask the policy, and who has signed."""
        async with self._house.database.connection() as conn:
            interview_id = await conn.fetchval("select id from interview where room = $1", room)
            if interview_id is None:
                return Chat.OFF
            interview = await store.load(conn, interview_id)
            return await way_of_writing(conn, self._house, interview, seats)

    async def on_chat(self, room: Room, seat: Seat, text: str) -> Written:
        """Let the guard read it. Raises what `read_in_call` raises."""
        return await read_in_call(self._house, seat, text)

    async def on_join(self, room: Room, seat: Seat) -> None:
        """Note who came, and when both sides were first together."""
        async with self._house.database.transaction() as conn:
            interview_id = await store.interview_of_party(conn, seat)
            if interview_id is None:
                raise NotFound("There is no such seat.")
            interview = await store.load(conn, interview_id, lock=True)
            refuse_if_over(interview)
            if interview.room != room:
                raise AlreadyOver("This room is not this interview's any more.")
            await gate.came(conn, self._house, interview, seat)
            await attendance.came(conn, interview, seat, self._house.clock.now())

    async def on_leave(self, room: Room, seat: Seat, away_since: datetime | None) -> None:
        """Note who went."""
        now = self._house.clock.now()
        async with self._house.database.transaction() as conn:
            await gate.gone(conn, self._house, seat)
            await attendance.left(conn, seat, away_since or now, lost=away_since is not None)

    async def on_reached(self, room: Room, seat: Seat, other: Seat, connected: bool) -> None:
        """Note that a page set out to reach one of the other side's, or has."""
        async with self._house.database.connection() as conn:
            await attendance.reached(conn, seat, other, self._house.clock.now(), connected=connected)

    async def on_away(self, room: Room, seat: Seat, away: bool) -> None:
        """Note since when a seat is without connection, or that it is back."""
        await gate.away(self._house, seat, dropped=away)

    async def waiting(self, room: Room, seat: Seat) -> list[Waiting] | None:
        """Return who waits, for whoever keeps the gate."""
        async with self._house.database.connection() as conn:
            interview_id = await store.interview_of_party(conn, seat)
            if interview_id is None:
                return None
            interview = await store.load(conn, interview_id)
        kept = await gate.look(self._house, interview)
        party = interview.party(seat)
        return kept.waiting(party) if party is not None and kept.keeper(party) else None

    async def at_the_gate(self, room: Room, by_seat: Seat, act: AtTheGate) -> None:
        """Do it. Raises what `gate.actions` raise."""
        async with self._house.database.connection() as conn:
            interview_id = await store.interview_of_party(conn, by_seat)
        if interview_id is None:
            raise NotFound("There is no such seat.")
        if isinstance(act, Admit):
            await gate.admit(self._house, interview_id, by_seat, act.seat)
        elif isinstance(act, Refuse):
            await gate.refuse(self._house, interview_id, by_seat, act.seat)
        else:
            await gate.dismiss(self._house, interview_id, by_seat, act.seat)

    async def hosts(self, room: Room, seat: Seat) -> bool:
        """Look up who hosts."""
        async with self._house.database.connection() as conn:
            role = await conn.fetchval("select role from party where id = $1 and removed_at is null", seat)
        return bool(role == Role.HOST.value)

    async def host_of(self, room: Room) -> Seat | None:
        """Look up who hosts."""
        async with self._house.database.connection() as conn:
            found = await conn.fetchval(
                """select party.id from party join interview on interview.id = interview_id
                where room = $1 and role = $2 and removed_at is null""",
                room,
                Role.HOST.value,
            )
        return str(found) if found is not None else None

    async def on_extend(self, room: Room, seat: Seat) -> datetime:
        """Add time, if this seat may. Raises what `overtime.extend` raises."""
        async with self._house.database.connection() as conn:
            interview_id = await store.interview_of_party(conn, seat)
        if interview_id is None:
            raise NotFound("There is no such seat.")
        return await extend(self._house, interview_id, seat)

    async def on_end(self, room: Room, by_seat: Seat | None) -> None:
        """End the interview and say what became of it."""
        async with self._house.database.connection() as conn:
            interview_id = await conn.fetchval("select id from interview where room = $1", room)
        if interview_id is not None:
            await passing.settle(self._house, interview_id, by_seat or "time")
