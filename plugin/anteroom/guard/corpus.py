"""A labelled corpus: texts of which it is known what they give away, read from a folder of JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

import msgspec

MAX_LINE: Final = 1 << 18
"""Longest line read, in octets: a text of 20,000 code points, every one of them escaped, fits."""

Row = TypeVar("Row")


class FaultyCorpus(Exception):
    """The folder cannot be read as a labelled corpus; the message names file, line and reason."""


class Positive(msgspec.Struct, frozen=True):
    """A text that gives something away.

    `spans` are the smallest revealing pieces, each start, end (code points, end exclusive) and kind; those
    of kind "solicitation" ask or point and hold no value. `class_` is the way of hiding ("plain", "handle").
    `countries` are those of the two parties where they matter.
    """

    id: str
    lang: str
    text: str
    class_: str = msgspec.field(name="class")
    spans: tuple[tuple[int, int, str], ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[tuple[int, int], ...]:
        """The spans of which no character may survive redaction."""
        return tuple((start, end) for start, end, kind in self.spans if kind != "solicitation")


class Negative(msgspec.Struct, frozen=True):
    """An ordinary text that gives nothing away; `genre` says what it talks of ("price", "code")."""

    id: str
    lang: str
    genre: str
    text: str
    countries: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True):
    """One message of a conversation."""

    from_: str = msgspec.field(name="from")
    text: str = ""


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
    for row in corpus.positives:
        if any(not 0 <= start < end <= len(row.text) for start, end, _ in row.spans):
            raise FaultyCorpus(f"{folder}: positives.jsonl: {row.id}: a span lies outside the text")
    for talk in corpus.conversations:
        if talk.reveal_at is not None and not 0 <= talk.reveal_at < len(talk.messages):
            raise FaultyCorpus(f"{folder}: conversations.jsonl: {talk.id}: reveal_at names no message")
    return corpus


def _rows(file: Path, shape: type[Row]) -> Iterator[Row]:
    if not file.exists():
        return
    try:
        with file.open("rb") as lines:
            number = 0
            while line := lines.readline(MAX_LINE + 1):
                number += 1
                yield _row(line, shape, f"{file}: line {number}")
    except OSError as error:
        raise FaultyCorpus(f"{file}: {error.strerror or 'cannot be read'}") from error


def _row(line: bytes, shape: type[Row], where: str) -> Row:
    if len(line) > MAX_LINE:
        raise FaultyCorpus(f"{where}: longer than {MAX_LINE} octets")
    try:
        return msgspec.json.decode(line, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FaultyCorpus(f"{where}: {error}") from error
