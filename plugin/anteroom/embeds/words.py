"""What an embed says, in the viewer's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from anteroom.pages.words import LANGUAGES
from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.passes.words import words_of_browser as lobby_words_of_browser


def embed_words(language: str) -> LobbyWords:
    """Return the words for a viewer's language, the lobby's among them; English where we do not speak it."""
    short = language.partition("-")[0].casefold()
    return _catalogue(short if short in LANGUAGES else "en")


def words_of_browser(accepts: str) -> LobbyWords:
    """Return the words for whoever is not known yet, by what the browser says (RFC 9110, 12.5.4)."""
    return embed_words(lobby_words_of_browser(accepts).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    text = files("anteroom.embeds").joinpath("catalogues", f"{language}.json").read_text("utf-8")
    own = msgspec.json.decode(text, type=dict[str, str])
    return LobbyWords(language, {**lobby_words(language).words, **own})
