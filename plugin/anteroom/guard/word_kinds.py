"""The kinds of single words, for a glance at a text: which of them could be of something looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.languages import LANGUAGES, plain, words
from anteroom.guard.numerals import numerals
from anteroom.guard.sign_words import skeleton

FLAGS: Final = 18
(TIMES, CHAIN, AT, WEAK_AT, DOT, SERVICE, LINK, SCHEME, MEETING, SITE, SLASH) = (
    1 << place for place in range(11)
)
MIXED, OVER, MINGLED, FORM, CALL, CODE, LEFT = (1 << place for place in range(11, FLAGS))
FLAGGED: Final = (1 << FLAGS) - 1
COUNTED: Final = 16
"""Bits in which words or digits of one kind are counted; no text has more of them."""
FULL: Final = (1 << COUNTED) - 1
EITHER: Final = (1 << 2 * COUNTED) - 1
DIGIT, NUMBER, ALIKE, SINGLE, ROMAN, ALPHABET = range(2 * COUNTED, 8 * COUNTED, COUNTED)
_REMEMBERED: Final = 20_000
LONGEST: Final = 32
_DISTINCT: Final = 5
"""Letters from which on a provider's name is looked for inside words."""
_LONG: Final = 6
"""Letters of the longest name of a service that takes no endings: "contract" is no form of "contra"."""
WORD: Final = re.compile("[a-z0-9\u00df-\u024f]+")
_ALIKE_ONLY: Final = re.compile("[0-9oilsbza]+")
_MIXING: Final = re.compile("[0-9][oilsbza]|[oilsbza][0-9]")
_ODD: Final = re.compile("[oils]{3,5}|ss|oo|ll|ii|o[il]|[il]o")
_CONSONANTS: Final = re.compile("[bcdfghjklmnpqrstvwxz]{6}")
_LETTERS: Final = re.compile("[a-z\u00df-\u024f]+")
_ROMANS: Final = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "o"])


class _Kinds(dict[str, int]):
    """The kinds of each word, as flags and as one in what counts them; so many words are remembered."""

    def __missing__(self, word: str) -> int:
        if word.isdigit():
            return (len(word) << DIGIT) + ((1 << SINGLE) if len(word) == 1 else 0)
        kinds = _kinds(word)
        if len(word) <= LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = kinds
        return kinds


KINDS: Final = _Kinds()


def _kinds(word: str) -> int:
    known, bare = _table().get, skeleton(word)
    kinds: int = known(bare, 0) | _shape(word)
    if len(word) <= _DISTINCT:
        return kinds
    for cut in (1, 2, 3):
        if len(word) - cut > _LONG:
            kinds |= known(bare[:-cut], 0) & SERVICE
    if (word[0], len(word)) in _beginnings() and _miswritten(word):
        kinds |= SERVICE
    if any(map(bare.__contains__, _inside())):
        kinds |= AT
    if _CONSONANTS.search(word):
        kinds |= MINGLED
    if not kinds >> NUMBER & FULL and _glued(bare):
        kinds += 3 << NUMBER
    return kinds


def _shape(word: str) -> int:
    """What a word is by its letters and figures, whatever it means."""
    kinds = 0
    digits = sum(map(str.isdigit, word))
    if digits:
        for piece in _LETTERS.findall(word):
            kinds |= _table().get(skeleton(piece), 0)
        kinds += digits << DIGIT
        if len(word) > 2:
            kinds |= MINGLED
        if _MIXING.search(word):
            kinds |= MIXED
    if _ALIKE_ONLY.fullmatch(word):
        kinds += (len(word) - digits) << ALIKE
        if _ODD.fullmatch(word):
            kinds |= MIXED
    if len(word) == 1:
        kinds += 1 << SINGLE
    if word in _ROMANS:
        kinds += 1 << ROMAN
    return kinds


