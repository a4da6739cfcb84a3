"""Requests to leave the marketplace and hints where a contact detail is kept, told from ordinary talk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.explain import without_placeholders
from anteroom.guard.intents import clauses
from anteroom.guard.intents.lexicon import Lexicon, Reading, joined, lexicon, spoken, together
from anteroom.guard.intents.vetoes import is_code, unquoted
from anteroom.guard.intents.weights import Weights, codes, likelihood, weights
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.views import View

_MOST: Final = 0.59
"""A request is a matter for a word with its sender, not for taking text out: it never scores higher."""
_SHARE: Final = 0.6
_OUTRIGHTLY: Final = 0.5
_LEAST: Final = -0.7
"""Log-odds from which a stretch of text is reported at all, as a third of likely."""
_FAINT: Final = -1.5
"""Log-odds of a sentence alone below which its neighbours cannot help it."""
_NOTHING: Final = -100.0
_FEATURES: Final = 8
_OUTRIGHT: Final = (
    r"\b(?:would|could|can|will|shall|should|may|let) (?:you|we|us|i)\b[^.!?\n]{0,20}?"
    r"\b(?:work|working|pay|hire|deal|talk|continue|communicate|do it|do this|be paid)\b[^.!?\n]{0,24}?"
    r"\b(?:outside(?: of)?|off) (?:the|this) (?:platform|site|marketplace)\b[^.!?\n]{0,60}\?"
)
"""Asked so plainly that no weighing is needed; a question, since who declines makes a statement."""


def find_intents(folded: View) -> Iterator[Suspicion]:
    """Requests to talk or pay elsewhere, and hints where a contact detail is kept, at most one a sentence.

    The score is 0.6 times the likelihood, so that what is as likely as not is warned about. Neighbouring
    sentences are judged together too; the span is that of the one that says it most plainly.
    """
    yield from _outright(folded)
    text = clauses.plain(unquoted(without_placeholders(folded.text)))
    sentences = clauses.sentences(text)
    judge, pointing = weights()
    hopeful = judge.hopeful(sentences)
    if not hopeful:
        return
    code = spoken(set().union(*sentences))
    read = _Sentences(sentences, lexicon(code), judge)
    found = _likely(read, hopeful)
    places = clauses.places(text, sentences) if found else []
    for log_odds, first, end, plainest in found:
        start, stop = places[plainest]
        if not is_code(folded.text, start, stop):
            readings = [read[number].reading for number in range(first, end)]
            kind = Kind.POINTER if pointing.of_sentences(readings) > 0 else Kind.SOLICITATION
            features = judge.strongest(joined(readings), _FEATURES)
            score = min(_MOST, _SHARE * likelihood(log_odds))
            yield Suspicion(kind, *folded.span(start, stop), f"{kind}.{code}", score, features)


def _outright(folded: View) -> Iterator[Suspicion]:
    text = folded.text
    if "platform" in text or "marketplace" in text or " site" in text:
        for match in pattern(_OUTRIGHT).finditer(unquoted(text)):
            start, end = folded.span(match.start(), match.end())
            yield Suspicion(Kind.SOLICITATION, start, end, "solicitation.outright", _OUTRIGHTLY)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence as read, the sum of what its signs weigh, and the codes of its words."""

    reading: Reading
    weight: int
    words: set[int]
    asks: bool


class _Sentences(dict[int, _Sentence]):
    """The sentences of a text by their numbers, each read when first needed."""

    def __init__(self, sentences: list[list[str]], known: Lexicon, judge: Weights) -> None:
        super().__init__()
        self._words = sentences
        self._known = known
        self._judge = judge

    def __missing__(self, number: int) -> _Sentence:
        reading = self._known.read(self._words[number])
        weight = self._judge.of_signs(reading.signs)
        sentence = self[number] = _Sentence(reading, weight, codes(reading.signs), reading.asks)
        return sentence

    def log_odds(self, first: int, end: int) -> float:
        """Of sentences [first, end) together."""
        if end - first == 1:
            one = self[first]
            length = len(one.reading.signs)
            return self._judge.log_odds(one.weight, one.words, one.reading.bits, one.asks, length)
        some = [self[number] for number in range(first, end)]
        return self._judge.log_odds(
            sum([one.weight for one in some]),
            set().union(*(one.words for one in some)),
            together([one.reading.bits for one in some]),
            any(one.asks for one in some),
            sum([len(one.reading.signs) for one in some]),
        )

    def lengths(self) -> list[int]:
        """Of all sentences, in words."""
        return list(map(len, self._words))


def _likely(read: _Sentences, hopeful: list[int]) -> list[tuple[float, int, int, int]]:
    """Log-odds, first sentence, end, and the plainest of them, of likely stretches; none overlap."""
    alone = {number: read.log_odds(number, number + 1) for number in hopeful}
    if max(alone.values()) <= _FAINT:
        return []
    judged = {(number, number + 1): log_odds for number, log_odds in alone.items()}
    lengths = read.lengths()
    for number, log_odds in alone.items():
        if log_odds > _FAINT:
            for first, end in clauses.stretches(lengths, number):
                if (first, end) not in judged:
                    judged[first, end] = read.log_odds(first, end)
    likely = sorted(((z, span) for span, z in judged.items() if z > _LEAST), reverse=True)
    found: list[tuple[float, int, int, int]] = []
    taken: set[int] = set()
    for log_odds, (first, end) in likely:
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            plainest = max(range(first, end), key=lambda number: alone.get(number, _NOTHING))
            found.append((log_odds, first, end, plainest))
    return found
