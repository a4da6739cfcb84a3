"""What an embed says, in the viewer's language."""

from __future__ import annotations

from functools import cache

from anteroom.languages import sentences, spoken
from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.passes.words import words_of_browser as lobby_words_of_browser


def embed_words(language: str) -> LobbyWords:
    """Return the words for a viewer's language, the lobby's among them; English where we do not speak it."""
    return _catalogue(spoken(language))


def words_of_browser(accepts: str) -> LobbyWords:
    """Return the words for whoever is not known yet, by what the browser says (RFC 9110, 12.5.4)."""
    return embed_words(lobby_words_of_browser(accepts).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    own = sentences("anteroom.embeds", language)
    return LobbyWords(language, {**lobby_words(language).words, **own})
