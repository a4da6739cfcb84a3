"""A labelled corpus: texts of which it is known what they give away, read from a folder of JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec

from anteroom.guard.measure.json_lines import MAX_LINE, FaultyLine, read_object, read_row
from anteroom.guard.model import Kind

Row = TypeVar("Row", bound=msgspec.Struct)
_VALUELESS: Final = frozenset({Kind.SOLICITATION, Kind.POINTER, Kind.OVERLONG})
_WANTED: Final = {
    **dict.fromkeys(("id", "lang", "class", "genre", "label", "text"), "a text"),
    "countries": 'a list of two-letter country codes, such as ["US", "DE"]',
    "spans": "a list, not empty, of [start, end, kind], where kind is one of " + ", ".join(Kind),
    "messages": 'a list of objects, each with the texts "from" and "text"',
    "reveal_at": "the index of a message, or null",
}


class FaultyCorpus(Exception):
    """The folder cannot be read as a labelled corpus; the message names file, line and reason."""


class Positive(msgspec.Struct, frozen=True):
    """A text that gives something away.

    `spans` are the smallest revealing pieces, each start, end (code points, end exclusive) and kind; those
    of kind "solicitation", "pointer" or "overlong" hold no value. `class_` is the way of hiding ("plain").
    `countries` are those of the two parties where they matter.
    """

    id: str
    lang: str
    text: str
    class_: str = msgspec.field(name="class")
    spans: Annotated[tuple[tuple[int, int, Kind], ...], msgspec.Meta(min_length=1)]
    countries: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[tuple[int, int], ...]:
        """The spans of which no character may survive redaction."""
        return tuple((start, end) for start, end, kind in self.spans if kind not in _VALUELESS)


class Negative(msgspec.Struct, frozen=True):
    """An ordinary text that gives nothing away; `genre` says what it talks of ("price", "code")."""

    id: str
    lang: str
    genre: str
    text: str
    countries: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True):
    """One message of a conversation."""

    text: str
    from_: str = msgspec.field(name="from")


class Conversation(msgspec.Struct, frozen=True):
    """Messages in order; `reveal_at` is the index of the one that completes the contact, None if clean."""

    id: str
    label: str
    messages: tuple[Message, ...]
    reveal_at: int | None = None
    lang: str = "und"
    countries: tuple[str, ...] = ()


class Corpus(msgspec.Struct, frozen=True):
    """What lies in one folder; a file that is not there counts as empty, all three missing is a fault."""

    positives: tuple[Positive, ...]
    negatives: tuple[Negative, ...]
    conversations: tuple[Conversation, ...]


def read_corpus(folder: Path) -> Corpus:
    """Reads positives.jsonl, negatives.jsonl and conversations.jsonl. Raises FaultyCorpus."""
    corpus = Corpus(
        tuple(_rows(folder / "positives.jsonl", Positive)),
        tuple(_rows(folder / "negatives.jsonl", Negative)),
        tuple(_rows(folder / "conversations.jsonl", Conversation)),
    )
    if not (corpus.positives or corpus.negatives or corpus.conversations):
        raise FaultyCorpus(f"{folder}: no positives.jsonl, negatives.jsonl or conversations.jsonl with lines")
    return corpus


def _rows(file: Path, shape: type[Row]) -> Iterator[Row]:
    """Blank lines are passed over at the end; between others they are a fault, as something may be lost."""
    if not file.exists():
        return
    blank = 0
    try:
        with file.open("rb") as lines:
            number = 0
            while line := lines.readline(MAX_LINE + 1):
                number += 1
                if not line.strip():
                    blank = blank or number
                    continue
                if blank:
                    raise FaultyCorpus(f"{file}: line {blank}: the line is blank, and others follow")
                yield _row(line, shape, f"{file}: line {number}")
    except OSError as error:
        raise FaultyCorpus(f"{file}: {error.strerror or 'cannot be read'}") from error


def _row(line: bytes, shape: type[Row], where: str) -> Row:
    if len(line) > MAX_LINE:
        raise FaultyCorpus(f"{where}: the line is longer than {MAX_LINE} octets")
    try:
        row = read_row(read_object(line), shape, _WANTED)
    except FaultyLine as error:
        raise FaultyCorpus(f"{where}: {error}") from error
    if isinstance(row, Positive) and any(not 0 <= a < b <= len(row.text) for a, b, _ in row.spans):
        raise FaultyCorpus(f"{where}: a span lies outside the text")
    if (
        isinstance(row, Conversation)
        and row.reveal_at is not None
        and not 0 <= row.reveal_at < len(row.messages)
    ):
        raise FaultyCorpus(f"{where}: reveal_at names no message")
    return row
