"""How a language asks to leave: classes of words from its data file, in the sentences all languages share.

A data file in data/intents holds for one language
- `classes`: a name and its words or phrases, which may hold a `<class>` named before; `*` at the end of a
  word stands for any ending;
- `rules`, `pointers`: a rule's name and its sentences, made of words, `<class>`, `this|that`, `(optional)`,
  `_` (a few words) and `^`, `$` (the edges of a clause); a name that ends in "?" wants a question;
- `breaks`: words between two clauses; `vetoes`: why a clause that matches still asks for nothing (vetoes.py).
Words are looked up, never searched for, and a sentence is read once: the cost is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from anteroom.guard.catalogue import data
from anteroom.guard.clauses import words_of
from anteroom.guard.views import folded

LANGUAGES: Final = (
    *("en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "uk"),
    *("tr", "ar", "hi", "ur", "bn", "id", "vi", "zh", "ja"),
)
_LEADS: Final = frozenset({"yours", "mine", "outside", "direct", "phrase", "search", "same", "channel"})
_ACTS: Final = frozenset({"talk", "have", "give", "same", "deal"})
_OWNERS: Final = frozenset({"your", "my", "kind"})
_UNSPACED: Final = frozenset({"zh", "ja"})


@dataclass(slots=True)
class _Node:
    """Words that begin alike: `whole` words and `stems` that lead on, and the classes that end here."""

    whole: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Piece:
    """A place in a rule: any of `names`, or nothing where `optional`; or a gap of at most `gap` words."""

    names: tuple[str, ...]
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say it: its name, its places, whether it stands at an edge or counts in a question only."""

    name: str
    pieces: tuple[Piece, ...]
    needed: tuple[tuple[str, ...], ...]
    at_start: bool = False
    at_end: bool = False
    question: bool = False


class Language:
    """One language's classes, rules and vetoes, ready to read a sentence."""

    def __init__(self, code: str, own: dict[str, Any], shared: dict[str, Any]) -> None:
        self.code = code
        self._gap = 10 if code in _UNSPACED else 5
        self._root = _Node()
        self._longest_stem = 0
        self._composed: list[Rule] = []
        self._known = {*own["classes"], "channel"}
        for name, words in own["classes"].items():
            self._learn(name, words)
        self._learn("channel", shared["channels"])
        self._learn("break", [",", *own.get("breaks", ())])
        for name in shared["vetoes"]:
            self._learn(f"veto {name}", own["vetoes"].get(name, ()))
        # Products are talked about in English words everywhere.
        self._learn("veto product", data("intents/en")["vetoes"]["product"])
        self.rules = tuple(self._all(own.get("rules", {}), shared["rules"], "solicitation"))
        self.pointers = tuple(self._all(own.get("pointers", {}), shared["pointers"], "pointer"))

    def read(self, words: list[str]) -> Chart:
        """Where in `words` which class stands."""
        chart: Chart = {}
        for start in range(len(words)):
            self._walk(self._root, words, start, start, chart)
        for rule in self._composed:
            for start in starts(rule, chart, (0, len(words))):
                end = match(rule, chart, start, (0, len(words)))
                if end is not None:
                    chart.setdefault(rule.name, {}).setdefault(start, []).append(end)
        return chart

    def _walk(self, node: _Node, words: list[str], start: int, place: int, chart: Chart) -> None:
        for name in node.names:
            chart.setdefault(name, {}).setdefault(start, []).append(place)
        if place == len(words):
            return
        word = words[place]
        if (after := node.whole.get(word)) is not None:
            self._walk(after, words, start, place + 1, chart)
        if node.stems:
            for length in range(2, min(len(word), self._longest_stem) + 1):
                if (after := node.stems.get(word[:length])) is not None:
                    self._walk(after, words, start, place + 1, chart)

    def _learn(self, name: str, phrases: list[str] | tuple[str, ...]) -> None:
        for phrase in phrases:
            if "<" in phrase:
                self._composed.append(self._rule(name, phrase, question=False))
                continue
            node = self._root
            for word in phrase_words(phrase):
                if word.endswith("*"):
                    self._longest_stem = max(self._longest_stem, len(word) - 1)
                    node = node.stems.setdefault(word[:-1], _Node())
                else:
                    node = node.whole.setdefault(word, _Node())
            if name not in node.names:
                node.names.append(name)

    def _all(self, own: dict[str, list[str]], shared: dict[str, list[str]], kind: str) -> Iterator[Rule]:
        for table in (own, shared):
            for key, sentences in table.items():
                for sentence in sentences:
                    if all(name in self._known for name in _classes_in(sentence)):
                        name = f"{kind}.{key.rstrip('?')}.{self.code}"
                        yield self._rule(name, sentence, question=key.endswith("?"))

    def _rule(self, name: str, sentence: str, *, question: bool) -> Rule:
        signs = sentence.split()
        pieces = tuple(self._piece(sign) for sign in signs if sign not in "^$")
        needed = tuple(piece.names for piece in pieces if piece.names and not piece.optional)
        return Rule(name, pieces, needed, signs[0] == "^", signs[-1] == "$", question)

    def _piece(self, sign: str) -> Piece:
        if sign == "_":
            return Piece((), gap=self._gap)
        names = []
        for option in sign.strip("()").split("|"):
            if option.startswith("<"):
                names.append(option[1:-1])
            else:
                names.append(f"={option}")
                self._learn(f"={option}", (option,))
        return Piece(tuple(names), optional=sign.startswith("("))


