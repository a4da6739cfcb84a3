"""What a badge says, in the language of who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.conduct.credit.model import Level
from anteroom.languages import sentences, spoken


@dataclass(frozen=True, slots=True)
class Badge:
    """Whose it is, what it says, and what that means; no number and nothing of any other proposal."""

    level: Level
    label: str
    words: str
    what: str


def badge(level: Level, label: str, language: str, marketplace: str) -> Badge:
    """Return the badge of a level in words; English for a language without a catalogue."""
    words = sentences("anteroom.conduct.credit", spoken(language), "credit")
    return Badge(level, label, words[f"badge.{level}"], words["badge.what"].format(marketplace=marketplace))
