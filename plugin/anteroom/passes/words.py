"""What the lobby and the pages around it say, in the reader's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from anteroom.pages.words import LANGUAGES, PageWords


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
    short = language.partition("-")[0].casefold()
    return _catalogue(short if short in LANGUAGES else "en")


def words_of_browser(accepts: str) -> LobbyWords:
    """Return the words for whoever is not known yet, by what the browser says (RFC 9110, 12.5.4)."""
    for each in accepts.split(","):
        short = each.partition(";")[0].partition("-")[0].strip().casefold()
        if short in LANGUAGES:
            return _catalogue(short)
    return _catalogue("en")


@cache
def _catalogue(language: str) -> LobbyWords:
    text = files("anteroom.passes").joinpath("catalogues", f"lobby.{language}.json").read_text("utf-8")
    return LobbyWords(language, msgspec.json.decode(text, type=dict[str, str]))
