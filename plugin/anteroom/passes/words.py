"""What the lobby and the pages around it say, in the reader's language."""

from __future__ import annotations

from functools import cache

from anteroom.languages import liked, sentences, spoken
from anteroom.pages.words import PageWords


class LobbyWords(PageWords):
    """The lobby's words, in one language, with the names of days and months."""

    @property
    def weekdays(self) -> list[str]:
        """The days from Monday on, short."""
        return self.words["weekdays"].split()

    @property
    def months(self) -> list[str]:
        """The months, short."""
        return self.words["months"].split()


def lobby_words(language: str) -> LobbyWords:
    """Return the words for a reader's language; English where we do not speak it."""
    return _catalogue(spoken(language))


def words_of_browser(accepts: str) -> LobbyWords:
    """Return the words for whoever is not known yet, by what the browser says (RFC 9110, 12.5.4)."""
    return _catalogue(liked(accepts))


@cache
def _catalogue(language: str) -> LobbyWords:
    return LobbyWords(language, sentences("anteroom.passes", language, "lobby"))