Chart = dict[str, dict[int, list[int]]]
"""Per class, per place of its first word, the places after its last words."""


def match(rule: Rule, chart: Chart, start: int, bounds: tuple[int, int]) -> int | None:
    """The place after the last word, if `rule` begins at `start` between `bounds`; else None."""
    if rule.at_start and start != bounds[0]:
        return None
    places = {start}
    for piece in rule.pieces:
        if piece.gap:
            places = {
                p + skipped for p in places for skipped in range(piece.gap + 1) if p + skipped <= bounds[1]
            }
            continue
        after = set(places) if piece.optional else set()
        for name in piece.names:
            spans = chart.get(name)
            if spans:
                after.update(e for p in places for e in spans.get(p, ()) if e <= bounds[1])
        if not after:
            return None
        places = after
    if rule.at_end:
        return bounds[1] if bounds[1] in places else None
    return min(places)


def starts(rule: Rule, chart: Chart, bounds: tuple[int, int]) -> list[int]:
    """The places between `bounds`, in order, at which `rule` can begin."""
    if rule.pieces[0].optional:
        return list(range(*bounds))
    found = {place for name in rule.pieces[0].names for place in chart.get(name, ())}
    return sorted(place for place in found if bounds[0] <= place < bounds[1])


def possible(rule: Rule, chart: Chart) -> bool:
    """Whether every class that `rule` needs stands somewhere."""
    for names in rule.needed:
        for name in names:
            if name in chart:
                break
        else:
            return False
    return True


@cache
def language(code: str) -> Language:
    """The grammar of one of `LANGUAGES`, read when first needed."""
    return Language(code, data(f"intents/{code}"), data("intents/shared"))


def may_lead_away(folded: str) -> bool:
    """Whether any language has a word in `folded` that can lead away; one quick pass."""
    return _quick().search(folded) is not None


@cache
def _quick() -> Any:
    leads, channels, _ = _gates()
    options = re2.Options()
    options.max_mem = 64 << 20
    return re2.compile(f"{leads.anywhere()}|{channels.anywhere()}", options)


def languages_in(words: list[str]) -> list[str]:
    """The languages of which a word stands among `words` that can lead away; for most texts none."""
    leads, channels, _ = _gates()
    seen = leads.bits(words)
    if channels.bits(words):
        # The names of services are the same everywhere: some other word says whose sentence it is.
        seen |= 1 | _gates()[2].bits(words)
    return [code for number, code in enumerate(LANGUAGES) if seen >> number & 1] if seen else []


class _Gate:
    """Words and stems, each with the languages, as bits, in which it means something."""

    def __init__(self) -> None:
        self._common = frozenset(data("intents/shared")["common"])
        self._whole: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._lengths: set[int] = set()

    def add(self, phrase: str, bit: int) -> None:
        """A phrase is known by its longest word that is not a common one."""
        word = max(phrase_words(phrase), key=lambda one: (one not in self._common, len(one)))
        table, key = (self._stems, word[:-1]) if word.endswith("*") else (self._whole, word)
        table[key] = table.get(key, 0) | bit
        if table is self._stems:
            self._lengths.add(len(key))

    def anywhere(self) -> str:
        """A pattern that matches wherever one of the words may stand."""
        latin = [re2.escape(word) + r"\b" for word in self._whole if word.isascii()]
        latin += [re2.escape(stem) for stem in self._stems if stem.isascii()]
        other = [re2.escape(word) for word in (*self._whole, *self._stems) if not word.isascii()]
        return "|".join([rf"\b(?:{'|'.join(latin)})", *other])

    def bits(self, words: list[str]) -> int:
        """The languages of `words` together."""
        seen = 0
        for word in words:
            seen |= self._whole.get(word, 0)
            for length in self._lengths:
                seen |= self._stems.get(word[:length], 0)
        return seen


@cache
def _gates() -> tuple[_Gate, _Gate, _Gate]:
    leads, channels, acts = _Gate(), _Gate(), _Gate()
    for number, code in enumerate(LANGUAGES):
        classes = data(f"intents/{code}")["classes"]
        for phrase in _leading(classes, _LEADS):
            leads.add(phrase, 1 << number)
        for phrase in _leading(classes, _ACTS):
            acts.add(phrase, 1 << number)
    for phrase in data("intents/shared")["channels"]:
        channels.add(phrase, 1)
    return leads, channels, acts


def _leading(classes: dict[str, list[str]], names: frozenset[str]) -> Iterator[str]:
    wanted = set(names & classes.keys())
    while wanted:
        name = wanted.pop()
        for phrase in classes[name]:
            inner = _classes_in(phrase)
            if inner:
                wanted |= set(inner) - _OWNERS
            else:
                yield phrase


def _classes_in(sentence: str) -> list[str]:
    return [
        option[1:-1]
        for sign in sentence.split()
        for option in sign.strip("()").split("|")
        if option.startswith("<")
    ]


@cache
def phrase_words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as a prepared text has them; a stem keeps its `*`."""
    return tuple(
        word + "*" * (place == len(cut) - 1 and part.endswith("*"))
        for part in phrase.split()
        for cut in [words_of(folded(part.rstrip("*")).text)]
        for place, word in enumerate(cut)
    )
