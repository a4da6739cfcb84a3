"""How the heart meets a kind of calendar: published addresses, CalDAV, Google, Microsoft and whatever comes.

Kinds live in integrations. Each registers itself with `house.availability` when its integration is attached;
the heart knows it by this contract only. What a calendar says of an event beyond its times never gets here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from anteroom.times.availability.model import Account, Busy, Kind, Unchanged, Unknown, Window


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person types to open a calendar of this kind.

    `name` is its key in `Account.given`, and what a page calls the field by the catalogue's `field.<name>`.
    A `secret` one is never shown again.
    """

    name: str
    secret: bool = False
    address: bool = False
    """Whether it is a web address."""


class AvailabilityKind(Protocol):
    """One way to ask calendars. Raises nothing but what is a fault of ours."""

    kind: Kind
    fields: tuple[Field, ...]
    """What the owner types on our page; none where `connect_path` leads to the service's own."""
    connect_path: str
    """Below a seat's page, from where the owner is led to the service, as in `/google`; "" for none."""

    def read(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """Return what is to be kept of what was typed. Raises BadInput, with the field's name."""
        ...

    def shown(self, given: Mapping[str, str]) -> str:
        """Return by what its owner knows it again, on the owner's own page alone: a host, never a secret."""
        ...

    async def busy(self, account: Account, window: Window) -> Busy | Unchanged | Unknown:
        """Ask when the owner is busy. The caller sets the deadline; cancelling must leave nothing open."""
        ...

    async def revoke(self, account: Account) -> None:
        """Tell the service that we are not let in any more, as far as it can be told. Raises nothing."""
        ...


@dataclass
class AvailabilityKinds:
    """Every kind of calendar that this deployment can ask."""

    _by_kind: dict[Kind, AvailabilityKind] = field(default_factory=dict)

    def register(self, kind: AvailabilityKind) -> None:
        """Add a kind. Raises ValueError for one that is there."""
        if kind.kind in self._by_kind:
            raise ValueError(f"there is already a kind {kind.kind}")
        self._by_kind[kind.kind] = kind

    def of(self, kind: Kind) -> AvailabilityKind | None:
        """Return a kind; None where it is not set up any more."""
        return self._by_kind.get(kind)

    def all(self) -> tuple[AvailabilityKind, ...]:
        """Return every kind, in the order in which people are offered them."""
        return tuple(self._by_kind[kind] for kind in Kind if kind in self._by_kind)
