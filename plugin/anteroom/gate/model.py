"""Where a seat stands, what may become of it, and who may come in now. Pure rules."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.errors import Conflict
from anteroom.interviews.model import Interview, Party, Role, Side

REJOIN_WITHIN = timedelta(seconds=120)
"""After a drop: so long a seat stays its own and is come back to without the lobby."""


class Stands(StrEnum):
    """Where a seat stands on its way into the call and out of it."""

    INVITED = "invited"
    OPENED = "opened"
    CONSENTED = "consented"
    CHECKED = "checked"
    WAITING = "waiting"
    ADMITTED = "admitted"
    IN_CALL = "in_call"
    DROPPED = "dropped"
    LEFT = "left"
    REMOVED = "removed"
    EXPIRED = "expired"

    @property
    def inside(self) -> bool:
        """Tell whether somebody sits in the call, or dropped out of it a moment ago."""
        return self in (Stands.IN_CALL, Stands.DROPPED)


_ENDS = frozenset({Stands.REMOVED, Stands.EXPIRED})
_KNOCKS = frozenset({Stands.WAITING, Stands.ADMITTED}) | _ENDS
NEXT: Mapping[Stands, frozenset[Stands]] = {
    Stands.INVITED: frozenset({Stands.OPENED}) | _ENDS,
    Stands.OPENED: frozenset({Stands.CONSENTED, Stands.CHECKED}) | _KNOCKS,
    Stands.CONSENTED: frozenset({Stands.CHECKED}) | _KNOCKS,
    # The text to agree to may change while somebody waits before the doors.
    Stands.CHECKED: frozenset({Stands.CONSENTED}) | _KNOCKS,
    Stands.WAITING: frozenset({Stands.ADMITTED, Stands.LEFT}) | _ENDS,
    Stands.ADMITTED: frozenset({Stands.IN_CALL, Stands.LEFT}) | _ENDS,
    Stands.IN_CALL: frozenset({Stands.DROPPED, Stands.LEFT}) | _ENDS,
    Stands.DROPPED: frozenset({Stands.IN_CALL, Stands.LEFT}) | _ENDS,
    Stands.LEFT: _KNOCKS,
    # Whoever keeps the gate may let somebody in again who was put out.
    Stands.REMOVED: frozenset({Stands.ADMITTED, Stands.EXPIRED}),
    Stands.EXPIRED: frozenset(),
}
"""What may follow what. Another time makes an interview's seats begin anew (`begun_anew`)."""


class Vouched(StrEnum):
    """Who says that it is this person who sits there."""

    NOBODY = ""
    MARKETPLACE = "marketplace"
    COMPANY = "company"
    """The workspace in which the person has an account."""
    CODE = "code"
    """A code that was sent to the invited address alone came back from this device."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A party's place in the call.

    `epoch` is the generation of the pass it was opened with: where the party's is another, nothing of this
    holds any more. `device` is the SHA-256 of the key that the one browser holds which sits there; `asking`
    that of another which asks to take its place while it is in the call, `allowed` once that was granted.
    `proved` tells that the invited address was proved from this device. `told_at` is when the host was last
    told that this seat waits.
    """

    party_id: str
    epoch: int
    stands: Stands = Stands.INVITED
    since: datetime | None = None
    device: bytes | None = None
    asking: bytes | None = None
    allowed: bool = False
    proved: bool = False
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lobby:
    """What the policy says of coming in: `straight`: who is vouched for goes in once somebody keeps the gate.

    `alone_after`: so long after the start the same people go in although nobody does; None for never.
    """

    straight: bool
    alone_after: timedelta | None


class Way(StrEnum):
    """What stands between a seat and the call."""

    IN = "in"
    WAIT = "wait"
    REMOVED = "removed"
    FULL = "full"
    APART = "apart"
    """Somebody is in the call who blocked this one, or whom this one blocked."""


def stepped(seat: Seat, to: Stands, now: datetime) -> Seat:
    """Return the seat where it stands next; where it stands already changes nothing.

    Raises Conflict for what may not follow.
    """
    if seat.stands is to:
        return seat
    if to not in NEXT[seat.stands]:
        raise Conflict(
            "That cannot be done with this seat any more. Look again.", reason=f"{seat.stands} to {to}"
        )
    return replace(seat, stands=to, since=now)


def advanced(seat: Seat, to: Stands, now: datetime) -> Seat:
    """Return the seat one step further before it has knocked; whoever is beyond that stays there."""
    return stepped(seat, to, now) if to in NEXT[seat.stands] else seat


def begun_anew(seat: Seat, now: datetime) -> Seat:
    """Return the seat as another time finds it: its device stays, and nothing that was said of the old."""
    stands = Stands.INVITED if seat.device is None else Stands.OPENED
    return replace(seat, stands=stands, since=now, asking=None, allowed=False, told_at=None)


def keeps_gate(interview: Interview, party: Party, there: Container[str]) -> bool:
    """Tell whether a party lets others in: the host, and beside it who must be there from its own side.

    The latter once it is in the call itself (`there` holds who is), so that a host whose connection is gone
    locks nobody out.
    """
    if party.role is Role.HOST:
        return True
    return party.role is Role.GUEST and party.side is Side.CLIENT and party.required and party.id in there


def gate_is_kept(interview: Interview, there: Container[str]) -> bool:
    """Tell whether somebody is in the call who can let others in."""
    return any(party.id in there and keeps_gate(interview, party, there) for party in interview.present)


def way_in(
    interview: Interview,
    party: Party,
    seat: Seat,
    there: Container[str],
    vouched: Vouched,
    lobby: Lobby,
    now: datetime,
) -> Way:
    """Say what stands between a seat and the call now, agreement, doors and blocks aside."""
    if seat.stands in (Stands.REMOVED, Stands.EXPIRED):
        return Way.REMOVED
    if seat.stands in (Stands.ADMITTED, Stands.IN_CALL) or _came_back(seat, now):
        return Way.IN
    if party.role is Role.HOST:
        return Way.IN
    if vouched is Vouched.NOBODY:
        return Way.WAIT
    if lobby.straight and gate_is_kept(interview, there):
        return Way.IN
    late = lobby.alone_after is not None and now >= interview.starts_at + lobby.alone_after
    return Way.IN if late else Way.WAIT


def _came_back(seat: Seat, now: datetime) -> bool:
    return seat.stands is Stands.DROPPED and seat.since is not None and now - seat.since <= REJOIN_WITHIN