@cache
def _table() -> dict[str, int]:
    """Words without what is drawn alike, and their kinds."""
    table: dict[str, int] = {}

    def learn(kind: int, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            if word := _rarest(phrase):
                table[skeleton(word)] = table.get(skeleton(word), 0) | kind

    hosts, services, said = data("hosts"), data("services"), data("glance")
    everyday = data("words")["everyday"]
    names = [name[0] for name in numerals().numbers if len(name) == 1 and name[0] not in everyday]
    learn(1 << NUMBER, names)
    learn(TIMES, map(" ".join, numerals().times))
    learn(CHAIN, map(" ".join, numerals().chain))
    weak = frozenset(said["at"])
    learn(AT, (name for name in words().at if weak.isdisjoint(WORD.findall(name)) and len(_rarest(name)) > 1))
    learn(AT, (*hosts["mail"], *said["owners"]))
    learn(WEAK_AT, weak)
    learn(DOT, (*words().dot, "dotcom"))
    for kind in ("personal", "known", "weak", "several"):
        learn(SERVICE, services[kind])
    distinct = [name for kind in ("personal", "known") for name in services[kind] if len(name) > _LONG]
    learn(SERVICE, (name[:out] + name[out + 1 :] for name in distinct for out in range(1, len(name))))
    learn(SERVICE, (part for name in services["miswritten"] for part in _parts(name)))
    learn(FORM, said["names"])
    learn(CALL, (plain(cue) for code in LANGUAGES for cue in data(f"numbers/{code}")["cues"]))
    learn(OVER, said["everywhere"])
    named = (*hosts["contact"], *hosts["below"], *hosts["files"])
    learn(LINK, (host.partition("/")[0].rpartition(".")[0] for host in named))
    learn(SCHEME, (*hosts["schemes"], *said["protocols"]))
    learn(SLASH, hosts["slash"])
    learn(MEETING, said["meetings"])
    learn(SITE, said["sites"])
    learn(CODE, said["codes"])
    learn(LEFT, said["left out"])
    learn(1 << ALPHABET, data("words")["alphabet"])
    return table


def _rarest(phrase: str) -> str:
    """The word by which a phrase is looked for: its longest, or an everyday one where it has no other."""
    pieces = WORD.findall(phrase)
    everyday = data("glance")["everyday"]
    kept = [piece for piece in pieces if piece not in everyday and len(piece) > 1] or pieces
    return max(kept, key=len, default="")


def _parts(name: str) -> Iterator[str]:
    """What is left of a name, as a word, where a sign stands for one of its letters."""
    for place in range(1, len(name)):
        part = max(name[:place], name[place + 1 :], key=len)
        if len(part) >= _DISTINCT - 1 and part not in data("glance")["everyday"]:
            yield part


@cache
def _beginnings() -> frozenset[tuple[str, int]]:
    return frozenset((name[0], len(name)) for name in data("services")["miswritten"])


@cache
def _holed() -> frozenset[str]:
    return frozenset(hole for name in data("services")["miswritten"] for hole in _holes(name))


def _holes(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        yield f"{word[:place]}?{word[place + 1 :]}"


def _miswritten(word: str) -> bool:
    """Whether a word is the name of a service but for one letter."""
    return not _holed().isdisjoint(_holes(word))


@cache
def _inside() -> tuple[str, ...]:
    """Providers, and words for a dot, that stand in a longer word."""
    names = (name for name in data("hosts")["mail"] if len(name) >= _DISTINCT)
    return tuple(map(skeleton, (*names, "dot", "punto", "ponto", "punkt")))


def _glued(bare: str) -> bool:
    """Whether a word is two words for digits written as one, or begins so."""
    digits = _digits()
    return any(
        bare[:end] in digits and any(bare[end : end + length] in digits for length in range(3, 7))
        for end in range(3, 7)
    )


@cache
def _digits() -> frozenset[str]:
    names = numerals().numbers.items()
    digits = [name[0] for name, value in names if len(name) == 1 and len(name[0]) > 2 and value.value < 10]
    return frozenset(skeleton(name) for name in digits if name < "\u0370")
