"""How much each sign, pair of signs and class of words speaks for a request to leave, learnt from examples.

data/intents/weights.json is written by bench/intents_training.py from tests/guard/material/training; it is
not to be edited. Weights are log-odds in hundredths: the sum of those that a piece of text has, less for
longer ones, gives how likely it asks to leave or points to where a contact detail is kept.

Evidence is told apart by a number made of its name (Weinberger et al., Feature Hashing, ICML 2009), so that
a hundred thousand weights need neither their names nor a dictionary: small weights count, for there are
many of them in a sentence, and without them one request in twenty more is missed.
"""

from __future__ import annotations

from array import array
from base64 import b85decode
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, combinations, repeat
from math import exp, sqrt
from typing import Any, Final
from zlib import crc32

from anteroom.guard.catalogue import data
from anteroom.guard.intents.clauses import STOPS
from anteroom.guard.intents.lexicon import CLASSES, Reading, together

START: Final = "."
"""What is read before the first sign, as if a sentence had ended there."""
PLACES: Final = 1 << 22
"""Numbers that evidence may have: so many that hardly two that weigh anything share one."""
_LAST: Final = PLACES - 1
_FACTORS: Final = {"pair": 0x9E3779B1, "near": 0x85EBCA6B, "with": 0xC2B2AE35}
"""Of the first of two names, so that their order counts; odd ones, that no place is out of reach."""
_PAIR, _NEAR, _WITH = _FACTORS["pair"], _FACTORS["near"], _FACTORS["with"]
_UNIT: Final = 100
_ZEROS: Final = repeat(0)
_Sign = tuple[int, int, int, int]
"""What a sign and its stem weigh, its code, and this as the first of a pair and of two near each other."""
_STEADY: Final = 10
_REMEMBERED: Final = 4096
_SIGNS: Final = 20_000

STEM: Final = 5
"""Letters by which longer words are taken for forms of one: most languages bend the ends of theirs."""

Feature = tuple[str, str]
"""A kind ("word", "stem", "pair", "near", "with", "class", "both", "asked") and what the evidence is of."""


def stem(sign: str) -> str:
    """The first letters of a longer word; nothing of a short one or of what stands for a class."""
    return sign[:STEM] if len(sign) > STEM and sign[0] != "<" else ""


def roots(signs: Iterable[str]) -> set[str]:
    """What is weighed beside the classes that occur: words, by their first letters."""
    return {sign if sign[0] == "<" else sign[:STEM] for sign in signs} - _PAUSES


_PAUSES: Final = STOPS | {","}


def features(reading: Reading) -> Iterator[Feature]:
    """The evidence in one sentence or several.

    A sign of its own and its stem, counted once a sentence; two signs beside each other and two with one or
    two between them, each time; a class that occurs, and each word that occurs with it, wherever; two classes
    that occur together, in whatever order; and one where something is asked.
    """
    counted: set[str] = set()
    before, earlier, earliest = START, "", ""
    for sign in reading.signs:
        if sign not in counted:
            yield "word", sign
            if begins := stem(sign):
                yield "stem", begins
            counted.add(sign)
        yield "pair", f"{before} {sign}"
        if earlier:
            yield "near", f"{earlier} {sign}"
        if earliest:
            yield "near", f"{earliest} {sign}"
        before, earlier, earliest = sign, before if before != START else "", earlier
        if sign in STOPS:
            before, earlier, earliest = START, "", ""
            counted.clear()
    words = roots(reading.signs)
    for name in _names(reading.bits):
        yield from (("with", f"{name} {word}") for word in words)
    yield from _of_classes(reading.bits, reading.asks)


def _names(bits: int) -> list[str]:
    return [name for place, name in enumerate(CLASSES) if bits >> place & 1]


def _of_classes(bits: int, asks: bool) -> Iterator[Feature]:
    names = _names(bits)
    for name in names:
        yield "class", name
        if asks:
            yield "asked", name
    for one, other in combinations(names, 2):
        yield "both", f"{one} {other}"


def place(kind: str, name: str) -> int:
    """The number of a piece of evidence, less than `PLACES`."""
    factor = _FACTORS.get(kind)
    if factor is None:
        return _code(f"{kind} {name}")
    first, _, second = name.partition(" ")
    return _code(first) * factor + _code(second) & _LAST


def _code(name: str) -> int:
    return crc32(name.encode()) & _LAST


def steadied(length: int) -> float:
    """By what the sum of the weights of so many signs is multiplied: long texts have more of everything."""
    return sqrt(_STEADY / (_STEADY + length))


