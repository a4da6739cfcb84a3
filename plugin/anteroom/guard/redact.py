"""Redaction: typed placeholders in place of spans, everything else kept."""

from __future__ import annotations

from collections.abc import Iterable

from anteroom.guard.explain import placeholder
from anteroom.guard.model import Finding


def redact(text: str, findings: Iterable[Finding], language: str) -> str:
    """`text` with every span replaced; overlapping spans together, by the first's kind."""
    pieces: list[str] = []
    done = 0
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if finding.start >= done:
            pieces += [text[done : finding.start], placeholder(finding.kind, language)]
        done = max(done, finding.end)
    return "".join([*pieces, text[done:]])
