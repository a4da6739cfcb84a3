"""How sure the guard must be, of app.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.settings.document import Document

_WHOLE = 100


@dataclass(frozen=True)
class Thresholds:
    """Scores of the guard, from 0 to 1, from which on a writer is told, and a contact taken out.

    Both are bounded, so that nobody turns the guard off by a number: that is the policy's to say, by plan and
    stage.
    """

    warn_at: float
    redact_at: float


def read_thresholds(document: Document) -> Thresholds:
    """Reads hundredths, which nobody writes with the comma of another country."""
    warn_at = document.whole("guard.warn_at", low=10, high=60, default=30)
    redact_at = document.whole("guard.redact_at", low=40, high=90, default=60)
    if warn_at > redact_at:
        document.refuse("guard.warn_at", "must not be above guard.redact_at")
    return Thresholds(warn_at / _WHOLE, redact_at / _WHOLE)
