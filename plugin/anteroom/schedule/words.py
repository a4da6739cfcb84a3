"""What the form that schedules says, in its reader's language."""

from __future__ import annotations

from functools import cache

from anteroom.interview_offers.words import offer_words
from anteroom.languages import sentences
from anteroom.passes.words import LobbyWords


def schedule_words(language: str) -> LobbyWords:
    """Return the words for a reader's language, the offer's and the lobby's among them; else English."""
    return _catalogue(offer_words(language).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    own = sentences("anteroom.schedule", language, "schedule")
    return LobbyWords(language, {**offer_words(language).words, **own})
