"""What scheduling would refuse, said before anybody is asked: it is done, and then undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from anteroom.failpoints import NoFailpoints
from anteroom.house import House
from anteroom.once import Joined


async def rehearse(house: House, act: Callable[[House], Awaitable[object]]) -> None:
    """Do `act` and undo all of it. Raises what it raises; nothing is changed whatever becomes of it."""
    try:
        async with house.database.transaction() as conn:
            # What a real one reaches is reached by nothing that is undone.
            await act(replace(house, database=Joined(conn), failpoints=NoFailpoints()))
            raise _Undone
    except _Undone:
        pass


class _Undone(Exception):
    """Ends the transaction of a rehearsal that went well."""
