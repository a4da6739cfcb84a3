"""The words of nineteen languages by what they mean for a request to leave: classes of words and phrases.

A data file in data/intents holds for one language
- `common`: words by which the language is told from others, small ones and those of this trade;
- `classes`: a name and its words or phrases, as they stand in a folded text; `*` at the end of a word stands
  for any ending.
Classes have the same names in all languages, so that what is learnt of one is known of the others:
`channel`, `homonym` (Signal, Line), `medium` (e-mail and phone too), `detail` (what is exchanged), `yours`,
`mine` (one of these, of a person), `your`, `my`, `give`, `offer`, `have`, `reach`, `ring`, `talk`, `goto`;
`agent` (who is to be called), `person` (to meet), `site`, `outside`, `fee`, `payway`, `money`, `direct`;
`place`, `position`, `look`, `net`, `name`, `same`, `hidden`, `search` for hints; `filter` (what is evaded);
`apart` (privately), `phrase` for what says it all; `break` begins a clause. The rest speaks against it:
`refusal` (but `excused` is none: "why don't we"), `policy`, `product` (it is being built, sold or studied),
`stay` (here), `work` (on the place), `absent`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from anteroom.guard.catalogue import data

LANGUAGES: Final = (
    *("en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "uk"),
    *("tr", "ar", "hi", "ur", "bn", "id", "vi", "zh", "ja"),
)
CLASSES: Final = (
    *("phrase", "direct", "search", "outside", "same", "yours", "mine", "channel", "detail", "medium"),
    *("payway", "policy", "excused", "refusal", "stay", "product", "site", "place", "absent", "work"),
    *("look", "your", "my", "give", "offer", "have", "reach", "talk", "filter", "fee", "person", "net"),
    *("name", "hidden", "money", "ring", "goto", "agent", "apart", "homonym", "break", "denied", "bare"),
)
"""Of the classes of a phrase the first is the one it is known by; no data file has `denied` and `bare`."""
BIT: Final = {name: 1 << number for number, name in enumerate(CLASSES)}
_NOUNS: Final = frozenset({"channel", "homonym", "medium", "detail", "place", "site", "payway"})
"""Classes of which one word may stand for any other."""
_OWNED: Final = BIT["channel"] | BIT["detail"] | BIT["medium"]
_YOUR, _YOURS, _MINE = BIT["your"], BIT["yours"], BIT["mine"]
_OWNING: Final = BIT["your"] | BIT["my"]
_BARE: Final = BIT["bare"]
_BREAK, _REFUSAL, _DENIED = BIT["break"], BIT["refusal"], BIT["denied"]
_DENIABLE: Final = sum(
    BIT[name]
    for name in (
        *("phrase", "direct", "search", "outside", "same", "yours", "mine", "channel", "detail", "medium"),
        *("payway", "ring", "reach"),
    )
)
"""Classes that are `denied` when a refusal came before them in the same clause."""
_TELLING: Final = _DENIABLE | sum(
    BIT[name]
    for name in (
        "place",
        "site",
        "net",
        "name",
        "hidden",
        "person",
        "filter",
        "fee",
        "money",
        "agent",
        "apart",
    )
)
"""Classes without which a text is `bare` of all that could lead away."""
_TURNING: Final = _OWNED | _OWNING | _BREAK | _REFUSAL | _DENIABLE
"""Classes that mean something for what comes after them, or before."""
_REFUSALS: Final = BIT["refusal"] | BIT["absent"]
_PAUSES: Final = frozenset({",", ".", "?", "!"})
_QUALIFIED: Final = 3
"""Words after "your" among which stands what is yours."""
_SHORTEST_STEM: Final = 2
_LONGEST: Final = 24
_FIGURES: Final = str.maketrans("013457", "oieast")
"""Letters that figures stand for in a word that is otherwise unknown, such as "t3l3gram"."""
_NOTHING: Final[frozenset[str]] = frozenset()
_REMEMBERED: Final = 20_000


@dataclass(slots=True)
class _Node:
    """Words that begin alike: `whole` words and `stems` that lead on; classes that end here, as bits."""

    whole: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    bits: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Words as they are judged: `signs`, nouns by their class; `bits`, the classes that occur."""

    signs: list[str]
    bits: int

    @property
    def asks(self) -> bool:
        """Whether there is a question."""
        return "?" in self.signs


def joined(readings: list[Reading]) -> Reading:
    """Several sentences as one."""
    return Reading([sign for one in readings for sign in one.signs], together(one.bits for one in readings))


def together(bits: Iterable[int]) -> int:
    """The classes of several sentences; together they are bare if each of them is."""
    present, bare = 0, _BARE
    for one in bits:
        present |= one
        bare &= one
    return present & ~_BARE | bare


_Known = tuple[str, int, tuple[_Node, ...], frozenset[str] | None]
"""How a word is judged when alone, its classes, where phrases that it begins go on, and with which words;
None where with any that begins in some way."""


