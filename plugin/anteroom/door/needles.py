"""Undisclosed contact details, sought in what is about to leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from anteroom.door.decoding import Reading

NeedleKind = Literal["email", "phone", "handle", "address"]


@dataclass(frozen=True, slots=True)
class Needle:
    """One contact detail of one owner that must not be found. Its value never shows in a repr."""

    owner: str
    kind: NeedleKind
    value: str = field(repr=False)

    @classmethod
    def of(cls, owner: str, kind: NeedleKind, value: str) -> Needle:
        """Raises `ValueError` (which does not repeat the value) for a value in which nothing can be sought."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Hit:
    """A contact detail was found: whose, of what kind, and where; never which."""

    owner: str
    kind: NeedleKind
    where: str


class Needles:
    """A compiled set of needles. Immutable; build once a revision, use for many payloads."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        raise NotImplementedError

    def find(self, readings: Iterable[Reading], minted: Iterable[str] = ()) -> list[Hit]:
        """Every (owner, kind, where) at which a needle shows, each once, in order.

        `minted` are strings that we made ourselves (ids, own addresses, times): a match that lies wholly
        inside an occurrence of one of them does not count.
        """
        raise NotImplementedError
