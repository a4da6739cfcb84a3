"""How much each sign, pair of signs and class of words speaks for a request to leave, learnt from examples.

data/intents/weights.json is written by bench/intents_training.py from tests/guard/material/training; it is
not to be edited. Weights are log-odds in hundredths: the sum of those that a piece of text has, less for
longer ones, gives how likely it asks to leave or points to where a contact detail is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, repeat
from math import exp, sqrt
from typing import Any, Final

from anteroom.guard.catalogue import data
from anteroom.guard.intents.clauses import STOPS
from anteroom.guard.intents.lexicon import CLASSES, Reading, together

START: Final = "."
"""What is read before the first sign, as if a sentence had ended there."""
_UNIT: Final = 100
_ZEROS: Final = repeat(0)
_NONE: Final[dict[str, int]] = {}
_Sign = tuple[int, dict[str, int], dict[str, int]]
"""What a sign weighs, and what others weigh right after it, and near after it."""
_UNKNOWN: Final[_Sign] = (0, _NONE, _NONE)
_STEADY: Final = 10
_REMEMBERED: Final = 4096

STEM: Final = 5
"""Letters by which longer words are taken for forms of one: most languages bend the ends of theirs."""

Feature = tuple[str, str]
"""A kind of evidence ("word", "stem", "pair", "near", "class", "both", "asked") and what it is about."""


def stem(sign: str) -> str:
    """The first letters of a longer word; nothing of a short one or of what stands for a class."""
    return sign[:STEM] if len(sign) > STEM and sign[0] != "<" else ""


def features(reading: Reading) -> Iterator[Feature]:
    """The evidence in one sentence or several.

    A sign of its own and its stem, counted once a sentence; two signs beside each other and two with one or
    two between them, each time; a class that occurs; two that occur together, in whatever order; and one
    where something is asked.
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
    yield from _of_classes(reading.bits, reading.asks)


def _of_classes(bits: int, asks: bool) -> Iterator[Feature]:
    names = [name for place, name in enumerate(CLASSES) if bits >> place & 1]
    for name in names:
        yield "class", name
        if asks:
            yield "asked", name
    for one, other in combinations(names, 2):
        yield "both", f"{one} {other}"


def steadied(length: int) -> float:
    """By what the sum of the weights of so many signs is multiplied: long texts have more of everything."""
    return sqrt(_STEADY / (_STEADY + length))


class Weights:
    """One table of weights, and the sum of those a reading has."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._bias: int = table["bias"]
        self._signs = _Signs(table)
        screen = table.get("screen", {})
        self._screen: Callable[[str, int], int] = screen.get("word", {}).get
        self._screened: int = -screen.get("bias", 0)
        self._table: dict[str, dict[str, int]] = {kind: table[kind] for kind in ("class", "both", "asked")}
        self._remembered: dict[tuple[int, bool], int] = {}

    def hopeful(self, sentences: list[list[str]]) -> list[int]:
        """Which sentences are worth reading, by a quick sum over their words; few ordinary ones are."""
        screen, most = self._screen, self._screened
        return [place for place, words in enumerate(sentences) if sum(map(screen, words, _ZEROS)) > most]

    def of_signs(self, signs: list[str]) -> int:
        """The weights of the signs of one sentence and of the pairs of them, in hundredths."""
        table = self._signs
        known = {sign: table[sign] for sign in signs}
        total = 0
        for weight, _, _ in known.values():
            total += weight
        beside, last, earlier, earliest = table[START][1], _NONE, _NONE, _NONE
        for sign in signs:
            if sign in beside:
                total += beside[sign]
            if sign in earlier:
                total += earlier[sign]
            if sign in earliest:
                total += earliest[sign]
            earlier, earliest = last, earlier
            _, beside, last = known[sign]
        return total

    def log_odds(self, of_signs: int, bits: int, asks: bool, length: int) -> float:
        """Above 0 where more speaks for it than against, in sentences of so many signs together."""
        return (self._bias + (of_signs + self._classes(bits, asks)) * steadied(length)) / _UNIT

    def of_sentences(self, readings: list[Reading]) -> float:
        """`log_odds` of neighbouring sentences."""
        return self.log_odds(
            sum(self.of_signs(one.signs) for one in readings),
            together(one.bits for one in readings),
            any(one.asks for one in readings),
            sum(len(one.signs) for one in readings),
        )

    def _classes(self, bits: int, asks: bool) -> int:
        key = bits, asks
        known = self._remembered.get(key)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            table = self._table
            known = sum(table[kind].get(name, 0) for kind, name in _of_classes(bits, asks))
            self._remembered[key] = known
        return known

    def strongest(self, reading: Reading, most: int) -> tuple[tuple[str, float], ...]:
        """The evidence that weighs most, for and against, with its weight in log-odds."""
        weighed: dict[str, float] = {}
        scale = steadied(len(reading.signs)) / _UNIT
        for kind, name in features(reading):
            weight = self._weight(kind, name)
            if weight:
                weighed[f"{kind} {name}"] = weighed.get(f"{kind} {name}", 0) + weight * scale
        ranked = sorted(weighed.items(), key=lambda item: (-abs(item[1]), item[0]))
        return tuple((name, round(weight, 2)) for name, weight in ranked[:most])

    def _weight(self, kind: str, name: str) -> int:
        if kind == "word":
            return self._signs.words.get(name, 0)
        if kind == "stem":
            return self._signs.stems.get(name, 0)
        if kind in ("pair", "near"):
            one, _, other = name.partition(" ")
            _, beside, near = self._signs[one]
            return (beside if kind == "pair" else near).get(other, 0)
        return self._table[kind].get(name, 0)


class _Signs(dict[str, _Sign]):
    """All that is known of each sign in one place: three tables would be three ways into slow memory."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.words: dict[str, int] = table["word"]
        self.stems: dict[str, int] = table["stem"]
        words, pairs, near = self.words, table["pair"], table["near"]
        super().__init__(
            {
                sign: (self.alone(sign), pairs.get(sign, _NONE), near.get(sign, _NONE))
                for sign in dict.fromkeys((*words, *pairs, *near))
            }
        )

    def alone(self, sign: str) -> int:
        """What a sign and its stem weigh together."""
        return self.words.get(sign, 0) + self.stems.get(stem(sign), 0)

    def __missing__(self, sign: str) -> _Sign:
        return (weight, _NONE, _NONE) if (weight := self.stems.get(stem(sign), 0)) else _UNKNOWN


def likelihood(log_odds: float) -> float:
    """From 0 to 1."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


@cache
def weights() -> tuple[Weights, Weights]:
    """What tells requests and hints from ordinary talk, and what tells hints from requests."""
    table = data("intents/weights")
    return Weights(table["leads away"]), Weights(table["points"])
