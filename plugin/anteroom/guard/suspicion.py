"""What a detector reports, before the guard turns it into findings."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.guard.model import Kind


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A span in original offsets, the rule that saw it, and how sure it is, from 0 to 1.

    `features`: what spoke for it and what against, each with its weight; () where the rule alone did.
    """

    kind: Kind
    start: int
    end: int
    rule: str
    score: float
    features: tuple[tuple[str, float], ...] = ()
