"""What a badge says, in the language of who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.conduct.credit.model import Level
from anteroom.conduct.lessons.words import language_of


@dataclass(frozen=True, slots=True)
class Badge:
    """Whose it is, what it says, and what that means; no number and nothing of any other proposal."""

    level: Level
    label: str
    words: str
    what: str


def badge(level: Level, label: str, language: str, marketplace: str) -> Badge:
    """Return the badge of a level in words; English for a language without a catalogue."""
    words = _catalogue(language_of(language))
    return Badge(level, label, words[f"badge.{level}"], words["badge.what"].format(marketplace=marketplace))


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    folder = files("anteroom.conduct.credit").joinpath("catalogues")
    text = folder.joinpath(f"credit.{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
