"""What is remembered of one sender in one conversation, to find a contact detail given in pieces."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

MESSAGES: Final = 8
"""How many of the sender's own messages back a piece is remembered, and how many questions of others."""
MINUTES: Final = 30
"""For how long a piece or a question is remembered."""
NEAR: Final = 3
"""Messages of the sender's own back to which a question still says what the next one means."""
LONGEST_PIECE: Final = 160
"""Code points of a message that are kept at most."""
LONGEST_ID: Final = 200
"""Code points of a message's id."""

ASIDE: Final = frozenset({"more", "name", "channel", "site", "part", "where", "ending"})
"""What somebody else's message may be about without changing what was asked before it."""

_AGE: Final = timedelta(minutes=MINUTES)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_FORM: Final = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment of one of the sender's own messages: text[start:start + len(text)] of message `message`.

    `number` counts the sender's messages, so that gaps show.
    """

    message: str
    at: datetime
    number: int
    start: int
    text: str = field(repr=False)

    @property
    def end(self) -> int:
        """Where the piece ends in its message, in code points, exclusive."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody else asked or said between: never their words, only what these were about.

    `number` is that of the sender's next message.
    """

    at: datetime
    number: int
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The last `MESSAGES` messages of one sender within `MINUTES`: only fragments of them, and others' cues.

    Immutable; every method gives a new one. Times are aware and passed in: a message that comes with an
    earlier time than the one before it counts as of that time. To be sealed by whoever keeps it, since it
    holds what people wrote.
    """

    pieces: tuple[Piece, ...] = ()
    asked: tuple[Asked, ...] = ()
    count: int = 0
    latest: datetime | None = None

    def at(self, now: datetime) -> Window:
        """Without what is too old at `now`. Raises ValueError for a time without a zone."""
        if now.tzinfo is None:
            raise ValueError("needs an aware time")
        now = max(now, self.latest) if self.latest else now
        first = self.count - MESSAGES + 1
        oldest = min([p.number for p in self.pieces[:1]] + [a.number for a in self.asked[:1]], default=first)
        if self.latest == now and oldest >= first and len(self.asked) <= MESSAGES:
            return self
        return Window(
            tuple(p for p in self.pieces if now - p.at <= _AGE and p.number >= first),
            tuple(a for a in self.asked if now - a.at <= _AGE and a.number >= first)[-MESSAGES:],
            self.count,
            now,
        )

    def answers(self) -> frozenset[str]:
        """What the sender's next message may answer; empty where nobody asked within `NEAR` messages.

        That is the newest ask that is not for more, and not for a name without saying whose.
        """
        for ask in reversed(self.asked):
            if not ASIDE.issuperset(ask.about):
                return frozenset(ask.about) if ask.number >= self.count - NEAR else frozenset()
        return frozenset()

    @property
    def answers_otherwise(self) -> bool:
        """Whether the sender's next message answers a question that is about no way to be reached."""
        return "question" in self.answers()

    def next(self, text: str) -> Piece:
        """`text` as a piece of the sender's next message, which has no id yet."""
        return Piece("", self.latest or _NEVER, self.count, 0, text)

    def without(self, message: str) -> Window:
        """Without what an earlier version of `message` held."""
        kept = tuple(piece for piece in self.pieces if piece.message != message)
        return self if len(kept) == len(self.pieces) else replace(self, pieces=kept)

    def wrote(self, message: str, piece: str, start: int, at: datetime) -> Window:
        """After a message of the sender's own; `piece` is its fragment, "" where it has none.

        A message that came before takes the place of its first version.
        """
        if len(message) > LONGEST_ID:
            raise ValueError(f"a message's id has at most {LONGEST_ID} code points")
        now = self.at(at).without(message)
        kept, number = now.pieces, now.count
        if piece:
            kept += (Piece(message, now.latest or at, number, start, piece[:LONGEST_PIECE]),)
        return replace(now, pieces=kept, count=number + 1).at(at)

    def heard(self, about: tuple[str, ...], at: datetime) -> Window:
        """After a message of somebody else, of which only what it is `about` is remembered."""
        now = self.at(at)
        if not about:
            return now
        return replace(now, asked=(*now.asked, Asked(now.latest or at, now.count, about))).at(at)

    def dump(self) -> str:
        """As JSON, at most about 10 kB; `Window.load` reads it."""
        return json.dumps(
            {
                "form": _FORM,
                "count": self.count,
                "latest": self.latest and _moment(self.latest),
                "pieces": [[p.message, _moment(p.at), p.number, p.start, p.text] for p in self.pieces],
                "asked": [[_moment(a.at), a.number, list(a.about)] for a in self.asked],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def load(cls, dumped: str) -> Window:
        """The window that was dumped; an empty one where another release wrote it in another form.

        Raises ValueError for what is no JSON of ours.
        """
        try:
            read: dict[str, Any] = json.loads(dumped)
            if read["form"] != _FORM:
                return cls()
            return cls(
                tuple(
                    Piece(str(m), _read(at), int(n), int(s), str(text)[:LONGEST_PIECE])
                    for m, at, n, s, text in read["pieces"][-MESSAGES:]
                ),
                tuple(
                    Asked(_read(at), int(n), tuple(map(str, about)))
                    for at, n, about in read["asked"][-MESSAGES:]
                ),
                int(read["count"]),
                _read(read["latest"]) if read["latest"] else None,
            )
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("no dumped window") from error


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _read(moment: str) -> datetime:
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError("needs an aware time")
    return read
