"""What must happen outside: effects, and the adapters that make them happen.

A *surface* is an effect that is wanted again each time the interview changes: it holds a wanted and a shown
revision, and the adapter brings the outside to the newest one. A *one-off* is wanted once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from anteroom.database.connection import Connection
from anteroom.interviews.model import Event

if TYPE_CHECKING:
    from anteroom.house import House


@dataclass(frozen=True, slots=True)
class Effect:
    """One row of the table, as an adapter sees it. `data` holds ids only.

    `shown` is 0 as long as nothing arrived for certain; `uncertain` counts what may have arrived before that,
    `attempts` how often it failed since anything was shown. Those of one `stream` are shown in their order.
    """

    id: str
    kind: str
    interview_id: str | None
    party_id: str | None
    data: Mapping[str, str]
    wanted: int
    shown: int
    outside_id: str | None
    uncertain: int = 0
    attempts: int = 0
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody outside will read, and as what (a media type), for the door to look at."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A payload ready to leave.

    `body` is what `send` gets, now and after a crash, byte for byte; it may hold the recipient's own address
    and is sealed at rest. `parts` is everything that will be read outside. `minted` are strings of our own
    making in it (ids, addresses of ours, instants), which are not taken for contact details. `readers` are
    the persons who can read it: what has been disclosed to all of them may pass, and a sole reader's own.
    `permitted` are texts in it, and in nothing else of the interview, whose details the policy let pass.
    """

    body: bytes = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    minted: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    permitted: tuple[str, ...] = field(default=(), repr=False)


class TryLater(Exception):
    """It did not work now. `certain` tells that nothing arrived outside, so newer content may replace it.

    Unless `tried`, it only waits for its turn: that is no attempt, and none is given up for it.
    """

    def __init__(
        self, reason: str, *, after: timedelta | None = None, certain: bool = True, tried: bool = True
    ) -> None:
        super().__init__(reason)
        self.after = after
        self.certain = certain
        self.tried = tried


class Refused(Exception):
    """The outside will never take this; it is held and shown to people, never deleted."""


class Adapter(Protocol):
    """One way out. Adapters live in integrations; the heart knows them by this contract only."""

    kind: str

    @property
    def per(self) -> Literal["party", "interview", "person", "place"]:
        """One effect for each party that is reached, or one for the interview.

        `person`: a surface of each person who is reached, about all of that person's interviews. `place`: a
        surface that is there only where somebody asked for it (`effects/wish.py`, `want_surface`).
        """
        ...

    on: frozenset[Event]
    """Which events make it wanted."""
    lasting: bool
    """True for a surface, False for a one-off."""
    group: str
    """Of several adapters of one group only the lowest `rank` that reaches a party is used; "" for none."""
    rank: int

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether this person can be reached this way at all (`per` = party)."""
        ...

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return what the outside should be shown now, or None if there is nothing to say any more."""
        ...

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Bring `body` to the outside; return the outside's id for it, if it has one.

        Raises TryLater or Refused; any other exception counts as TryLater with nothing certain.
        """
        ...


@runtime_checkable
class ReachesMany(Protocol):
    """What an adapter may have besides: `reaches` for several persons, and for its like, in one question."""

    family: str
    """Adapters of one family know it of each other, so one of them is asked for all."""

    async def reaches_of(
        self, conn: Connection, house: House, person_ids: Sequence[str], kinds: Collection[str]
    ) -> set[tuple[str, str]]:
        """Return (kind, person) of each of these that can be reached by an adapter of that kind."""
        ...


class ForInterview:
    """What adapters share that are there once an interview, and for no person in particular.

    Unless one says otherwise no event makes it wanted, and it happens once.
    """

    per: Literal["party", "interview"] = "interview"
    on: frozenset[Event] = frozenset()
    lasting: bool = False
    group: str = ""
    rank: int = 0

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Nobody is asked for: `per` is interview."""
        return False
