"""One seat, one device: the first that opens a pass holds its seat until it is moved to another."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.gate import store
from anteroom.gate.actions import step
from anteroom.gate.model import Seat, Stands
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Interview
from anteroom.ledger import chain

KEY_LENGTH = 40


class Taken(StrEnum):
    """What came of opening a pass on a device."""

    OWN = "own"
    """It holds the seat already."""
    BOUND = "bound"
    """It holds the seat from now on, as the first."""
    MOVED = "moved"
    """It holds the seat from now on, and another one does no more: that one is to be told, and cut off."""
    ELSEWHERE = "elsewhere"
    """Another device holds the seat, and it can be moved here."""
    LIVE = "live"
    """Another device is in the call with it; whoever keeps the gate can allow the move."""
    ASKED = "asked"
    """That was asked for."""
    QUEUED = "queued"
    """A third device asked for it before, and whoever keeps the gate has to decide about that one first."""


def digest(key: str) -> bytes:
    """Return what is kept of a device's key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def holds(seat: Seat, key: str) -> bool:
    """Tell whether a key is that of the device which holds a seat; in constant time."""
    return seat.device is not None and hmac.compare_digest(seat.device, digest(key))


async def take_seat(
    house: House, interview_id: str, party_id: str, epoch: int, held: str, *, move: bool
) -> tuple[Taken, str]:
    """Let a device take a seat whose pass it showed: at once the first, another one where it says `move`.

    `held` is the key that it brought along, if any; the one that it has from now on is returned. Raises
    NotFound where the pass is not right any more.
    """
    async with house.database.transaction() as conn:
        interview = await interviews.load(conn, interview_id, lock=True)
        party = interview.party(party_id)
        if party is None or party.epoch != epoch:
            raise NotFound("There is nothing here.", reason="revoked")
        seat = await store.seat_of(conn, party.id, party.epoch)
        if holds(seat, held):
            return Taken.OWN, held
        key = house.randomness.token(KEY_LENGTH)
        if seat.device is None:
            await _hold(conn, house, interview, replace(seat, device=digest(key)))
            return Taken.BOUND, key
        if seat.asking is not None and hmac.compare_digest(seat.asking, digest(held)):
            if not seat.allowed and seat.stands is Stands.IN_CALL:
                return Taken.ASKED, held
            await _move(conn, house, interview, seat, held)
            return Taken.MOVED, held
        if seat.stands is Stands.IN_CALL:
            if not move:
                return Taken.LIVE, ""
            if seat.asking is not None:
                # No request takes the place of one that the host looks at: another would be granted.
                return Taken.QUEUED, ""
            asking = replace(seat, asking=digest(key), allowed=False)
            await store.put(conn, interview.id, asking, house.clock.now())
            return Taken.ASKED, key
        if not move:
            return Taken.ELSEWHERE, ""
        # What was granted to a device that never came is not this one's.
        await _move(conn, house, interview, replace(seat, allowed=False), key)
        return Taken.MOVED, key


async def _hold(conn: Connection, house: House, interview: Interview, seat: Seat) -> None:
    """A seat that is ended already is looked at, and stays ended."""
    await store.put(conn, interview.id, seat, house.clock.now())
    if seat.stands is Stands.INVITED:
        await step(conn, house, interview, seat, Stands.OPENED, seat.party_id)


async def _move(conn: Connection, house: House, interview: Interview, seat: Seat, key: str) -> None:
    """What was decided about the old device is not decided about the new one, unless just this was."""
    now = house.clock.now()
    moved = replace(seat, device=digest(key), asking=None, allowed=False, proved=False, told_at=None)
    await store.put(conn, interview.id, moved, now)
    await chain.write(conn, interview.id, now, "seat.moved", seat.party_id, {"seat": seat.party_id})
    if moved.stands in (Stands.WAITING, Stands.ADMITTED, Stands.IN_CALL, Stands.DROPPED):
        moved = await step(conn, house, interview, moved, Stands.LEFT, seat.party_id)
    if seat.allowed:
        await step(conn, house, interview, moved, Stands.ADMITTED, seat.party_id)
