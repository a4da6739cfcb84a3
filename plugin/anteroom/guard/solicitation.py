"""Requests to leave the marketplace and hints where a contact detail is kept, told from ordinary talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard import clauses
from anteroom.guard.lexicon import lexicon, spoken
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.vetoes import is_code, unquoted
from anteroom.guard.views import View
from anteroom.guard.weights import likelihood, weights

_MOST: Final = 0.59
"""A request is a matter for a word with its sender, not for taking text out: it never scores higher."""
_LEAST: Final = 0.2
_FEATURES: Final = 8


def find_intents(folded: View) -> Iterator[Suspicion]:
    """Requests to talk or pay elsewhere, and hints where a contact detail is kept, at most one a piece.

    The score is 0.6 times the likelihood, so that what is as likely as not is warned about.
    """
    text = clauses.plain(unquoted(folded.text))
    words = clauses.words(text)
    if not words:
        return
    code = spoken(words)
    known = lexicon(code)
    judge, pointing = weights()
    places: list[int] = []
    for first, last in clauses.pieces(words):
        reading = known.read(words[first:last])
        score = min(_MOST, 0.6 * likelihood(judge.log_odds(reading)))
        if score < _LEAST:
            continue
        sentences = clauses.sentences(words, first, last)
        begin, end = max(
            sentences, key=lambda s: judge.log_odds(known.read(words[s[0] : s[1]])), default=(0, 0)
        )
        if begin == end:
            continue
        places = places or clauses.places(text, words)
        start, stop = places[begin], places[end - 1] + len(words[end - 1])
        if not is_code(folded.text, start, stop):
            kind = Kind.POINTER if pointing.log_odds(reading) > 0 else Kind.SOLICITATION
            features = judge.strongest(reading, _FEATURES)
            yield Suspicion(kind, *folded.span(start, stop), f"{kind}.{code}", score, features)
