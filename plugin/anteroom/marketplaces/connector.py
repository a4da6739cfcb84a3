"""What a marketplace can do for us: written by the side that needs it, kept by every connector.

A connector is plugged in by the integration that `marketplace.connector` names (group
`anteroom.marketplaces`), with `plugging.plug_in`. It can do two things, and may lack either: it writes into
threads (`Threads`), and it can be asked what has changed (`Feed`). A marketplace that tells us by itself
calls our REST v1, or a route of the connector's own that hands what it heard to `hearing.hear`.

A connector keeps nothing of what it read but the cursor: what must be known later is told to the heart, as
the values in `told.py`. So no marketplace's limit on how long its answers may be cached is ever in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from anteroom.effects.model import Part
from anteroom.marketplaces.card import Card
from anteroom.marketplaces.told import Change


@dataclass(frozen=True, slots=True)
class CardPost:
    """A card that is to stand in a thread.

    `key` is the same for each repeat of this very state of the card and another for the next one.
    `outside_id` is what `write` returned when the card was put there first; None while it never was.
    """

    thread: str
    card: Card
    key: str
    outside_id: str | None


@dataclass(frozen=True, slots=True)
class MessagePost:
    """What a member wrote to us (`by` mail or Slack), to stand in the thread as that member's message.

    `member` is the marketplace's id; `label` is what others may read as the writer's name. `id` is the
    message's own for ever; `key` stands for its being brought, the same for each repeat. `interview` is ""
    where it is about none.
    """

    thread: str
    key: str
    id: str
    member: str
    label: str
    by: str
    interview: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Writing:
    """A card or message as this marketplace takes it.

    `body` is what `write` gets, now and after a crash, byte for byte. `parts` is everything of it that will
    be read outside, for the door. `minted` are strings of the connector's own making in it, such as instants
    in another spelling; those of the card itself are known.
    """

    body: bytes = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    minted: tuple[str, ...] = ()


class Threads(Protocol):
    """Writing into the threads of proposals."""

    def card(self, post: CardPost) -> Writing:
        """Word a card: put there where `outside_id` is None, else edited in place."""
        ...

    def message(self, post: MessagePost) -> Writing:
        """Word a message."""
        ...

    async def write(self, body: bytes) -> str | None:
        """Bring `body` there; return the outside's id of what was put there first, None for an edit.

        A repeat of the same `body` must show nothing twice as far as the outside allows. Raises TryLater
        (with `after` where the outside said when) and Refused (`anteroom.effects.model`).
        """
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """What changed behind a cursor, in the order in which it is to be heard.

    `cursor` is where to go on, opaque to the heart. `more` tells that there is another page already. `unread`
    is how many changes beside these could not be understood.
    """

    changes: tuple[Change, ...]
    cursor: str
    more: bool = False
    unread: int = 0


class Feed(Protocol):
    """One thing that a marketplace is asked for again and again."""

    name: str
    """Its name in the table of cursors; another name begins anew."""
    every: timedelta
    """How long to wait between two looks that find nothing more; the heart adds jitter."""

    async def page(self, after: str) -> Page:
        """Return what changed behind the cursor `after`; "" is the beginning.

        The same cursor may be asked again after a crash, so what it returns must be safe to hear twice. Keeps
        to the marketplace's own pace. Raises TryLater (with `after` where it said when) for what may work
        later, and Refused where people must look, such as an access that was taken away: it is asked again
        hourly.
        """
        ...


class Connector(Protocol):
    """One marketplace, as far as Anteroom needs it."""

    name: str
    """As `marketplace.connector` names it."""

    @property
    def threads(self) -> Threads | None:
        """Where it writes; None where it cannot: cards are then seen in embeds and by mail only."""
        ...

    @property
    def feeds(self) -> Sequence[Feed]:
        """What it is asked for; empty where the marketplace tells us everything by itself."""
        ...

    async def open(self) -> None:
        """Open sessions; called once, before anything else."""
        ...

    async def close(self) -> None:
        """Close them."""
        ...
