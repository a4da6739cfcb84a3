"""What arrived outside, what was disclosed and what was typed, as `leak_search` wants to know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that arrived outside; a `Capture` of the sandbox, or a line of the log (channel `log`)."""

    at: datetime
    channel: str
    index: int
    sender: str
    to: tuple[str, ...]
    pieces: tuple[tuple[str, bytes], ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A disclosure: `viewer` may see these fields of `owner` since `since`, and until `until` if it ended."""

    owner: str
    viewer: str
    fields: frozenset[str]
    since: datetime
    until: datetime | None = None

    def allows(self, owner: str, kind: str, viewer: str, at: datetime) -> bool:
        """Tell whether it was in force then, for this field and these two."""
        fits = (self.owner, self.viewer) == (owner, viewer) and kind in self.fields
        return fits and self.since <= at and (self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, which may be shown back to this person alone."""

    by: str
    text: str
    at: datetime


class Captured(Protocol):
    """A capture of the sandbox."""

    @property
    def at(self) -> datetime: ...
    @property
    def channel(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def to(self) -> tuple[str, ...]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def path(self) -> str: ...


def arrivals_of(captures: Iterable[Captured]) -> list[Arrival]:
    """Return the captures as arrivals, numbered from 1 as they come."""
    return [
        Arrival(
            at=capture.at,
            channel=capture.channel,
            index=number,
            sender=capture.sender,
            to=tuple(capture.to),
            pieces=pieces_of(capture.body, capture.headers, capture.path, capture.sender),
            path=capture.path.partition("?")[0],
        )
        for number, capture in enumerate(captures, 1)
    ]


def log_lines(text: str, at: datetime) -> list[Arrival]:
    """Return the lines of a log as arrivals, numbered from 1."""
    return [
        Arrival(at, "log", number, "anteroom", (), (("line", line.encode()),))
        for number, line in enumerate(text.splitlines(), 1)
    ]


def pieces_of(
    body: bytes, headers: Mapping[str, str], path: str, sender: str
) -> tuple[tuple[str, bytes], ...]:
    """All that could be read of it, but for the recipients' addresses on the envelope."""
    lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
    pieces = (("body", body), ("headers", lines.encode()), ("path", path.encode()), ("from", sender.encode()))
    return tuple((place, raw) for place, raw in pieces if raw)
