"""Undisclosed contact details, sought in what is about to leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from anteroom.door.decoding import Reading
from anteroom.door.digits import PhoneSought
from anteroom.door.haystack import Haystack, Minted
from anteroom.door.links import LinkSought
from anteroom.door.spellings import AddressSought, EmailSought, HandleSought

NeedleKind = Literal["email", "phone", "handle", "address", "link"]


class _Sought(Protocol):
    def spans(self, hay: Haystack) -> Iterator[tuple[int, int]]: ...


_SOUGHT: Final[
    dict[NeedleKind, type[EmailSought | PhoneSought | HandleSought | AddressSought | LinkSought]]
] = {
    "email": EmailSought,
    "phone": PhoneSought,
    "handle": HandleSought,
    "address": AddressSought,
    "link": LinkSought,
}


@dataclass(frozen=True, slots=True)
class Needle:
    """One contact detail of one owner that must not be found. Its value never shows in a repr."""

    owner: str
    kind: NeedleKind
    sought: _Sought = field(repr=False, compare=False)

    @classmethod
    def of(cls, owner: str, kind: NeedleKind, value: str) -> Needle:
        """Raises `ValueError` (which does not repeat the value) when nothing can be sought by this value."""
        return cls(owner, kind, _SOUGHT[kind](value))


@dataclass(frozen=True, slots=True)
class Hit:
    """A contact detail was found: whose, of what kind, and where; never which."""

    owner: str
    kind: NeedleKind
    where: str


class Needles:
    """A compiled set of needles. Immutable; build once a revision, use for many payloads."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._needles = tuple(needles)

    def __len__(self) -> int:
        return len(self._needles)

    def __repr__(self) -> str:
        return f"Needles({len(self._needles)})"

    def find(self, readings: Iterable[Reading], minted: Iterable[str] = ()) -> list[Hit]:
        """Every (owner, kind, where) at which a needle shows, each once, in the order of the needles.

        `minted` are strings that we made ourselves (ids, own addresses, times): a match that lies wholly
        inside an occurrence of one of them does not count. Where there is a needle, raises what `readings`
        raises (`Unreadable`).
        """
        if not self._needles:
            return []
        hay = Haystack(readings)
        own = Minted(minted)
        hits: dict[Hit, None] = {}
        for needle in self._needles:
            for start, end in needle.sought.spans(hay):
                if not own.cover(hay.text, start, end):
                    hits[Hit(needle.owner, needle.kind, hay.where(start))] = None
        return list(hits)