class Weights:
    """One table of weights, and the sum of those a reading has."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._bias: int = table["bias"]
        self._weights = unpacked(table["weights"])
        self._signs = _Signs(self._weights)
        screen = table.get("screen", {})
        self._screen: Callable[[str, int], int] = screen.get("word", {}).get
        self._screened: int = -screen.get("bias", 0)
        self._remembered: dict[tuple[int, bool], tuple[int, list[int]]] = {}

    def hopeful(self, sentences: list[list[str]]) -> list[int]:
        """Which sentences are worth reading, by a quick sum over their words; few ordinary ones are."""
        screen, most = self._screen, self._screened
        return [place for place, words in enumerate(sentences) if sum(map(screen, words, _ZEROS)) > most]

    def of_signs(self, signs: list[str]) -> int:
        """The weights of the signs of one sentence and of the pairs of them, in hundredths."""
        table, weights = self._signs, self._weights
        known = {sign: table[sign] for sign in signs}
        total = 0
        for one in known.values():
            total += one[0]
        pair, near, earlier, earliest = table[START][2], -1, -1, -1
        for sign in signs:
            _, code, as_pair, as_near = known[sign]
            total += weights[pair + code & _LAST]
            if earlier >= 0:
                total += weights[earlier + code & _LAST]
                if earliest >= 0:
                    total += weights[earliest + code & _LAST]
            pair, near, earlier, earliest = as_pair, as_near, near, earlier
        return total

    def log_odds(self, of_signs: int, words: set[int], bits: int, asks: bool, length: int) -> float:
        """Above 0 where more speaks for it than against, in sentences of so many signs together.

        `words` are the `codes` of all of them.
        """
        of_classes, classes = self._classes(bits, asks)
        weights = self._weights
        beside = sum([weights[one + word & _LAST] for one in classes for word in words])
        return (self._bias + (of_signs + of_classes + beside) * steadied(length)) / _UNIT

    def of_sentences(self, readings: list[Reading]) -> float:
        """`log_odds` of neighbouring sentences."""
        return self.log_odds(
            sum(self.of_signs(one.signs) for one in readings),
            set().union(*(codes(one.signs) for one in readings)),
            together(one.bits for one in readings),
            any(one.asks for one in readings),
            sum(len(one.signs) for one in readings),
        )

    def _classes(self, bits: int, asks: bool) -> tuple[int, list[int]]:
        """What the classes weigh, and each of them as the first of two names."""
        key = bits, asks
        known = self._remembered.get(key)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            weight = sum(self._weights[place(kind, name)] for kind, name in _of_classes(bits, asks))
            known = weight, [_code(name) * _WITH & _LAST for name in _names(bits)]
            self._remembered[key] = known
        return known

    def strongest(self, reading: Reading, most: int) -> tuple[tuple[str, float], ...]:
        """The evidence that weighs most, for and against, with its weight in log-odds."""
        weighed: dict[str, float] = {}
        scale = steadied(len(reading.signs)) / _UNIT
        for kind, name in features(reading):
            weight = self._weights[place(kind, name)]
            if weight:
                weighed[f"{kind} {name}"] = weighed.get(f"{kind} {name}", 0) + weight * scale
        ranked = sorted(weighed.items(), key=lambda item: (-abs(item[1]), item[0]))
        return tuple((name, round(weight, 2)) for name, weight in ranked[:most])


class _Signs(dict[str, _Sign]):
    """What is needed of each sign in one place, reckoned when first met."""

    def __init__(self, weights: array[int]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, sign: str) -> _Sign:
        if len(self) >= _SIGNS:
            self.clear()
        weight = self._weights[place("word", sign)]
        if begins := stem(sign):
            weight += self._weights[place("stem", begins)]
        code = _code(sign)
        known = self[sign] = (weight, code, code * _PAIR & _LAST, code * _NEAR & _LAST)
        return known


def codes(signs: list[str]) -> set[int]:
    """Of the `roots` of a sentence."""
    return set(map(_coded, roots(signs)))


@lru_cache(_SIGNS)
def _coded(root: str) -> int:
    return _code(root)


def unpacked(text: str) -> array[int]:
    """The weights of all places, from octets in pairs: how far to go on, and what weighs there, signed."""
    octets = b85decode(text)
    table = bytearray(PLACES)
    for number, weight in zip(accumulate(octets[::2]), octets[1::2], strict=True):
        table[number] = weight
    return array("b", bytes(table))


def likelihood(log_odds: float) -> float:
    """From 0 to 1."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


@cache
def weights() -> tuple[Weights, Weights]:
    """What tells requests and hints from ordinary talk, and what tells hints from requests."""
    table = data("intents/weights")
    return Weights(table["leads away"]), Weights(table["points"])
