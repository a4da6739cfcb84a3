"""Words around a contact detail that comes in pieces, of all languages, read from data/pieces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from anteroom.guard.catalogue import data
from anteroom.guard.texts.languages import LANGUAGES
from anteroom.guard.texts.views import folded

_EAST: Final = "\u3000"
STROKES: Final = str.maketrans("łıđøħŧ", "lidoht")
_REMEMBERED: Final = 512
"""Messages remembered as they are spoken, since each is read again beside those after it."""
_WAYS: Final = ("phone", "email", "handle", "reach")
_PATTERNS: Final = (
    *_WAYS,
    *("bits", "ending", "local", "domain", "same", "front", "built", "numbered", "program", "denies"),
    *("you", "self", "back", "lead", "named", "called", "dial", "first_words"),
)
_MEMORY: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Pieced:
    """What data/pieces says, all languages together, as `spoken` writes them.

    `alone` and `more` are whole messages: what asks for a detail in one word, and what asks to go on.
    `filler` may stand around a piece and says nothing, `idle` are both; `east` are the fillers of scripts
    without spaces.
    `plain` are answers that are no names. `then` puts one piece after another. `at` are roundabout names
    of the sign in an address. The others are patterns, of words or of their beginnings ("integrat*"):
    `phone`, `email`, `handle` and `reach` speak of a way to be reached; `bits` says that something comes in
    pieces; `ending`, `local` and `domain` name parts of an address; `same` says that a name is the one shown
    here; `front` puts a piece before those that came; `built` is what is made for a service, `numbered` what
    has numbers of its own, `program` what belongs to code; `denies` says no; `you` and `self` speak of the
    reader and of the writer; `back` says that the end comes first, `lead` that the beginning comes now;
    `dial` asks for a call; `named` are words for a name, and `called` ask for somebody's where a service
    was spoken of; `ways` is any of the first four.
    `when` are words such as before and after, `hour` those beside a time of the day, `daytime` its parts;
    `first_words` says that only these count, `ordinal` makes "one" no number, `at_the_end` follows what ends
    an address and `slash` names that sign; `article` stands before a sign, and `one_word` after a name that
    is to be closed up.
    """

    alone: frozenset[str]
    more: frozenset[str]
    filler: frozenset[str]
    idle: frozenset[str]
    east: tuple[str, ...]
    plain: frozenset[str]
    then: tuple[str, ...]
    at: tuple[str, ...]
    phone: Any
    email: Any
    handle: Any
    reach: Any
    bits: Any
    ending: Any
    local: Any
    domain: Any
    same: Any
    front: Any
    built: Any
    numbered: Any
    program: Any
    denies: Any
    you: Any
    self: Any
    back: Any
    lead: Any
    named: Any
    called: Any
    dial: Any
    first_words: Any
    ways: Any
    when: frozenset[str]
    hour: frozenset[str]
    daytime: frozenset[str]
    article: tuple[str, ...]
    slash: tuple[str, ...]
    at_the_end: tuple[str, ...]
    ordinal: frozenset[str]
    one_word: tuple[str, ...]


@cache
def pieced() -> Pieced:
    """Read when first needed."""
    tables = [data(f"pieces/{code}") for code in LANGUAGES]
    filler = _all(tables, "filler")
    patterns = {name: _pattern(_all(tables, name.replace("_", " "))) for name in _PATTERNS}
    return Pieced(
        alone=frozenset(_all(tables, "alone")),
        more=frozenset(_all(tables, "more")),
        filler=frozenset(filler),
        idle=frozenset([*filler, *_all(tables, "more")]),
        east=tuple(word for word in filler if word > _EAST),
        plain=frozenset(_all(tables, "plain")),
        then=tuple(_all(tables, "then")),
        at=tuple(_all(tables, "at")),
        ways=_pattern([word for name in _WAYS for word in _all(tables, name)]),
        when=frozenset(_all(tables, "when")),
        hour=frozenset(_all(tables, "hour")),
        daytime=frozenset(_all(tables, "daytime")),
        article=tuple(_all(tables, "article")),
        slash=tuple(_all(tables, "slash")),
        at_the_end=tuple(_all(tables, "at the end")),
        ordinal=frozenset(_all(tables, "ordinal")),
        one_word=tuple(_all(tables, "one word")),
        **patterns,
    )


@lru_cache(maxsize=_REMEMBERED)
def spoken(text: str) -> str:
    """`text` folded, and letters with a stroke without it, as people type them: what `Pieced` knows."""
    return folded(text).text.translate(STROKES)


def _all(tables: list[dict[str, list[str]]], name: str) -> list[str]:
    return list(dict.fromkeys(spoken(word) for table in tables for word in table[name]))


def _pattern(phrases: list[str]) -> Any:
    """Whole words where the script has the engine's kind of word edges, anywhere else."""
    options = re2.Options()
    options.max_mem = _MEMORY
    latin = "|".join(
        re2.escape(phrase.rstrip("*")) + r"\w*" * phrase.endswith("*")
        for phrase in phrases
        if phrase.isascii()
    )
    other = [
        rf"(?:^|[^\x{{370}}-\x{{1fff}}]){re2.escape(p)}" for p in phrases if not p.isascii() and p < _EAST
    ]
    east = [re2.escape(phrase) for phrase in phrases if phrase > _EAST]
    return re2.compile("|".join([*([rf"\b(?:{latin})\b"] if latin else []), *other, *east]), options)
