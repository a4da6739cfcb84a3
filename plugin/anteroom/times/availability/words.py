"""What the page about a person's availability says, in its reader's language."""

from __future__ import annotations

from functools import cache

from anteroom.languages import sentences
from anteroom.passes.words import LobbyWords, lobby_words


def availability_words(language: str) -> LobbyWords:
    """Return the words for a reader's language, the lobby's among them; English where we do not speak it."""
    return _catalogue(lobby_words(language).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    own = sentences("anteroom.times.availability", language, "availability")
    return LobbyWords(language, {**lobby_words(language).words, **own})
