"""A document to be signed: the whole text, what of it is hidden before a contract, and the digests of both.

Whoever signs reads placeholders where a name or a contact detail stands, and signs the whole text with them.
Of the whole text a digest is given at once, so that nobody can change later what stands behind a
placeholder. That digest is salted: a telephone number behind one would otherwise be found by trying them all.
The salt is told with the whole text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from anteroom.guard.explain import placeholder
from anteroom.guard.model import Kind
from anteroom.interviews.agreement import hash_of
from anteroom.languages import Language, spoken

NAME = "name"
"""The kind of what the host marked itself, between double square brackets."""
MARKED = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
PLACEHOLDERS: Mapping[Language, str] = {
    "en": "[name hidden until a contract]",
    "es": "[nombre oculto hasta el contrato]",
}
OWN = "own"


class Hidden(msgspec.Struct, frozen=True):
    """A place in the whole text that is hidden; offsets in code points, end exclusive.

    `owners` are those (person, field) whose detail stood there when the text was typed: details change, and
    what was somebody's stays to be disclosed by that one alone.
    """

    start: int
    end: int
    kind: str
    owners: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> tuple[int, int, str]:
        """Where it is and what it looked like."""
        return self.start, self.end, self.kind


class Content(msgspec.Struct, frozen=True):
    """What is sealed of a version. Without the salt, "" where nothing is hidden, nobody can try texts out."""

    text: str
    hidden: tuple[Hidden, ...]
    salt: str

    def __repr__(self) -> str:
        return "Content(‹sealed›)"


@dataclass(frozen=True, slots=True)
class Document:
    """What a host asks to be signed. `permitted`: the policy let it pass as it was typed."""

    title: str
    shown: str
    content: Content = field(repr=False)
    source: str = OWN
    permitted: bool = False
    note: str = ""

    @property
    def shown_hash(self) -> str:
        """The SHA-256, in hex, of what is shown."""
        return hash_of(self.shown)

    @property
    def full_hash(self) -> str:
        """The digest of the whole text; that of what is shown where nothing is hidden."""
        return digest_of(self.content)

    @property
    def kept_full(self) -> str:
        """What an interview keeps of the whole text's digest: "" where it is the other one."""
        return self.full_hash if self.content.hidden else ""


def digest_of(content: Content) -> str:
    """Return the SHA-256, in hex, of the salt, a line feed and the text; of the text alone without a salt."""
    salted = f"{content.salt}\n{content.text}" if content.salt else content.text
    return hashlib.sha256(salted.encode()).hexdigest()


def take_marks(typed: str) -> tuple[str, tuple[Hidden, ...]]:
    """Return a text without its double square brackets, and where something stood between them."""
    pieces: list[str] = []
    marked: list[Hidden] = []
    done = length = 0
    for found in MARKED.finditer(typed):
        before = typed[done : found.start()]
        start = length + len(before)
        length = start + len(found[1])
        pieces += [before, found[1]]
        marked.append(Hidden(start, length, NAME))
        done = found.end()
    return "".join([*pieces, typed[done:]]), tuple(marked)


def together(spans: Iterable[Hidden]) -> tuple[Hidden, ...]:
    """Return spans in their order, overlapping ones as one of the first's kind."""
    merged: list[Hidden] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Hidden(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return tuple(merged)


def hide(text: str, hidden: Sequence[Hidden], language: str) -> str:
    """Return a text with a placeholder, in this language, at each of these places."""
    pieces: list[str] = []
    done = 0
    for span in hidden:
        pieces += [text[done : span.start], _placeholder(span.kind, language)]
        done = span.end
    return "".join([*pieces, text[done:]])


def _placeholder(kind: str, language: str) -> str:
    if kind == NAME:
        return PLACEHOLDERS[spoken(language)]
    return placeholder(Kind(kind), language)
