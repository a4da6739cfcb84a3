"""Requests to leave the marketplace and hints where a contact detail is kept, told from ordinary talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard import clauses
from anteroom.guard.lexicon import Reading, joined, lexicon, spoken, together
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.vetoes import is_code, unquoted
from anteroom.guard.views import View
from anteroom.guard.weights import likelihood, weights

_MOST: Final = 0.59
"""A request is a matter for a word with its sender, not for taking text out: it never scores higher."""
_SHARE: Final = 0.6
_LEAST: Final = -0.7
"""Log-odds from which a stretch of text is reported at all, as a third of likely."""
_FEATURES: Final = 8


def find_intents(folded: View) -> Iterator[Suspicion]:
    """Requests to talk or pay elsewhere, and hints where a contact detail is kept, at most one a sentence.

    The score is 0.6 times the likelihood, so that what is as likely as not is warned about. Neighbouring
    sentences are judged together too; the span is that of the one that says it most plainly.
    """
    text = clauses.plain(unquoted(folded.text))
    words = clauses.words(text)
    sentences = clauses.sentences(words)
    if not sentences:
        return
    code = spoken(words)
    read = lexicon(code).read
    readings = [read(words[start:end]) for start, end in sentences]
    found = _likely(readings, sentences)
    places = clauses.places(text, words) if found else []
    for log_odds, first, plainest, end in found:
        begin, last = sentences[plainest][0], sentences[plainest][1] - 1
        start, stop = places[begin], places[last] + len(words[last])
        if not is_code(folded.text, start, stop):
            judge, pointing = weights()
            reading = joined(readings[first:end])
            kind = Kind.POINTER if pointing.of_stretch(readings[first:end]) > 0 else Kind.SOLICITATION
            features = judge.strongest(reading, _FEATURES)
            score = min(_MOST, _SHARE * likelihood(log_odds))
            yield Suspicion(kind, *folded.span(start, stop), f"{kind}.{code}", score, features)


def _likely(readings: list[Reading], sentences: list[tuple[int, int]]) -> list[tuple[float, int, int, int]]:
    """Log-odds, first sentence, the plainest, and the end of likely stretches, of which none overlap."""
    judge, _ = weights()
    sums = [judge.of_signs(one.signs) for one in readings]
    judged = []
    for first, end in clauses.stretches(sentences):
        part = readings[first:end]
        bits = together(one.bits for one in part) if end - first > 1 else part[0].bits
        asks = any(one.asks for one in part)
        length = sum(len(one.signs) for one in part)
        log_odds = judge.log_odds(sum(sums[first:end]), bits, asks, length)
        if log_odds > _LEAST:
            judged.append((log_odds, first, end))
    found: list[tuple[float, int, int, int]] = []
    taken: set[int] = set()
    for log_odds, first, end in sorted(judged, reverse=True):
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            plainest = max(range(first, end), key=lambda n: judge.of_stretch(readings[n : n + 1]))
            found.append((log_odds, first, plainest, end))
    return found