class Lexicon:
    """The classes of one language."""

    def __init__(self, code: str) -> None:
        self._root = _Node()
        self._longest_stem = 0
        self._known: dict[str, _Known] = {}
        for name, phrases in _classes(code):
            if name in BIT:
                for phrase in phrases:
                    self._learn(BIT[name], phrase)

    def _learn(self, bit: int, phrase: str) -> None:
        node = self._root
        for word in phrase.split():
            if word.endswith("*"):
                self._longest_stem = max(self._longest_stem, len(word) - 1)
                node = node.stems.setdefault(word[:-1], _Node())
            else:
                node = node.whole.setdefault(word, _Node())
        node.bits |= bit

    def read(self, words: list[str]) -> Reading:
        """Reads `words` from left to right, always the longest phrase."""
        signs: list[str] = []
        present = place = 0
        owner, owned, denied = 0, -1, False
        known, count = self._known, len(words)
        while place < count:
            word = words[place]
            sign, bits, nodes, following = known.get(word) or self._remember(word)
            start = place
            place += 1
            if nodes and place < count and (following is None or words[place] in following):
                place, longer = self._longest(nodes, words, place)
                if longer:
                    bits, sign = self._phrase(longer, words[start:place]), _sign(longer, "")
            if sign:
                signs.append(sign)
            else:
                signs += words[start:place]
            if bits:
                present |= bits
                if bits & _TURNING:
                    if bits & _OWNED and start <= owned:
                        present |= owner
                    if bits & _OWNING:
                        owner, owned = (_YOURS if bits & _YOUR else _MINE), place + _QUALIFIED - 1
                    if bits & _BREAK:
                        denied = False
                    elif denied and bits & _DENIABLE:
                        present |= _DENIED
                    denied = denied or bits & _REFUSAL > 0
            elif word in _PAUSES:
                denied = False
        return Reading(signs, present if present & _TELLING else present | _BARE)

    def _phrase(self, bits: int, words: list[str]) -> int:
        """The classes of a phrase: its own, and those of its words, except that an excuse refuses nothing."""
        inner = 0
        for word in words:
            inner |= (self._known.get(word) or self._remember(word))[1]
        return bits | (inner & ~_REFUSALS if bits & BIT["excused"] else inner)

    def _remember(self, word: str) -> _Known:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        nodes = tuple(self._after(self._root, word))
        if not nodes and word.isascii() and not word.isalpha() and word.isalnum() and not word.isdigit():
            nodes = tuple(self._after(self._root, word.translate(_FIGURES)))
        if not nodes:  # names and the like, of which every text has some
            unknown = self._known[word] = (_sign(0, word), 0, (), _NOTHING)
            return unknown
        bits = 0
        for node in nodes:
            bits |= node.bits
        onward = tuple(node for node in nodes if node.whole or node.stems)
        following: frozenset[str] | None = None
        if not any(node.stems for node in onward):
            following = frozenset().union(*(node.whole for node in onward))
        known = self._known[word] = (_sign(bits, word), bits, onward, following)
        return known

    def _longest(self, nodes: tuple[_Node, ...], words: list[str], place: int) -> tuple[int, int]:
        """The end and the classes of the longest phrase that goes on at `place`; no classes, no phrase."""
        end, bits = place, 0
        while nodes and place < len(words):
            nodes = tuple(after for node in nodes for after in self._after(node, words[place]))
            place += 1
            here = 0
            for node in nodes:
                here |= node.bits
            if here:
                end, bits = place, here
        return end, bits

    def _after(self, node: _Node, word: str) -> Iterator[_Node]:
        if (whole := node.whole.get(word)) is not None:
            yield whole
        if node.stems:
            for length in range(_SHORTEST_STEM, min(len(word), self._longest_stem) + 1):
                if (stem := node.stems.get(word[:length])) is not None:
                    yield stem


def _sign(bits: int, word: str) -> str:
    """A noun's class, else the word itself, all figures alike."""
    if bits:
        name = CLASSES[(bits & -bits).bit_length() - 1]
        if name in _NOUNS:
            return f"<{name}>"
    return "0" if word[:1].isdigit() else word[:_LONGEST]


def _classes(code: str) -> Iterator[tuple[str, list[str]]]:
    yield from data(f"intents/{code}")["classes"].items()
    yield from data("intents/shared")["classes"].items()
    # Products are talked about in English words everywhere.
    if code != "en":
        yield "product", data("intents/en")["classes"]["product"]


@cache
def lexicon(code: str) -> Lexicon:
    """The words of one of `LANGUAGES`, read when first needed."""
    return Lexicon(code)


@cache
def _common() -> dict[str, Any]:
    return {code: frozenset(data(f"intents/{code}")["common"]) for code in LANGUAGES}


_SCRIPTS: Final = (
    ("\u0400", "\u052f", ("ru", "uk")),
    ("\u0600", "\u06ff", ("ar", "ur")),
    ("\u0900", "\u097f", ("hi",)),
    ("\u0980", "\u09ff", ("bn",)),
    ("\u3040", "\u30ff", ("ja",)),
    ("\u3400", "\u9fff", ("zh", "ja")),
)
"""First and last character of a script, and who writes it."""
_LATIN: Final = ("en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "hi", "id", "vi")
_LETTERS: Final = (
    ("\u0131", "tr"),
    ("\u0111", "vi"),
    ("\u0456", "uk"),
    ("\u0454", "uk"),
    ("\u044b", "ru"),
    ("\u044d", "ru"),
)
"""Letters of a folded text that only one of the languages has."""
_PLAIN_ENGLISH: Final = 5
"""Where one word of so many is a common English one, hardly another language comes in question."""
_SEVERAL: Final = 8
"""Words from which on another language must have two common ones more than English."""


def spoken(words: set[str]) -> str:
    """The language whose letters, or most of whose common words, stand among `words`; English if none."""
    common = _common()
    english = len(words & common["en"])
    if english * _PLAIN_ENGLISH >= len(words):
        # "im Abspann findest du mich" has one word that English has, too, and more that it has not.
        likeliest = max(_LATIN, key=lambda code: len(words & common[code]))
        margin = english + (len(words) >= _SEVERAL)
        return likeliest if len(words & common[likeliest]) > margin else "en"
    writers: tuple[str, ...] = _LATIN
    letters = "".join(words)
    if not letters.isascii():
        for letter, code in _LETTERS:
            if letter in letters:
                return code
        for first, last, codes in _SCRIPTS:
            if any(first <= letter <= last for letter in letters):
                writers = codes
                break
    return max(writers, key=lambda code: len(words & common[code]))
