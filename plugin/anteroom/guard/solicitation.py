"""Requests to leave the marketplace, told from refusals to do so and from talk about a product."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from anteroom.guard.clauses import Sentence, sentences
from anteroom.guard.grammar import Chart, Rule, language, languages_in, match, may_lead_away, possible, starts
from anteroom.guard.model import Kind
from anteroom.guard.pointer import points_nowhere
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.vetoes import set_apart, vetoed
from anteroom.guard.views import View

_SCORE: Final = 0.45  # a request is a matter for a word with its sender, not for taking text out
_Found = tuple[Kind, int, int, str]


def find_intents(folded: View) -> Iterator[Suspicion]:
    """Requests to talk or pay elsewhere, and hints where a contact detail is kept, at most one a sentence."""
    if not may_lead_away(folded.text):
        return
    for sentence in sentences(folded.text):
        for code in languages_in(sentence.words):
            if (found := _first(code, sentence)) is None:
                continue
            kind, first, last, rule = found
            start, end = sentence.spans[first][0], sentence.spans[last - 1][1]
            if not set_apart(folded.text, start, end):
                yield Suspicion(kind, *folded.span(start, end), rule, _SCORE)
                break


def _first(code: str, sentence: Sentence) -> _Found | None:
    spoken = language(code)
    chart = spoken.read(sentence.words)
    length = len(sentence.words)
    rules = [rule for rule in spoken.rules if possible(rule, chart)]
    for clause in _clauses(chart, length) if rules else ():
        found = _earliest(rules, chart, clause, question=sentence.question)
        if found and vetoed(chart, clause, (0, length)) is None:
            return (Kind.SOLICITATION, *found)
    pointers = [rule for rule in spoken.pointers if possible(rule, chart)]
    hint = _earliest(pointers, chart, (0, length), question=sentence.question) if pointers else None
    if hint and not points_nowhere(chart, hint[0], hint[1], length):
        return (Kind.POINTER, *hint)
    return None


def _clauses(chart: Chart, length: int) -> Iterator[tuple[int, int]]:
    """The parts between commas and words like "but"; none empty."""
    breaks = sorted(chart.get("break", {}))
    for before, after in pairwise((-1, *breaks, length)):
        if before + 1 < after:
            yield before + 1, after


def _earliest(
    rules: list[Rule], chart: Chart, bounds: tuple[int, int], *, question: bool
) -> tuple[int, int, str] | None:
    for rule in rules:
        if rule.question and not question:
            continue
        for start in starts(rule, chart, bounds):
            end = match(rule, chart, start, bounds)
            if end is not None:
                return start, end, rule.name
    return None
