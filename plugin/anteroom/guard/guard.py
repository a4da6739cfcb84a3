"""The guard itself: one text in, one verdict out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from anteroom.guard.clinging import with_what_clings
from anteroom.guard.detectors import Look, at_everything, suspicions_in
from anteroom.guard.explain import explanation, is_placeholder
from anteroom.guard.model import LIMIT, Action, Context, Finding, Kind, Verdict
from anteroom.guard.prefilter import triggers
from anteroom.guard.redact import redact
from anteroom.guard.suspicion import Suspicion

if TYPE_CHECKING:
    from anteroom.guard.pieces.window import Window

VERSION: Final = "12"
"""Names rules and data together; raised with every change of either."""

_PROSE: Final = frozenset({"message", "comment", "chat", "answer"})
_ANSWERS: Final = {"code": ("handle.own",), "numbered": ("phone.digits", "phone.signs-between")}
"""What a question is about, and by which rules its answer looks like a contact detail."""
_DOUBTFUL: Final = 0.65
"""Score up to which a finding may be such an answer."""
_NOTHING_KNOWN: Final = Context()
# Half of a pair is no character, and nothing that writes UTF-8 could carry it; JSON lets it be spelled.
_HALF: Final = re.compile("[\ud800-\udfff]")


class Guard:
    """Finds contact details and requests to leave the marketplace in human text.

    Immutable after construction, free of I/O, safe to share between tasks and threads.
    `warn_at` and `redact_at` are scores from 0 to 1. A `thorough` guard runs every detector on every text,
    whether anything in it pulls a trigger or not: a hundred times the work for the same verdicts, which is
    how the triggers are checked.
    """

    def __init__(self, *, warn_at: float = 0.3, redact_at: float = 0.6, thorough: bool = False) -> None:
        if not 0 < warn_at <= redact_at <= 1:
            raise ValueError("needs 0 < warn_at <= redact_at <= 1")
        self._warn_at = warn_at
        self._redact_at = redact_at
        self._look: Look = at_everything if thorough else triggers

    def inspect(self, text: str, context: Context = _NOTHING_KNOWN) -> Verdict:
        """Reads `text` once; the same text, context and version always give the same verdict.

        A text longer than `LIMIT` code points is blocked unread, with one finding over all of it. A lone
        surrogate is read and given back as U+FFFD.
        """
        if not text.isascii():
            text = _HALF.sub("\ufffd", text)
        if len(text) > LIMIT:
            return self._verdict(text, [Suspicion(Kind.OVERLONG, 0, len(text), "overlong", 1.0)], context)
        suspicions = list(suspicions_in(text, context, self._look))
        if "[" in text:
            suspicions = [seen for seen in suspicions if not is_placeholder(text[seen.start : seen.end])]
        if not suspicions:
            return Verdict(Action.ALLOW, (), text, "", VERSION)
        return self._verdict(text, _merged(suspicions), context)

    def inspect_in(
        self, window: Window, text: str, context: Context = _NOTHING_KNOWN, *, at: datetime, message: str
    ) -> tuple[Verdict, Window]:
        """Reads `text` as its sender's next message after those of `window`, written at `at` (aware).

        The verdict is that of `inspect`, and also covers what `text` adds to pieces of a contact detail in
        earlier messages, which `Verdict.earlier` then names by the ids that came as `message`. The second
        value is the window for the sender's next message; the other side's messages go into
        `Window.heard`, or all of them into an `Exchange`. Raises ValueError for a time without a zone.
        """
        # Whoever reads one text alone does not pay for loading what reads several.
        from anteroom.guard.pieces.split import Split, find_split, fragment

        text = text if text.isascii() else _HALF.sub("\ufffd", text)
        verdict, window = self.inspect(text, context), window.at(at).without(message)
        answered = {rule for about in window.answers() for rule in _ANSWERS.get(about, ())}
        if any(_is_answer(found, answered) for found in verdict.findings):
            others = [seen for seen in _again(verdict) if not _is_answer(seen, answered)]
            verdict = self._verdict(text, others, context)
        piece, start = fragment(text)
        # What is whole here is no piece of anything: it is neither completed nor kept to complete another.
        hidden = [(seen.start, seen.end) for seen in verdict.findings if seen.score >= self._redact_at]
        split = Split()
        if piece:
            split = find_split(window, piece, start, context, lambda joined: self._found(joined, context))
            split = split.beside(hidden)
        if split.here:
            verdict = self._verdict(text, _merged([*_again(verdict), *split.here]), context)
            verdict = replace(verdict, earlier=split.earlier)
        return verdict, window.wrote(message, *fragment(_blanked(text, hidden)), at)

    def _found(self, joined: str, context: Context) -> tuple[Finding, ...]:
        return self.inspect(joined, context).findings

    def _verdict(self, text: str, suspicions: list[Suspicion], context: Context) -> Verdict:
        findings = tuple(
            Finding(s.kind, s.start, s.end, s.rule, round(s.score, 3), self._explain(s, context), _weights(s))
            for s in with_what_clings(text, suspicions, self._redact_at)
            if s.score >= self._warn_at
        )
        hidden = [finding for finding in findings if finding.score >= self._redact_at]
        redacted = redact(text, hidden, context.language)
        said = dict.fromkeys(f.explanation for f in sorted(findings, key=lambda f: -f.score))
        surest = next(iter(said), "")
        return Verdict(self._action(findings, hidden, context), findings, redacted, surest, VERSION)

    def _explain(self, suspicion: Suspicion, context: Context) -> str:
        certain, pieces = suspicion.score >= self._redact_at, suspicion.rule.startswith("split.")
        return explanation(suspicion.kind, context, certain=certain, pieces=pieces)

    def _action(self, findings: tuple[Finding, ...], hidden: list[Finding], context: Context) -> Action:
        if not findings:
            return Action.ALLOW
        if not hidden:
            return Action.WARN
        if context.surface not in _PROSE or any(f.kind is Kind.OVERLONG for f in hidden):
            return Action.BLOCK
        return Action.REDACT


def _is_answer(found: Finding | Suspicion, rules: set[str]) -> bool:
    return found.rule in rules and found.score <= _DOUBTFUL


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with blanks in place of spans, so that all else stays where it is."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _again(verdict: Verdict) -> list[Suspicion]:
    """The findings as what they were before."""
    return [Suspicion(f.kind, f.start, f.end, f.rule, f.score, f.features) for f in verdict.findings]


def _weights(suspicion: Suspicion) -> tuple[tuple[str, float], ...]:
    weights = suspicion.features or ((suspicion.rule, suspicion.score),)
    return tuple((name, round(weight, 3)) for name, weight in weights)


def _merged(suspicions: Iterable[Suspicion]) -> list[Suspicion]:
    """One suspicion a place: of overlapping ones the surest gives kind and rule, all together the span."""
    merged: list[Suspicion] = []
    for next_one in sorted(suspicions, key=lambda s: (s.start, -s.end)):
        last = merged[-1] if merged else None
        if last is None or next_one.start >= last.end:
            merged.append(next_one)
            continue
        intents = {Kind.SOLICITATION, Kind.POINTER}
        if intents & {last.kind, next_one.kind} and last.kind is not next_one.kind:
            # A request stays a warning over its own words; the detail inside it is a finding of its own.
            merged.append(next_one)
            continue
        surest = max(last, next_one, key=lambda s: s.score)
        end = max(last.end, next_one.end)
        merged[-1] = replace(surest, start=last.start, end=end)
    return merged
